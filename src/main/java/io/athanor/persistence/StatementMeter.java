package io.athanor.persistence;

import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementSample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what each statement does on one event loop, without locks or allocation on the way, and
 * hands the counts over once a second. Must be used from one context only.
 */
final class StatementMeter {

  private static final class Counts {
    private long count;
    private long errors;
    private long rows;
    private long waitNanos;
    private long executionNanos;
    private long maxNanos;
    private final long[] buckets = new long[Profiles.BUCKETS];
  }

  private Map<String, Counts> statements = new HashMap<>();

  void executed(String name, long waitNanos, long nanos, long rows) {
    add(name, waitNanos, nanos).rows += rows;
  }

  void failed(String name, long waitNanos, long nanos) {
    add(name, waitNanos, nanos).errors++;
  }

  private Counts add(String name, long waitNanos, long nanos) {
    Counts counts = statements.get(name);
    if (counts == null) {
      counts = new Counts();
      statements.put(name, counts);
    }
    counts.count++;
    counts.waitNanos += waitNanos;
    counts.executionNanos += nanos;
    counts.maxNanos = Math.max(counts.maxNanos, nanos);
    counts.buckets[bucket(nanos)]++;
    return counts;
  }

  /**
   * The first bucket whose ceiling is not below the time: four for each doubling, see {@link
   * Profiles#bucketCeilingNanos}.
   */
  static int bucket(long nanos) {
    if (nanos <= 1_000) {
      return 0;
    }
    int doubling = 63 - Long.numberOfLeadingZeros(nanos / 1_000);
    int bucket = Math.max(0, 4 * doubling - 1);
    while (bucket < Profiles.BUCKETS - 1 && Profiles.bucketCeilingNanos(bucket) < nanos) {
      bucket++;
    }
    return bucket;
  }

  /** The counts since the last call; empty when nothing was executed. */
  List<StatementSample> drain() {
    if (statements.isEmpty()) {
      return List.of();
    }
    Map<String, Counts> full = statements;
    statements = new HashMap<>();
    List<StatementSample> samples = new ArrayList<>(full.size());
    full.forEach((name, counts) -> samples.add(sample(name, counts)));
    return samples;
  }

  private static StatementSample sample(String name, Counts counts) {
    List<Long> buckets = new ArrayList<>(counts.buckets.length);
    for (long bucket : counts.buckets) {
      buckets.add(bucket);
    }
    return new StatementSample(
        name,
        counts.count,
        counts.errors,
        counts.rows,
        counts.waitNanos,
        counts.executionNanos,
        counts.maxNanos,
        buckets);
  }
}
