package io.athanor.profiling;

import io.athanor.contract.Changes;
import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementStatistics;
import io.athanor.contract.ServerCounters;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All executions of one statement. Times are kept in the cells of {@link Profiles#cell}, so a
 * percentile is at most 6.3 % above the exact one and never below it. Not safe for threads.
 */
final class StatementHistogram {

  private static final double NANOS_PER_MILLI = 1_000_000.0;
  private static final int MOST_STATES = 32;
  private static final int CORRELATIONS = 4;

  private final long[] cells = new long[Profiles.CELLS];
  private final Map<String, Long> failures = new HashMap<>();
  private final Deque<String> correlations = new ArrayDeque<>();
  private String text;
  private long count;
  private long errors;
  private long slow;
  private long rows;
  private long waitNanos;
  private long maxWaitNanos;
  private long executionNanos;
  private long maxNanos;
  private Instant first;
  private Instant last;

  /** Adds what was observed. */
  void merge(StatementSample sample) {
    text = sample.text() == null ? text : sample.text();
    count = sum(count, sample.count());
    errors = sum(errors, sample.errors());
    slow = sum(slow, sample.slow());
    rows = sum(rows, sample.rows());
    waitNanos = sum(waitNanos, sample.waitNanos());
    maxWaitNanos = Math.max(maxWaitNanos, sample.maxWaitNanos());
    executionNanos = sum(executionNanos, sample.executionNanos());
    maxNanos = Math.max(maxNanos, sample.maxNanos());
    seen(sample.firstAt(), sample.lastAt());
    sample.failures().forEach(this::failed);
    sample.correlationIds().forEach(this::remember);
    List<Long> pairs = sample.cells();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      // A node of another version may know longer times; they are the longest that we know.
      int cell = (int) Math.min(pairs.get(i), Profiles.CELLS - 1);
      cells[cell] = sum(cells[cell], pairs.get(i + 1));
    }
  }

  /** Adds all of a statement that is no longer kept apart, so that the sums stay exact. */
  void absorb(StatementHistogram other) {
    count = sum(count, other.count);
    errors = sum(errors, other.errors);
    slow = sum(slow, other.slow);
    rows = sum(rows, other.rows);
    waitNanos = sum(waitNanos, other.waitNanos);
    maxWaitNanos = Math.max(maxWaitNanos, other.maxWaitNanos);
    executionNanos = sum(executionNanos, other.executionNanos);
    maxNanos = Math.max(maxNanos, other.maxNanos);
    seen(other.first, other.last);
    other.failures.forEach(this::failed);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = sum(cells[i], other.cells[i]);
    }
  }

  private void seen(Instant from, Instant to) {
    first = first == null || (from != null && from.isBefore(first)) ? from : first;
    last = last == null || (to != null && to.isAfter(last)) ? to : last;
  }

  private void failed(String state, long times) {
    boolean room = failures.size() < MOST_STATES || failures.containsKey(state);
    failures.merge(room ? state : "other", times, StatementHistogram::sum);
  }

  private void remember(String correlation) {
    correlations.remove(correlation);
    correlations.addFirst(correlation);
    if (correlations.size() > CORRELATIONS) {
      correlations.removeLast();
    }
  }

  /** Stays at the largest number instead of turning negative. */
  static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  long executionNanos() {
    return executionNanos;
  }

  long count() {
    return count;
  }

  String text() {
    return text;
  }

  Changes.Histogram snapshot(String name, String fingerprint) {
    List<Long> pairs = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] > 0) {
        pairs.add((long) i);
        pairs.add(cells[i]);
      }
    }
    return new Changes.Histogram(name, fingerprint, text, count, executionNanos, maxNanos, pairs);
  }

  StatementStatistics statistics(String name, String fingerprint, ServerCounters.Counted server) {
    return new StatementStatistics(
        name,
        fingerprint,
        text,
        count,
        errors,
        slow,
        rows,
        millis(executionNanos),
        mean(executionNanos),
        millis(percentileNanos(0.50)),
        millis(percentileNanos(0.95)),
        millis(percentileNanos(0.99)),
        millis(maxNanos),
        millis(waitNanos),
        mean(waitNanos),
        millis(maxWaitNanos),
        failures,
        first,
        last,
        List.copyOf(correlations),
        durations(),
        server);
  }

  /** How many took no longer than each boundary; what is in a cell across one counts as longer. */
  private List<Long> durations() {
    List<Long> all = new ArrayList<>();
    long seen = 0;
    int cell = 0;
    for (long boundary : Profiles.BOUNDARIES_MILLIS) {
      while (cell < Profiles.CELLS && Profiles.cellCeilingNanos(cell) <= boundary * 1_000_000) {
        seen = sum(seen, cells[cell++]);
      }
      all.add(seen);
    }
    return all;
  }

  /**
   * The longest time of the cell that holds the execution of this rank, or the longest seen if that
   * is shorter. The last cell also holds everything beyond it, so it has no ceiling.
   */
  long percentileNanos(double fraction) {
    long total = 0;
    for (long cell : cells) {
      total = sum(total, cell);
    }
    if (total == 0) {
      return 0;
    }
    long rank = Math.max(1, (long) Math.ceil(fraction * total));
    long seen = 0;
    for (int i = 0; i < Profiles.CELLS - 1; i++) {
      seen = sum(seen, cells[i]);
      if (seen >= rank) {
        return Math.min(Profiles.cellCeilingNanos(i), maxNanos);
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
