package io.athanor.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Counts what is in progress and tells when nothing is. */
final class InFlight {

  private final AtomicInteger count = new AtomicInteger();
  private final AtomicReference<Promise<Void>> waiting = new AtomicReference<>();

  void begin() {
    count.incrementAndGet();
  }

  void end() {
    if (count.decrementAndGet() == 0) {
      release();
    }
  }

  int count() {
    return count.get();
  }

  /** Completes once nothing is in progress. */
  Future<Void> empty() {
    waiting.compareAndSet(null, Promise.promise());
    Future<Void> future = waiting.get().future();
    if (count.get() == 0) {
      release();
    }
    return future;
  }

  private void release() {
    Promise<Void> promise = waiting.get();
    if (promise != null) {
      promise.tryComplete();
    }
  }
}
