package io.athanor.operations.diagnostics;

import java.util.Arrays;

/** Numbers as the report has them. */
final class Figures {

  private static final double MEGABYTE = 1L << 20;
  private static final double NANOS_OF_A_MILLI = 1e6;

  private Figures() {}

  static double mb(long bytes) {
    return rounded(bytes / MEGABYTE);
  }

  /** Null for a limit that is none. */
  static Double limitMb(long bytes) {
    return bytes < 0 || bytes == Long.MAX_VALUE ? null : mb(bytes);
  }

  static double gb(long bytes) {
    return rounded(bytes / MEGABYTE / 1024);
  }

  static double millis(long nanos) {
    return Math.round(nanos / NANOS_OF_A_MILLI * 100) / 100.0;
  }

  static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  /** From 0 to 100, or null where the whole is nothing. */
  static Double percent(double part, double whole) {
    return whole <= 0 ? null : rounded(Math.max(0, Math.min(100, part / whole * 100)));
  }

  static Double percent(long part, long whole) {
    return percent((double) part, (double) whole);
  }

  /** Of sorted values: the smallest that at least this share is not above. */
  static long percentile(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  static long[] sorted(long[] values) {
    long[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }
}
