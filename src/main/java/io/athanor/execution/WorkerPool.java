package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Claimed;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Nodes;
import io.athanor.contract.Verdict;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As many attempts at a time as there are slots. Work is claimed when an event says that there is
 * some, when a slot becomes free, and by a slow poll that finds what events have missed. A slot is
 * free again once its outcome is durable. All of it happens on the verticle's context.
 */
final class WorkerPool implements Lease.Holder {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  private final Vertx vertx;
  private final Context context;
  private final Bus bus;
  private final Runner runner;
  private final WorkerPoolShape shape;
  private final Placement placement;
  private final ContentAccess contents;
  private final Persistent persistent;
  private final OutcomeStore outcomes;

  /** By attempt token: an experiment may come back while its lost attempt still ends. */
  private final Map<Long, AttemptRun> running = new LinkedHashMap<>();

  private Long token;
  private boolean claiming;
  private boolean missed;
  private boolean failing;
  private boolean stopped;
  private boolean overdue;
  private long poll = -1;
  private CompletableFuture<Void> idle = new CompletableFuture<>();

  WorkerPool(Vertx vertx, Bus bus, Runner runner, WorkerPoolShape shape, Placement placement) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.bus = bus;
    this.runner = runner;
    this.shape = shape;
    this.placement = placement;
    this.contents = new ContentAccess(bus);
    this.persistent = new Persistent(vertx);
    this.outcomes =
        new OutcomeStore(context, bus, persistent, shape.nodeId(), () -> token != null && !overdue);
  }

  @Override
  public void held(long newToken) {
    token = newToken;
    claim();
    if (poll == -1) {
      pollLater();
    }
  }

  @Override
  public Future<Void> lost(String why) {
    token = null;
    endAll(why);
    return whenIdle();
  }

  @Override
  public void cancelled(List<UUID> experiments) {
    experiments.forEach(this::cancel);
  }

  @Override
  public List<Long> attempts() {
    return List.copyOf(running.keySet());
  }

  @Override
  public Nodes.Load load() {
    return placement.load();
  }

  /** Ends the attempt of this experiment if it runs here. */
  void cancel(UUID experiment) {
    List.copyOf(running.values()).stream()
        .filter(run -> run.experimentId().equals(experiment))
        .forEach(run -> run.end(Verdict.CANCELLED, "cancelled on request"));
  }

  /** There may be work in this pool. */
  void workIn(String pool) {
    if (shape.pools().contains(pool)) {
      claim();
    }
  }

  /** There may be room for more than before. */
  void roomChanged() {
    claim();
  }

  private void pollLater() {
    long millis = shape.pollInterval().toMillis();
    long delay = Math.max(1, millis / 2 + ThreadLocalRandom.current().nextLong(millis));
    poll =
        vertx.setTimer(
            delay,
            fired -> {
              claim();
              pollLater();
            });
  }

  private void claim() {
    if (claiming) {
      missed = true;
      return;
    }
    if (token == null || stopped) {
      return;
    }
    placement.claim(Reserved.by(running.values()), running.size(), token).ifPresent(this::claim);
  }

  private void claim(Claim claim) {
    claiming = true;
    missed = false;
    bus.request(Attempts.CLAIM, claim)
        .onComplete((claimed, cause) -> claimed(claimed, cause, claim));
  }

  /**
   * A claim that timed out may have been carried out all the same. What nobody here knows of is
   * released by one of the next renewals, which name what the node has.
   */
  private void claimed(Claimed claimed, Throwable cause, Claim claim) {
    claiming = false;
    if (cause != null) {
      if (!failing) {
        LOG.warn("cannot claim, trying again: {}", cause.getMessage());
      }
      failing = true;
    } else {
      failing = false;
      boolean current = token != null && token == claim.nodeToken();
      claimed.work().forEach(work -> begin(work, current));
      if (missed || claimed.work().size() == claim.slots()) {
        claim();
      }
    }
    becomeIdle();
  }

  private void begin(Work work, boolean current) {
    AttemptRun run =
        new AttemptRun(work, context, bus, runner, contents, persistent, Clock.systemUTC());
    running.put(work.token(), run);
    if (stopped || !current) {
      run.end(Verdict.LOST, "its node stopped before it began");
    }
    String notStored = "the outcome of {} was not stored: {}";
    run.run()
        .compose(outcome -> outcomes.store(run, outcome))
        .onFailure(cause -> LOG.warn(notStored, work.experimentId(), cause.getMessage()))
        .onComplete(
            done -> {
              running.remove(work.token());
              claim();
              runner.prepare();
              becomeIdle();
            });
  }

  private void endAll(String why) {
    List.copyOf(running.values()).forEach(run -> run.end(Verdict.LOST, why));
  }

  /** How many attempts run here. */
  int running() {
    return running.size();
  }

  private Future<Void> whenIdle() {
    idle = new CompletableFuture<>();
    becomeIdle();
    return Future.fromCompletionStage(idle, context);
  }

  private void becomeIdle() {
    if (running.isEmpty() && !claiming) {
      idle.complete(null);
    }
  }

  /** Takes no more work, lets what runs end within the grace period, and ends the rest. */
  Future<Void> drain() {
    stopped = true;
    runner.close();
    vertx.cancelTimer(poll);
    long timer =
        vertx.setTimer(
            Math.max(1, shape.drain().toMillis()),
            fired -> {
              overdue = true;
              endAll("its node was stopped");
            });
    return whenIdle().onComplete(done -> vertx.cancelTimer(timer));
  }
}
