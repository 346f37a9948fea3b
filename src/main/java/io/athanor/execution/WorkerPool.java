package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Sandboxes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As many attempts at a time as there are slots. Work is claimed when an event says that there is
 * some, when a slot becomes free, and by a slow poll that finds what events have missed. A slot is
 * free again once its outcome is durable.
 */
final class WorkerPool implements Lease.Holder {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  private final Vertx vertx;
  private final Context context;
  private final Bus bus;
  private final SpareSandboxes sandboxes;
  private final WorkerPoolShape shape;
  private final ContentAccess contents;
  private final Persistent persistent;
  private final CommitQueue commits;
  private final Map<UUID, AttemptRun> running = new HashMap<>();
  private Long token;
  private boolean claiming;
  private boolean missed;
  private boolean stopped;
  private long poll = -1;
  private Promise<Void> idle;

  WorkerPool(Vertx vertx, Bus bus, Sandboxes sandboxes, WorkerPoolShape shape) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.bus = bus;
    this.sandboxes = new SpareSandboxes(context, sandboxes);
    this.shape = shape;
    this.contents = new ContentAccess(bus);
    this.persistent = new Persistent(vertx);
    this.commits =
        new CommitQueue(
            vertx,
            shape.nodeId(),
            commit ->
                persistent.request(
                    () -> bus.request(Attempts.COMMIT, commit), () -> token != null));
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
  public void lost(String why) {
    token = null;
    running.values().forEach(run -> run.end(Verdict.LOST, why));
  }

  @Override
  public void cancelled(List<UUID> experiments) {
    experiments.forEach(this::cancel);
  }

  /** Ends the attempt of this experiment if it runs here. */
  void cancel(UUID experiment) {
    AttemptRun run = running.get(experiment);
    if (run != null) {
      run.end(Verdict.CANCELLED, "cancelled on request");
    }
  }

  /** There may be work in this pool. */
  void workIn(String pool) {
    if (shape.pools().contains(pool)) {
      claim();
    }
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
    int free = Math.min(shape.slots() - running.size(), shape.claimBatch());
    if (claiming) {
      missed = true;
      return;
    }
    if (token == null || stopped || free <= 0) {
      return;
    }
    claiming = true;
    missed = false;
    Claim claim =
        new Claim(
            shape.nodeId(),
            token,
            shape.pools(),
            shape.runtimes(),
            shape.tier(),
            shape.memory(),
            free);
    bus.request(Attempts.CLAIM, claim)
        .onSuccess(claimed -> claimed.work().forEach(this::begin))
        .onFailure(cause -> LOG.warn("could not claim: {}", cause.getMessage()))
        .onComplete(
            (claimed, cause) -> {
              claiming = false;
              boolean full = cause == null && claimed.work().size() == free;
              if (missed || full) {
                claim();
              }
            });
  }

  private void begin(Work work) {
    AttemptRun run =
        new AttemptRun(work, context, bus, sandboxes, contents, persistent, Clock.systemUTC());
    running.put(work.experimentId(), run);
    if (token == null || stopped) {
      run.end(Verdict.LOST, "its node stopped before it began");
    }
    run.run()
        .compose(outcome -> commit(run, outcome))
        .onFailure(
            cause ->
                LOG.warn(
                    "the outcome of {} was not stored: {}",
                    work.experimentId(),
                    cause.getMessage()))
        .onComplete(
            done -> {
              running.remove(work.experimentId(), run);
              claim();
              sandboxes.refill();
              if (idle != null && running.isEmpty()) {
                idle.tryComplete();
              }
            });
  }

  private Future<Void> commit(AttemptRun run, Outcome outcome) {
    if (!run.counts()) {
      return Future.succeededFuture();
    }
    return commits
        .add(outcome)
        .map(
            stored -> {
              if (!stored) {
                LOG.warn(
                    "fenced: attempt {} of {} ended as {} but no longer held its token",
                    outcome.attempt(),
                    outcome.experimentId(),
                    outcome.verdict());
              }
              return null;
            });
  }

  /** How many attempts run here. */
  int running() {
    return running.size();
  }

  /** Takes no more work, lets what runs end within the grace period, and ends the rest. */
  Future<Void> drain() {
    stopped = true;
    sandboxes.close();
    vertx.cancelTimer(poll);
    idle = Promise.promise();
    if (running.isEmpty()) {
      return Future.succeededFuture();
    }
    long timer =
        vertx.setTimer(
            Math.max(1, shape.drain().toMillis()),
            fired ->
                new ArrayList<>(running.values())
                    .forEach(run -> run.end(Verdict.LOST, "its node was stopped")));
    return idle.future().onComplete(done -> vertx.cancelTimer(timer));
  }
}
