package io.athanor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Whether Monte Carlo estimates of pi behave as theory says. One point falls into the circle with
 * probability pi/4, so one estimate from n points has the standard error sqrt(pi (4 - pi) / n): the
 * error must fall as the square root of n, and no estimate may lie further from pi than a few
 * standard errors.
 */
record Convergence(List<Size> sizes, double slope, double largestDeviation) {
  private static final double SIGMA_OF_ONE_POINT = Math.sqrt(Math.PI * (4 - Math.PI));
  private static final double EXPECTED_SLOPE = -0.5;
  // Three times the scatter of the slope that chance allows with four sizes and eight estimates of
  // each.
  private static final double SLOPE_TOLERANCE = 0.15;
  private static final double MOST_STANDARD_ERRORS = 5;

  /** One estimate of pi from n points. */
  record Estimate(long n, double value) {}

  /**
   * All estimates from n points: their mean, and their root mean square error next to the one that
   * theory expects.
   */
  record Size(long n, int count, double mean, double error, double expectedError) {}

  static Convergence of(List<Estimate> estimates) {
    TreeMap<Long, List<Double>> bySize = new TreeMap<>();
    double largest = 0;
    for (Estimate estimate : estimates) {
      bySize.computeIfAbsent(estimate.n(), n -> new ArrayList<>()).add(estimate.value());
      // Double.NaN is greater than nothing, so it is turned into what it means here.
      double deviation = Math.abs(estimate.value() - Math.PI) / standardError(estimate.n());
      largest = Math.max(largest, Double.isNaN(deviation) ? Double.POSITIVE_INFINITY : deviation);
    }
    List<Size> sizes = new ArrayList<>();
    bySize.forEach((n, values) -> sizes.add(size(n, values)));
    return new Convergence(List.copyOf(sizes), slope(sizes), largest);
  }

  private static double standardError(long n) {
    return SIGMA_OF_ONE_POINT / Math.sqrt((double) n);
  }

  private static Size size(long n, List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    double square =
        values.stream()
            .mapToDouble(v -> (v - Math.PI) * (v - Math.PI))
            .average()
            .orElse(Double.NaN);
    return new Size(n, values.size(), mean, Math.sqrt(square), standardError(n));
  }

  /** Of the least-squares line through (log n, log error). */
  private static double slope(List<Size> sizes) {
    double meanX =
        sizes.stream().mapToDouble(s -> Math.log((double) s.n())).average().orElse(Double.NaN);
    double meanY =
        sizes.stream().mapToDouble(s -> Math.log(s.error())).average().orElse(Double.NaN);
    double above = 0;
    double below = 0;
    for (Size size : sizes) {
      double x = Math.log((double) size.n()) - meanX;
      above += x * (Math.log(size.error()) - meanY);
      below += x * x;
    }
    return above / below;
  }

  boolean slopeAsExpected() {
    return Math.abs(slope - EXPECTED_SLOPE) <= SLOPE_TOLERANCE;
  }

  boolean withinBounds() {
    return !sizes.isEmpty() && largestDeviation <= MOST_STANDARD_ERRORS;
  }

  boolean passed() {
    return slopeAsExpected() && withinBounds();
  }
}
