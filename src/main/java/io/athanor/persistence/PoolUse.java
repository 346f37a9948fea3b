package io.athanor.persistence;

import java.util.concurrent.atomic.AtomicInteger;

/** How much of the connections of a node is in use, over all its event loops. */
public final class PoolUse {

  /** Nothing is open yet. */
  public PoolUse() {}

  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger inUse = new AtomicInteger();

  void opened(int connections) {
    size.addAndGet(connections);
  }

  void closed(int connections) {
    size.addAndGet(-connections);
  }

  void asked() {
    waiting.incrementAndGet();
  }

  void answered(boolean connected) {
    waiting.decrementAndGet();
    if (connected) {
      inUse.incrementAndGet();
    }
  }

  void returned() {
    inUse.decrementAndGet();
  }

  /** Whether requests wait because every connection is in use. */
  boolean saturated() {
    return waiting.get() > 0 && inUse.get() >= size.get();
  }

  @Override
  public String toString() {
    return "%d of %d connections in use, %d idle, %d requests wait"
        .formatted(inUse.get(), size.get(), Math.max(0, size.get() - inUse.get()), waiting.get());
  }
}
