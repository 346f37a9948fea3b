package io.athanor.profiling.watch;

/**
 * Whether a statement got slower by more than chance and by so much that it matters.
 *
 * <p>It did when, with at least 20 executions on either side,
 *
 * <ul>
 *   <li>its mean is more than 1.5 times the mean before, and so is its median or its 95th
 *       percentile: one long execution, which lifts the mean, is not enough. The 95th percentile
 *       alone would miss a statement all of whose executions got slower when a twentieth of them
 *       was slow before;
 *   <li>its mean is more than 0.5 ms above the mean before;
 *   <li>the difference of the means is more than so many standard errors of this difference, {@code
 *       sqrt(s1²/n1 + s2²/n2)} (Welch: neither the spread nor the number of executions needs to be
 *       the same on both sides). Three of them for a statement that touches the table. The others
 *       are many and are looked at again and again, so some of them would be three away by chance:
 *       for them it is five.
 * </ul>
 *
 * <p>What got slower together with everything else is not due to an index: what was before is
 * multiplied by {@code general}, the median of how many times as long the statements take that do
 * not touch the table, where that is above 1.
 */
final class Regression {

  static final int LEAST = 20;

  private static final double TIMES = 1.5;
  private static final double LEAST_MILLIS = 0.5;
  private static final double ERRORS_RELATED = 3;
  private static final double ERRORS_OTHERS = 5;

  private Regression() {}

  /** Whether there were enough executions to compare. */
  static boolean comparable(Times before, Times after) {
    return before.count() >= LEAST && after.count() >= LEAST;
  }

  static boolean is(Times before, Times after, double general, boolean related) {
    if (!comparable(before, after)) {
      return false;
    }
    double factor = Math.max(1, general);
    double expected = factor * before.meanMillis();
    double more = after.meanMillis() - expected;
    double error =
        Math.sqrt(after.squaredErrorOfMean() + factor * factor * before.squaredErrorOfMean());
    return after.meanMillis() > TIMES * expected
        && (after.p95Millis() > TIMES * factor * before.p95Millis()
            || after.medianMillis() > TIMES * factor * before.medianMillis())
        && more > LEAST_MILLIS
        && more > (related ? ERRORS_RELATED : ERRORS_OTHERS) * error;
  }
}
