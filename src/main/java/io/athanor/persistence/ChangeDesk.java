package io.athanor.persistence;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.athanor.bus.Bus;
import io.athanor.contract.Advice;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Changes;
import io.athanor.contract.Changes.Begin;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.Look;
import io.athanor.contract.Changes.Looked;
import io.athanor.contract.Changes.Revert;
import io.athanor.contract.Changes.State;
import io.athanor.contract.Changes.Verdict;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;

/** Begins changes of indexes, and ends those whose node is gone. */
final class ChangeDesk {

  private static final long OVERLOOKED_MILLIS = 5_000;

  private final Vertx vertx;
  private final AnalysisStore analyses;
  private final ChangeStore store;
  private final ChangeChecks checks;
  private final ChangeWork work;
  private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
  private final UUID owner = UUID.randomUUID();
  private long timer = -1;

  ChangeDesk(
      Vertx vertx, AnalysisStore analyses, Database database, ChangeChecks checks, IndexWork work) {
    this.vertx = vertx;
    this.analyses = analyses;
    this.store = new ChangeStore(database);
    this.checks = checks;
    this.work = new ChangeWork(vertx, store, work, owner);
  }

  Future<?> serve(Bus bus) {
    timer = vertx.setPeriodic(OVERLOOKED_MILLIS, tick -> overlooked());
    return Future.all(
        bus.serve(Changes.BEGIN, this::begin),
        bus.serve(Changes.TAKE, take -> store.take(take.watcher())),
        bus.serve(Changes.LOOK, this::look),
        bus.serve(Changes.GET, get -> store.get(get.id())),
        bus.serve(Changes.LIST, store::list),
        bus.serve(Changes.REVERT, this::revert));
  }

  /** Takes up at once what has lost its node, unless this one is at work already. */
  Future<?> overlooked() {
    return work.busy()
        ? Future.succeededFuture()
        : store.overlooked(owner).onSuccess(found -> found.ifPresent(work::takeUp));
  }

  private Future<Change> begin(Begin begin) {
    Changes.Apply apply = begin.apply();
    return analyses
        .get(new Advice.Get(apply.analysis(), apply.caller()))
        .map(analysis -> recommended(analysis, apply.recommendation()))
        .compose(
            found -> {
              IndexOrder order = order(found);
              UUID id = ids.generate();
              return store
                  .begin(
                      id,
                      owner,
                      apply.analysis(),
                      found,
                      order,
                      apply.watchSeconds(),
                      begin.before())
                  .compose(begun -> begun ? check(id, order, found) : busy());
            });
  }

  private Future<Change> check(UUID id, IndexOrder order, Recommendation found) {
    return Future.succeededFuture()
        .compose(checked -> checks.check(order, found.bytes()))
        .compose(checked -> store.checked(id, owner, checked))
        .recover(cause -> refuse(id, cause))
        .compose(mine -> mine ? store.get(id) : busy())
        .onSuccess(work::apply);
  }

  private Future<Boolean> refuse(UUID id, Throwable cause) {
    boolean refused =
        cause instanceof RefusedException e && e.refusal().failure() == Failure.CONFLICT;
    State state = refused ? State.REFUSED : State.FAILED;
    return store
        .end(id, owner, State.CHECKING, state, String.valueOf(cause.getMessage()))
        .transform((done, failed) -> Future.failedFuture(cause));
  }

  private static Recommendation recommended(Advice.Analysis analysis, String id) {
    if (analysis.report() != null) {
      for (Recommendation one : analysis.report().recommendations()) {
        if (one.id().equals(id)) {
          return one;
        }
      }
    }
    throw new RefusedException(
        new Refusal(
            Failure.NOT_FOUND,
            "no-recommendation",
            "The analysis has no recommendation with this id.",
            "GET /admin/database/advice/" + analysis.id() + " lists those that it has.",
            null));
  }

  private static IndexOrder order(Recommendation found) {
    try {
      return IndexOrder.of(found);
    } catch (IllegalArgumentException e) {
      throw ChangeChecks.refused(
          "not-applicable",
          "The statement of the recommendation cannot be executed here: " + e.getMessage(),
          "Execute it by hand if you want it.");
    }
  }

  private static <T> Future<T> busy() {
    return Future.failedFuture(
        ChangeChecks.refused(
            "change-going-on",
            "Another change goes on or is being watched, on this node or on another one.",
            "GET /admin/database/changes says how far it is; it can be reverted."));
  }

  private Future<Looked> look(Look look) {
    return store
        .look(look, owner)
        .map(
            found -> {
              if (look.verdict() == Verdict.REVERT) {
                found.ifPresent(work::revert);
              }
              return new Looked(found.isPresent());
            });
  }

  private Future<Change> revert(Revert revert) {
    return store
        .get(revert.id())
        .compose(
            known ->
                store
                    .revert(
                        revert.id(),
                        owner,
                        revert.caller().owner() + " asked for it to be reverted.")
                    .compose(
                        found -> {
                          if (found.isPresent()) {
                            // Whoever builds hears of it within a second.
                            if (known.state() != State.BUILDING) {
                              work.revert(found.get());
                            }
                            return Future.succeededFuture(found.get());
                          }
                          return known.state() == State.KEPT ? busy() : notNow(known);
                        }));
  }

  private static Future<Change> notNow(Change change) {
    String advice =
        change.endedAt() == null
            ? "GET /admin/database/changes/" + change.id() + " says how far it is."
            : "Nothing is to be reverted.";
    return Future.failedFuture(
        ChangeChecks.refused("not-revertible", "The change is " + change.state() + ".", advice));
  }

  Future<Void> stop() {
    vertx.cancelTimer(timer);
    return work.stop();
  }
}
