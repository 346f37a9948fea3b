package io.athanor.bus;

import io.athanor.contract.Profiles;
import io.athanor.contract.Spread;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long something took, again and again: counts by cells that are at most 6.3 % wide, so that
 * percentiles cost no memory that grows. Safe for threads, without locks.
 */
public final class TimeHistogram {

  private static final double MILLIS = 1e6;

  private final AtomicLongArray cells = new AtomicLongArray(Profiles.CELLS);
  private final LongAdder nanos = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  /** Adds one. */
  public void add(long tookNanos) {
    long took = Math.max(0, tookNanos);
    cells.incrementAndGet(Profiles.cell(took));
    nanos.add(took);
    longest.accumulate(took);
  }

  /** All together, in nanoseconds. */
  public long nanos() {
    return nanos.sum();
  }

  /** What there was so far. Percentiles are upper bounds of their cell. */
  public Spread spread() {
    long[] counts = new long[Profiles.CELLS];
    long count = 0;
    for (int cell = 0; cell < counts.length; cell++) {
      counts[cell] = cells.get(cell);
      count += counts[cell];
    }
    return new Spread(
        count,
        count == 0 ? 0 : millis(nanos.sum() / count),
        percentile(counts, count, 0.5),
        percentile(counts, count, 0.95),
        percentile(counts, count, 0.99),
        millis(longest.get()),
        millis(nanos.sum()));
  }

  private double percentile(long[] counts, long count, double share) {
    long wanted = (long) Math.ceil(count * share);
    long seen = 0;
    for (int cell = 0; cell < counts.length; cell++) {
      seen += counts[cell];
      if (seen >= wanted && seen > 0) {
        return millis(Math.min(Profiles.cellCeilingNanos(cell), longest.get()));
      }
    }
    return 0;
  }

  private static double millis(long value) {
    return Math.round(value / MILLIS * 1_000) / 1_000.0;
  }
}
