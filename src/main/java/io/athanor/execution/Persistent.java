package io.athanor.execution;

import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Tries again while the database is away, for as long as the attempt still counts. Only for
 * requests that may be repeated.
 */
final class Persistent {

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final Vertx vertx;

  Persistent(Vertx vertx) {
    this.vertx = vertx;
  }

  <T> Future<T> request(Supplier<Future<T>> request, BooleanSupplier counts) {
    return request(request, counts, FIRST_PAUSE_MILLIS);
  }

  private <T> Future<T> request(Supplier<Future<T>> request, BooleanSupplier counts, long pause) {
    return request
        .get()
        .recover(
            cause ->
                passing(cause) && counts.getAsBoolean()
                    ? vertx
                        .timer(pause)
                        .compose(
                            waited ->
                                request(request, counts, Math.min(2 * pause, LONGEST_PAUSE_MILLIS)))
                    : Future.failedFuture(cause));
  }

  /** Whether the same request may succeed later. */
  static boolean passing(Throwable cause) {
    return cause instanceof RefusedException refused
        && (refused.failure() == Failure.UNAVAILABLE
            || refused.failure() == Failure.TIMEOUT
            || refused.failure() == Failure.OVERLOADED
            || refused.failure() == Failure.CONFLICT);
  }
}
