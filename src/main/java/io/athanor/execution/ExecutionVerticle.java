package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Experiments;
import io.athanor.contract.Nodes;
import io.athanor.contract.Operations;
import io.athanor.contract.Role;
import io.athanor.execution.load.Load;
import io.athanor.execution.load.LoadMeter;
import io.athanor.execution.sandbox.Sandboxes;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.function.Consumer;

/** Runs programs. Without sandboxes it only says why it does not. */
public final class ExecutionVerticle extends VerticleBase {

  private final NodeBus node;
  private final ExecutionConfig config;
  private final Worker worker;
  private final Farewell farewell;
  private Bus bus;
  private WorkerPool pool;
  private Lease lease;
  private Placement placement;
  private LoadWatch load;

  /**
   * Prepares the verticle.
   *
   * @param farewell how running attempts end when the node stops
   */
  public ExecutionVerticle(NodeBus node, ExecutionConfig config, Worker worker, Farewell farewell) {
    this.node = node;
    this.config = config;
    this.worker = worker;
    this.farewell = farewell;
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.EXECUTION);
    WorkerDescription description = new WorkerDescription(config, worker);
    WorkerExamination looks =
        new WorkerExamination(description, worker.problem(), config.attemptsAtOnce());
    worker.sandboxes().ifPresent(sandboxes -> begin(sandboxes, description));
    return Future.all(
        List.of(
            bus.serve(
                Operations.SANDBOX, ask -> Future.succeededFuture(description.sandboxReport())),
            bus.serve(Operations.EXAMINE_WORKERS, look -> looks.examine(look.check(), pool)),
            WorkDesk.serve(bus, () -> pool),
            bus.serve(Operations.ping(Role.EXECUTION), ping -> Future.succeededFuture(pong())),
            bus.listen(
                Attempts.READY, ready -> ifPool(all -> all.workIn(ready.pool(), ready.priority()))),
            bus.listen(
                Experiments.CANCEL_REQUESTED, cancel -> ifPool(all -> all.cancel(cancel.id())))));
  }

  private void ifPool(Consumer<WorkerPool> action) {
    if (pool != null) {
      action.accept(pool);
    }
  }

  private void begin(Sandboxes sandboxes, WorkerDescription description) {
    WorkerPoolShape shape = description.shape(farewell.grace());
    placement = new Placement(shape, config.placement());
    InputFiles files = InputFiles.in(sandboxes.home(), config.inputCache());
    InputCache inputs = new InputCache(vertx, files);
    Runner runner = new SpareSandboxes(context, sandboxes, config.preload());
    pool = new WorkerPool(vertx, bus, runner, shape, placement, inputs);
    Nodes.Join join = description.join();
    lease = new Lease(vertx, bus, join, config.renewEvery().toMillis(), pool);
    lease.take();
    load = new LoadWatch(vertx, LoadMeter.ofThisMachine(sandboxes.home())::measure, this::sampled);
    load.begin();
  }

  private void sampled(Load measured) {
    if (placement.sampled(measured)) {
      lease.renewNow();
      pool.roomChanged();
    }
  }

  private Operations.Pong pong() {
    if (pool == null) {
      return new Operations.Pong(false, worker.problem());
    }
    return placement
        .diskFull()
        .map(why -> new Operations.Pong(false, why))
        .orElseGet(() -> new Operations.Pong(true, pool.running() + " attempts are running"));
  }

  @Override
  public Future<?> stop() {
    if (load != null) {
      load.end();
    }
    Future<Void> drained = pool == null ? Future.succeededFuture() : pool.drain(farewell);
    return drained
        .eventually(() -> lease == null ? Future.succeededFuture() : lease.leave())
        .eventually(bus::drain)
        .otherwiseEmpty();
  }
}
