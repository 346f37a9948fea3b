package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Claimed;
import io.athanor.contract.Figures.WorkFigures;
import io.athanor.contract.Live;
import io.athanor.contract.Nodes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
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
  private static final long TELL_MILLIS = 1_000;

  private final Vertx vertx;
  private final Context context;
  private final Bus bus;
  private final Runner runner;
  private final WorkerPoolShape shape;
  private final Placement placement;
  private final NodeAttempts attempts;
  private Long token;
  private boolean claiming;
  private boolean missed;
  private boolean failing;
  private boolean stopped;
  private boolean overdue;
  private int handedBack;
  private final long telling;
  private long poll = -1;
  private CompletableFuture<Void> idle = new CompletableFuture<>();

  WorkerPool(
      Vertx vertx,
      Bus bus,
      Runner runner,
      WorkerPoolShape shape,
      Placement placement,
      InputCache inputs) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.bus = bus;
    this.runner = runner;
    this.shape = shape;
    this.placement = placement;
    Persistent persistent = new Persistent(vertx);
    OutcomeStore outcomes =
        new OutcomeStore(context, bus, persistent, shape.nodeId(), () -> token != null && !overdue);
    ContentAccess contents = new ContentAccess(bus);
    this.attempts =
        new NodeAttempts(
            work ->
                new AttemptRun(
                    work, context, bus, runner, contents, inputs, persistent, Clock.systemUTC()),
            outcomes,
            placement,
            new Ahead(bus, shape.nodeId()),
            this::slotFree);
    this.telling = vertx.setPeriodic(TELL_MILLIS, fired -> tell());
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
    attempts.lose(why);
    return whenIdle();
  }

  @Override
  public void cancelled(List<UUID> experiments) {
    experiments.forEach(this::cancel);
  }

  @Override
  public List<Long> attempts() {
    return attempts.tokens();
  }

  @Override
  public Nodes.Load load() {
    return placement.load();
  }

  /** Ends the attempt of this experiment if it is here. */
  void cancel(UUID experiment) {
    attempts.cancel(experiment);
  }

  /** There may be work in this pool, of this priority at most. */
  void workIn(String pool, int priority) {
    if (shape.pools().contains(pool)) {
      attempts.yieldTo(priority);
      claim();
    }
  }

  /** There may be room for more than before, or for less. */
  void roomChanged() {
    attempts.adapt();
    claim();
    prepare();
  }

  /** A timer of its own: nothing is done for each point that a program logs. */
  private void tell() {
    attempts.news().forEach(news -> bus.publish(Live.PROGRESSED, news));
  }

  private void pollLater() {
    long millis = shape.pollInterval().toMillis();
    long delay = Math.max(1, millis / 2 + ThreadLocalRandom.current().nextLong(millis));
    poll =
        vertx.setTimer(
            delay,
            fired -> {
              attempts.giveBackStale();
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
    placement.unfit(runner.unfit().orElse(null));
    attempts.claim(token).ifPresent(this::claim);
  }

  private void claim(Claim claim) {
    claiming = true;
    missed = false;
    bus.request(Attempts.CLAIM, claim).onComplete((got, cause) -> claimed(got, cause, claim));
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
      if (!stopped && token != null && token == claim.nodeToken()) {
        attempts.take(claimed.work());
      } else {
        attempts.refuse(claimed.work());
      }
      if (missed || claimed.work().size() == claim.most()) {
        claim();
      }
    }
    becomeIdle();
  }

  private void slotFree() {
    claim();
    prepare();
    becomeIdle();
  }

  private void prepare() {
    if (placement.memoryFull()) {
      runner.shrink();
    } else {
      runner.prepare();
    }
  }

  WorkFigures figures() {
    return attempts.figures(shape.slots(), placement.report());
  }

  /** How many attempts run here. */
  int running() {
    return attempts.running();
  }

  private Future<Void> whenIdle() {
    idle = new CompletableFuture<>();
    becomeIdle();
    return Future.fromCompletionStage(idle, context);
  }

  private void becomeIdle() {
    if (attempts.running() == 0 && !claiming) {
      idle.complete(null);
    }
  }

  /** Takes no more work, lets what runs end within the grace period, and ends the rest. */
  Future<Void> drain(Farewell farewell) {
    stopped = true;
    int ahead = attempts.giveBack();
    int begun = attempts.running();
    runner.close();
    vertx.cancelTimer(poll);
    long timer = vertx.setTimer(Math.max(1, shape.drain().toMillis()), fired -> hurry());
    farewell.whenHurried(() -> context.runOnContext(now -> hurry()));
    return whenIdle()
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              vertx.cancelTimer(telling);
              farewell.ended(begun - handedBack, ahead + handedBack);
            });
  }

  /** What still runs is handed back now. */
  private void hurry() {
    if (!overdue) {
      overdue = true;
      handedBack = attempts.endAll("its node was stopped");
    }
  }
}
