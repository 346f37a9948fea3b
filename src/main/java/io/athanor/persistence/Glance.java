package io.athanor.persistence;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Whether something is in use, looked up at most once a second: what is not used costs no more. */
final class Glance {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<Future<Boolean>> look;
  private boolean used;
  private long lookedAt = System.nanoTime() - FRESH_NANOS;

  Glance(Supplier<Future<Boolean>> look) {
    this.look = look;
  }

  /** It is in use from now on. */
  void yes() {
    used = true;
  }

  Future<Boolean> used() {
    if (System.nanoTime() - lookedAt < FRESH_NANOS) {
      return Future.succeededFuture(used);
    }
    return look.get()
        .onSuccess(
            found -> {
              used = found;
              lookedAt = System.nanoTime();
            });
  }
}
