package io.athanor.experiments;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people type them. */
final class Quantities {

  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(B|KB|MB|GB)?");
  private static final Map<String, Long> UNITS =
      Map.of("B", 1L, "KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30);

  private static final Duration LEAST = Duration.ofMillis(1);

  private Quantities() {}

  /**
   * Parses ISO-8601, such as {@code PT30S}.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static Duration duration(String text) {
    Duration duration;
    try {
      duration = Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("must be an ISO-8601 duration such as PT30S", e);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is too long", e);
    }
    // What is shorter would be measured as nothing.
    if (duration.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException("must be at least a millisecond, PT0.001S");
    }
    return duration;
  }

  /**
   * Parses a size, such as {@code 256MB}; 1 KB is 1,024 bytes.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static long size(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a size with KB, MB or GB, such as 256MB");
    }
    long unit = UNITS.get(matcher.group(2) == null ? "B" : matcher.group(2));
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("is too large");
    }
    if (bytes.compareTo(BigDecimal.ONE) < 0) {
      throw new IllegalArgumentException("must be at least one byte");
    }
    return bytes.longValue();
  }

  /** A size in the largest unit that divides it. */
  static String show(long bytes) {
    for (String unit : new String[] {"GB", "MB", "KB"}) {
      if (bytes >= UNITS.get(unit) && bytes % UNITS.get(unit) == 0) {
        return bytes / UNITS.get(unit) + unit;
      }
    }
    return bytes + "B";
  }
}
