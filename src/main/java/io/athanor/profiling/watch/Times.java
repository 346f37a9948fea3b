package io.athanor.profiling.watch;

import io.athanor.contract.Changes.Histogram;
import io.athanor.contract.Profiles;
import java.util.ArrayList;
import java.util.List;

/** How long the executions of one statement took. The mean is exact, all else is by cells. */
final class Times {

  static final Times NONE = new Times(0, 0, 0, new long[Profiles.CELLS]);

  private static final double NANOS_PER_MILLI = 1e6;

  private final long count;
  private final long nanos;
  private final long maxNanos;
  private final long[] cells;

  private Times(long count, long nanos, long maxNanos, long[] cells) {
    this.count = count;
    this.nanos = nanos;
    this.maxNanos = maxNanos;
    this.cells = cells;
  }

  static Times of(Histogram histogram) {
    long[] cells = new long[Profiles.CELLS];
    List<Long> pairs = histogram.cells();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      int cell = (int) Math.max(0, Math.min(pairs.get(i), Profiles.CELLS - 1));
      cells[cell] += pairs.get(i + 1);
    }
    return new Times(histogram.count(), histogram.nanos(), histogram.maxNanos(), cells);
  }

  Histogram histogram(StatementKey key) {
    List<Long> pairs = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] > 0) {
        pairs.add((long) i);
        pairs.add(cells[i]);
      }
    }
    return new Histogram(key.name(), key.fingerprint(), null, count, nanos, maxNanos, pairs);
  }

  Times plus(Times other) {
    long[] sums = cells.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.cells[i];
    }
    return new Times(
        count + other.count, nanos + other.nanos, Math.max(maxNanos, other.maxNanos), sums);
  }

  /**
   * What was added since an earlier time. When less is there than was then, the statistics were
   * begun anew in between, and all of it was added.
   */
  Times since(Times earlier) {
    long[] rest = cells.clone();
    boolean anew = count < earlier.count || nanos < earlier.nanos;
    for (int i = 0; i < rest.length && !anew; i++) {
      rest[i] -= earlier.cells[i];
      anew = rest[i] < 0;
    }
    return anew ? this : new Times(count - earlier.count, nanos - earlier.nanos, maxNanos, rest);
  }

  long count() {
    return count;
  }

  double meanMillis() {
    return count == 0 ? 0 : nanos / NANOS_PER_MILLI / count;
  }

  double p95Millis() {
    return percentileMillis(0.95);
  }

  double medianMillis() {
    return percentileMillis(0.5);
  }

  /** The longest time of the cell that holds the execution of this rank. */
  private double percentileMillis(double part) {
    long total = total();
    long rank = (long) Math.ceil(part * total);
    long seen = 0;
    for (int i = 0; i < cells.length && total > 0; i++) {
      seen += cells[i];
      if (seen >= rank) {
        return Math.min(Profiles.cellCeilingNanos(i), maxNanos) / NANOS_PER_MILLI;
      }
    }
    return 0;
  }

  /** The square of the standard error of the mean; each time counts as the middle of its cell. */
  double squaredErrorOfMean() {
    long total = total();
    if (total < 2) {
      return Double.POSITIVE_INFINITY;
    }
    double mean = meanMillis();
    double sum = 0;
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] > 0) {
        double floor = i == 0 ? 0 : Profiles.cellCeilingNanos(i - 1) + 1;
        double middle = (floor + Profiles.cellCeilingNanos(i)) / 2 / NANOS_PER_MILLI;
        sum += cells[i] * (middle - mean) * (middle - mean);
      }
    }
    return sum / (total - 1) / total;
  }

  private long total() {
    long total = 0;
    for (long cell : cells) {
      total += cell;
    }
    return total;
  }
}
