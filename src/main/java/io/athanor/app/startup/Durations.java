package io.athanor.app.startup;

import java.time.Duration;
import java.util.Locale;

/** Durations as a person wants to read them. */
final class Durations {

  private Durations() {}

  /** Seconds with two decimals, or milliseconds below one second. */
  static String text(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    return millis < 1_000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.2f s", millis / 1_000);
  }
}
