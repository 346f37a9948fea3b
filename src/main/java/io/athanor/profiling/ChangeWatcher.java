package io.athanor.profiling;

import io.athanor.bus.Bus;
import io.athanor.contract.Changes;
import io.athanor.contract.Changes.Apply;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.Compared;
import io.athanor.contract.Changes.Histogram;
import io.athanor.contract.Changes.Look;
import io.athanor.contract.Changes.Taken;
import io.athanor.contract.Changes.Verdict;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.profiling.watch.ChangeWatch;
import io.athanor.profiling.watch.Words;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins changes of indexes, compares statements while one is watched, and says when it is to be
 * reverted or kept. Every node asks whether there is one to watch, so none is forgotten.
 */
final class ChangeWatcher {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeWatcher.class);
  private static final long LOOK_MILLIS = 10_000;
  private static final int MOST_SHOWN = 50;
  private static final int MOST_KEPT = 1_000;

  private final Vertx vertx;
  private final Bus bus;
  private final Workload workload;
  private final boolean observing;
  private final long lookMillis;
  private final UUID id = UUID.randomUUID();
  private ChangeWatch watch;
  private boolean looking;

  ChangeWatcher(Vertx vertx, Bus bus, Workload workload, boolean observing) {
    this(vertx, bus, workload, observing, LOOK_MILLIS);
  }

  ChangeWatcher(Vertx vertx, Bus bus, Workload workload, boolean observing, long lookMillis) {
    this.vertx = vertx;
    this.bus = bus;
    this.workload = workload;
    this.observing = observing;
    this.lookMillis = lookMillis;
  }

  Future<Void> serve() {
    if (observing) {
      vertx.setPeriodic(lookMillis, tick -> look());
    }
    return bus.serve(Changes.APPLY, this::apply);
  }

  private Future<Change> apply(Apply apply) {
    if (!observing) {
      return Future.failedFuture(
          new RefusedException(
              new Refusal(
                  Failure.CONFLICT,
                  "profiling-off",
                  "This node does not observe statements, so nobody would notice what a change makes slower.",
                  "Set profiling.enabled to true and start the node anew.",
                  null)));
    }
    return bus.request(Changes.BEGIN, new Changes.Begin(apply, before()));
  }

  /** What was executed too seldom is never compared, so it need not be kept. */
  private List<Histogram> before() {
    return workload.snapshot().stream()
        .filter(one -> one.count() >= ChangeWatch.LEAST)
        .sorted(Comparator.comparingLong(Histogram::nanos).reversed())
        .limit(MOST_KEPT)
        .toList();
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    bus.request(Changes.TAKE, new Changes.Take(id))
        .compose(this::look)
        .onFailure(cause -> LOG.debug("nothing could be watched: {}", cause.getMessage()))
        .onComplete(done -> looking = false);
  }

  private Future<?> look(Taken taken) {
    if (taken.change() == null) {
      watch = null;
      return Future.succeededFuture();
    }
    boolean begins = watch == null || !watch.id().equals(taken.change().id());
    if (begins) {
      watch = new ChangeWatch(taken, workload.snapshot());
    } else {
      watch.told(workload.snapshot());
    }
    // Who has only begun to look has seen nothing yet, however late it is.
    Look look = seen(taken, taken.ended() && !begins);
    return bus.request(Changes.LOOK, look)
        .onSuccess(
            looked -> {
              if (!looked.kept() || look.verdict() != Verdict.WATCH) {
                watch = null;
              }
            });
  }

  private Look seen(Taken taken, boolean ended) {
    List<Compared> compared = watch.compared();
    List<Compared> regressed = compared.stream().filter(Compared::regressed).toList();
    Verdict verdict = !regressed.isEmpty() ? Verdict.REVERT : ended ? Verdict.KEEP : Verdict.WATCH;
    String reason =
        switch (verdict) {
          case REVERT -> Words.worse(regressed);
          case KEEP -> Words.kept(taken.change(), compared);
          case WATCH -> null;
        };
    List<Compared> shown = compared.subList(0, Math.min(MOST_SHOWN, compared.size()));
    return new Look(watch.id(), id, verdict, reason, watch.after(), shown);
  }
}
