package io.athanor.persistence;

import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.State;
import io.athanor.persistence.IndexWork.Found;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on one change at a time on a thread of its own, and says in the ledger each second that it
 * does. What it cannot end stays in the ledger as it is and is taken up again after a minute.
 */
final class ChangeWork {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeWork.class);
  private static final long TOUCH_MILLIS = 1_000;
  private static final int LONGEST_MINUTES = 24 * 60;

  /** What ends the work must not wait in turn behind what else blocks. */
  private static final boolean OUT_OF_TURN = false;

  private final Vertx vertx;
  private final ChangeStore store;
  private final IndexWork index;
  private final UUID owner;
  private final OwnThread worker;
  private int working;

  ChangeWork(Vertx vertx, ChangeStore store, IndexWork index, UUID owner) {
    this.vertx = vertx;
    this.store = store;
    this.index = index;
    this.owner = owner;
    this.worker = new OwnThread(vertx, "athanor-index-" + owner, LONGEST_MINUTES);
  }

  boolean busy() {
    return working > 0;
  }

  /** Does what was checked. */
  void apply(Change change) {
    IndexOrder order = IndexOrder.of(change.recommendation());
    LOG.info("change {}: {}", change.id(), change.apply());
    work(
        change,
        false,
        () -> {
          List<String> notes = new ArrayList<>();
          if (order.kind() == Kind.CREATE) {
            String note = index.create(order.schema(), order.name(), order.sql(), false);
            if (note != null) {
              notes.add(note);
            }
          } else {
            index.drop(order.schema(), order.name());
          }
          return notes;
        },
        notes -> store.built(change.id(), owner, notes));
  }

  /** Takes it back. */
  void revert(Change change) {
    IndexOrder order = IndexOrder.of(change.recommendation());
    LOG.warn("change {} is reverted: {}", change.id(), change.reason());
    work(
        change,
        true,
        () -> {
          if (order.kind() == Kind.CREATE) {
            index.drop(order.schema(), order.name());
          } else {
            index.create(order.schema(), order.name(), change.revert(), true);
          }
          return null;
        },
        done -> store.end(change.id(), owner, State.REVERTING, State.REVERTED, null));
  }

  /** Ends what a node has left that is gone. */
  void takeUp(Change change) {
    LOG.warn("change {} is {} and its node is gone", change.id(), change.state());
    if (change.state() == State.REVERTING) {
      revert(change);
    } else if (change.state() == State.CHECKING) {
      work(
          change,
          true,
          () -> null,
          done ->
              store.end(
                  change.id(),
                  owner,
                  State.CHECKING,
                  State.FAILED,
                  "The node that checked it is gone; nothing was changed."));
    } else {
      IndexOrder order = IndexOrder.of(change.recommendation());
      work(
          change,
          true,
          () -> index.settle(order.schema(), order.name()),
          found -> settled(change, order.kind(), found));
    }
  }

  private Future<?> settled(Change change, Kind kind, Found found) {
    boolean done = (found == Found.VALID) == (kind == Kind.CREATE);
    if (done) {
      String note = "The node that worked on it is gone; another one went on.";
      return store.built(change.id(), owner, List.of(note));
    }
    return store.end(
        change.id(),
        owner,
        State.BUILDING,
        State.FAILED,
        "The node that worked on it is gone; "
            + (found == Found.LEFT_OVER
                ? "the index was not complete and was dropped."
                : "nothing was changed."));
  }

  private interface Ended<T> {
    Future<?> with(T result);
  }

  /**
   * Does one thing.
   *
   * @param patient whether it is tried again later when others held locks all the time
   */
  private <T> void work(Change change, boolean patient, Callable<T> blocking, Ended<T> ended) {
    working++;
    long timer =
        vertx.setPeriodic(
            TOUCH_MILLIS,
            tick ->
                store
                    .touch(change.id(), owner)
                    .onSuccess(unwanted -> interrupt(change, unwanted))
                    .onFailure(cause -> LOG.debug("not touched: {}", cause.getMessage())));
    worker
        .run(blocking)
        .onComplete(done -> vertx.cancelTimer(timer))
        .transform(
            (result, cause) -> {
              Future<?> noted = cause == null ? ended.with(result) : failed(change, patient, cause);
              return noted.<Void>mapEmpty();
            })
        .onFailure(
            cause -> LOG.warn("change {} could not be noted: {}", change.id(), cause.toString()))
        .onComplete(done -> working--)
        .onSuccess(done -> takeBack(change));
  }

  /** Somebody wants it to be reverted before it is made. */
  private void interrupt(Change change, boolean unwanted) {
    if (unwanted && change.state() != State.REVERTING) {
      vertx
          .executeBlocking(
              () -> {
                index.interrupt();
                return null;
              },
              OUT_OF_TURN)
          .onFailure(cause -> LOG.warn("change {} goes on: {}", change.id(), cause.toString()));
    }
  }

  private void takeBack(Change change) {
    if (change.state() == State.BUILDING && !index.stopped()) {
      store
          .get(change.id())
          .onSuccess(
              now -> {
                if (now.state() == State.REVERTING) {
                  revert(now);
                }
              });
    }
  }

  private Future<?> failed(Change change, boolean patient, Throwable cause) {
    LOG.warn("change {} did not succeed: {}", change.id(), cause.toString());
    boolean open =
        index.stopped() || IndexWork.lost(cause) || (patient && IndexWork.waitedTooLong(cause));
    if (open) {
      return Future.succeededFuture();
    }
    String why = String.valueOf(cause.getMessage());
    String reason =
        change.state() == State.REVERTING
            ? "It could not be reverted, do it by hand with " + change.revert() + ": " + why
            : IndexWork.waitedTooLong(cause)
                ? "Others held locks on the table all the time, so it was given up: " + why
                : why;
    return store.end(change.id(), owner, change.state(), State.FAILED, reason);
  }

  Future<Void> stop() {
    return vertx
        .<Void>executeBlocking(
            () -> {
              index.stop();
              return null;
            },
            OUT_OF_TURN)
        .otherwiseEmpty()
        .eventually(worker::close);
  }
}
