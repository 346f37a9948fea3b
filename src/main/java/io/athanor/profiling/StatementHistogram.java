package io.athanor.profiling;

import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementStatistics;
import java.util.List;

/**
 * All executions of one statement. Times are kept in the buckets of {@link Profiles#BUCKETS}, so a
 * percentile is at most 19 % above the exact one and never below it. Not safe for threads.
 */
final class StatementHistogram {

  private static final double NANOS_PER_MILLI = 1_000_000.0;

  private final long[] buckets = new long[Profiles.BUCKETS];
  private long count;
  private long errors;
  private long rows;
  private long waitNanos;
  private long executionNanos;
  private long maxNanos;

  /** Adds what was observed. */
  void merge(StatementSample sample) {
    count = sum(count, sample.count());
    errors = sum(errors, sample.errors());
    rows = sum(rows, sample.rows());
    waitNanos = sum(waitNanos, sample.waitNanos());
    executionNanos = sum(executionNanos, sample.executionNanos());
    maxNanos = Math.max(maxNanos, sample.maxNanos());
    List<Long> counts = sample.buckets();
    for (int i = 0; i < counts.size(); i++) {
      // A node of another version may know longer times; they are the longest that we know.
      int bucket = Math.min(i, Profiles.BUCKETS - 1);
      buckets[bucket] = sum(buckets[bucket], counts.get(i));
    }
  }

  /** Stays at the largest number instead of turning negative. */
  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  long executionNanos() {
    return executionNanos;
  }

  StatementStatistics statistics(String name) {
    return new StatementStatistics(
        name,
        count,
        errors,
        rows,
        millis(executionNanos),
        mean(executionNanos),
        millis(percentileNanos(0.50)),
        millis(percentileNanos(0.95)),
        millis(percentileNanos(0.99)),
        millis(maxNanos),
        mean(waitNanos));
  }

  /**
   * The longest time of the bucket that holds the execution of this rank, or the longest seen if
   * that is shorter. The last bucket also holds everything beyond it, so it has no ceiling.
   */
  long percentileNanos(double fraction) {
    long total = 0;
    for (long bucket : buckets) {
      total = sum(total, bucket);
    }
    if (total == 0) {
      return 0;
    }
    long rank = Math.max(1, (long) Math.ceil(fraction * total));
    long seen = 0;
    for (int i = 0; i < Profiles.BUCKETS - 1; i++) {
      seen = sum(seen, buckets[i]);
      if (seen >= rank) {
        return Math.min(Profiles.bucketCeilingNanos(i), maxNanos);
      }
    }
    return maxNanos;
  }

  private double mean(long nanos) {
    return count == 0 ? 0 : millis(nanos) / (double) count;
  }

  private static double millis(long nanos) {
    return nanos / NANOS_PER_MILLI;
  }
}
