package io.athanor.app.startup;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which failures of a start pass by themselves, and how long to leave them alone. It is tried again
 * until the whole start's deadline; the pauses double up to the longest one.
 *
 * @param when whether a failure may pass; anything else is final at once
 * @param first pause after the first failure, at most
 * @param longest no pause is longer
 */
public record Retry(Predicate<Throwable> when, Duration first, Duration longest) {

  private static final int MOST_DOUBLINGS = 30;

  /** Rejects pauses that would be no pauses. */
  public Retry {
    Objects.requireNonNull(when);
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("the pauses between attempts must be positive and grow");
    }
  }

  /**
   * The pause after some failures: between half and the whole of what the doubling gives, so that
   * many nodes do not come back in step.
   *
   * @param failures at least 1
   * @param chance from 0 to 1, evenly spread
   */
  Duration pause(int failures, double chance) {
    int doublings = Math.min(failures - 1, MOST_DOUBLINGS);
    double ceiling = Math.min((double) longest.toNanos(), first.toNanos() * Math.pow(2, doublings));
    return Duration.ofNanos((long) (ceiling * (1 + chance) / 2));
  }
}
