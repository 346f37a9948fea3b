package io.athanor.operations.diagnostics;

import io.athanor.contract.JvmSections.Pool;
import io.vertx.core.spi.metrics.PoolMetrics;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Counts what one pool does. */
final class PoolMeter implements PoolMetrics<Object, Object> {

  private static final Object NOTHING = new Object();

  /** What makes the name of a pool another one at each start is no part of its name here. */
  private static final Pattern IDENTITY =
      Pattern.compile("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

  private final String type;
  private final String name;
  private final int size;
  private final Consumer<PoolMeter> closed;
  private final AtomicLong queued = new AtomicLong();
  private final AtomicLong inUse = new AtomicLong();
  private final LongAdder completed = new LongAdder();
  private final LongAccumulator most = new LongAccumulator(Math::max, 0);

  PoolMeter(String type, String name, int size, Consumer<PoolMeter> closed) {
    this.type = type;
    this.name = IDENTITY.matcher(name).replaceFirst("");
    this.size = size;
    this.closed = closed;
  }

  @Override
  public Object enqueue() {
    most.accumulate(queued.incrementAndGet());
    return NOTHING;
  }

  @Override
  public void dequeue(Object queueing) {
    queued.decrementAndGet();
  }

  @Override
  public Object begin() {
    inUse.incrementAndGet();
    return NOTHING;
  }

  @Override
  public void end(Object using) {
    inUse.decrementAndGet();
    completed.increment();
  }

  @Override
  public void close() {
    closed.accept(this);
  }

  /** As it is. What is counted in two steps may be seen between them, but never below nothing. */
  Pool pool() {
    return new Pool(
        type,
        name,
        size > 0 ? size : null,
        Math.max(0, inUse.get()),
        Math.max(0, queued.get()),
        most.get(),
        completed.sum());
  }
}
