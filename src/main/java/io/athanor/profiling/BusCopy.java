package io.athanor.profiling;

import io.athanor.bus.Bus;
import io.athanor.contract.Copies;
import io.athanor.contract.Copies.Clock;
import io.athanor.contract.Copies.Copy;
import io.athanor.contract.Copies.Look;
import io.athanor.contract.Copies.Looked;
import io.athanor.contract.Copies.Make;
import io.athanor.contract.Copies.Remove;
import io.athanor.contract.Copies.Timed;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.profiling.selection.TimedCopy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;

/** A copy that the store makes: begun, and looked at until it is done. */
public final class BusCopy implements TimedCopy {

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int MOST_LATE = 5;

  private final Vertx vertx;
  private final Bus bus;
  private final UUID id;

  /**
   * One that is not made yet.
   *
   * @param id by which it will be known
   */
  public BusCopy(Vertx vertx, Bus bus, UUID id) {
    this.vertx = vertx;
    this.bus = bus;
    this.id = id;
  }

  @Override
  public Future<Copy> make(List<String> tables, long bytes) {
    return bus.request(Copies.MAKE, new Make(id, tables, bytes))
        .compose(begun -> done())
        .map(Looked::copy);
  }

  @Override
  public Future<List<Timed>> time(boolean own, List<String> statements, List<Trial> trials) {
    return bus.request(Copies.CLOCK, new Clock(id, own, statements, trials))
        .compose(begun -> done())
        .map(Looked::timed);
  }

  private Future<Looked> done() {
    return done(FIRST_PAUSE_MILLIS, 0);
  }

  /** Looks less and less often, so that the chain of looks stays short. */
  private Future<Looked> done(long pause, int late) {
    return bus.request(Copies.LOOK, new Look(id))
        .compose(
            looked -> {
              if (looked.going()) {
                long next = Math.min(LONGEST_PAUSE_MILLIS, pause + pause / 10);
                return vertx.timer(pause).compose(tick -> done(next, 0));
              }
              return looked.failure() == null
                  ? Future.succeededFuture(looked)
                  : Future.failedFuture(new IllegalStateException(looked.failure()));
            },
            cause ->
                late < MOST_LATE && isLate(cause)
                    ? done(pause, late + 1)
                    : Future.failedFuture(cause));
  }

  private static boolean isLate(Throwable cause) {
    return cause instanceof RefusedException refused && refused.failure() == Failure.TIMEOUT;
  }

  @Override
  public Future<Void> remove() {
    return bus.request(Copies.REMOVE, new Remove(id)).mapEmpty();
  }
}
