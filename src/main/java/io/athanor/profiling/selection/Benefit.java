package io.athanor.profiling.selection;

/** How useful a recommendation is, as one figure for people. */
final class Benefit {

  private static final int MOST = 10;
  private static final double FIRST_STEP_MILLIS = 100;

  private Benefit() {}

  /**
   * 1 for less than 100 ms saved in an hour, one more for each half power of ten: 10 from a quarter
   * of an hour on.
   */
  static int of(double savedMillis) {
    if (!(savedMillis >= FIRST_STEP_MILLIS)) {
      return 1;
    }
    double steps = 2 * Math.log10(savedMillis / FIRST_STEP_MILLIS);
    return Math.min(MOST, 2 + (int) Math.floor(steps));
  }
}
