package io.athanor.http;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Notices that a client sends nothing any more, before its connection is closed for that. */
final class Silence {

  /** Looks in the time after which a connection is closed; the third look without news is late. */
  private static final int LOOKS = 3;

  private static final double SHARE = 0.9;

  private final Vertx vertx;
  private final long timer;
  private long before = -1;
  private int looks;

  /**
   * Listens from now on.
   *
   * @param idle the time after which the connection would be closed
   * @param progress how much the client has sent
   * @param broken what is done once the client was silent for nearly that long
   */
  Silence(Vertx vertx, Duration idle, LongSupplier progress, Runnable broken) {
    this.vertx = vertx;
    long between = Math.max(1, (long) (idle.toMillis() * SHARE / LOOKS));
    timer =
        vertx.setPeriodic(
            between,
            fired -> {
              long now = progress.getAsLong();
              looks = now == before ? looks + 1 : 1;
              before = now;
              if (tooLong()) {
                end();
                broken.run();
              }
            });
  }

  boolean tooLong() {
    return looks >= LOOKS;
  }

  void end() {
    vertx.cancelTimer(timer);
  }
}
