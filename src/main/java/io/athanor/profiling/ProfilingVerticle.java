package io.athanor.profiling;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Operations;
import io.athanor.contract.Profiles;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;

/** Serves the conversation {@link Profiles}: hears what all nodes observe and reports on it. */
public final class ProfilingVerticle extends VerticleBase {

  private final ProfilingConfig config;
  private final NodeBus node;
  private final Workload workload;
  private Bus bus;

  /** A report of its own for this verticle. */
  public ProfilingVerticle(ProfilingConfig config, NodeBus node) {
    this.config = config;
    this.node = node;
    this.workload = new Workload(config.maxStatements());
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.PROFILING);
    List<Future<Void>> ready = new ArrayList<>();
    if (config.enabled()) {
      ready.add(bus.listen(Profiles.STATEMENTS_OBSERVED, workload::observe));
    }
    ready.add(bus.serve(Profiles.STATEMENTS, request -> Future.succeededFuture(workload.report())));
    ready.add(bus.serve(Operations.ping(Role.PROFILING), request -> pong()));
    return Future.all(ready);
  }

  private Future<Operations.Pong> pong() {
    String detail = config.enabled() ? workload.summary() : "disabled";
    return Future.succeededFuture(new Operations.Pong(true, detail));
  }

  @Override
  public Future<?> stop() {
    return bus.drain();
  }
}
