package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and times as people read them. */
final class Quantities {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?) ?(|B|[KMGT]i?B?)");

  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final double SECOND = 999.5;
  private static final double LEAST_MILLIS = 0.001;

  /** What is above has no digits after the point. */
  private static final double WHOLE = 99.95;

  private Quantities() {}

  /** As {@code 12 ms}, {@code 3.4 s}, {@code 2m05s}, {@code 1h02m} or {@code 3d04h}. */
  static String duration(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = millis / 1000;
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
    }
    return String.format(Locale.ROOT, "%dd%02dh", seconds / 86_400, seconds / 3600 % 24);
  }

  /** A time with what is below a millisecond: {@code 0.042 ms}, {@code 3.4 s}, {@code 1h02m}. */
  static String millis(double millis) {
    double size = Math.abs(millis);
    String sign = millis < 0 ? "-" : "";
    if (size >= SECOND) {
      return sign + duration(Duration.ofNanos((long) (size * 1e6)));
    }
    return size > 0 && size < LEAST_MILLIS
        ? sign + "<" + number(LEAST_MILLIS) + " ms"
        : sign + number(size) + " ms";
  }

  /** The same of a field of an answer. */
  static String millis(JsonNode of, String field) {
    return millis(of.path(field).asDouble());
  }

  /** With the two or three digits that say something: 36,000 and 0.042, never 3.6e+04. */
  static String number(double value) {
    double size = Math.abs(value);
    if (!(size < WHOLE)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    MathContext digits = new MathContext(size < 1 ? 2 : 3, RoundingMode.HALF_UP);
    BigDecimal rounded = new BigDecimal(value).round(digits);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** As {@code 1 statement} and {@code 1,200 statements}. */
  static String count(long count, String one) {
    return String.format(Locale.ROOT, count == 1 ? "%,d %s" : "%,d %ss", count, one);
  }

  /** An instant of an answer to the second, for people; as it is if it is none. */
  static String seconds(String instant) {
    return to(ChronoUnit.SECONDS, instant);
  }

  /** The same to the millisecond, for what comes often. */
  static String toMillis(String instant) {
    return to(ChronoUnit.MILLIS, instant);
  }

  private static String to(ChronoUnit unit, String instant) {
    return instant(instant).map(at -> at.truncatedTo(unit).toString()).orElse(instant);
  }

  /** As {@code 12 s ago}. */
  static String age(Instant then, Instant now) {
    Duration age = Duration.between(then, now);
    return age.toSeconds() < 1
        ? "now"
        : duration(Duration.ofSeconds(age.toSeconds())).replace(".0 s", " s") + " ago";
  }

  /** In bytes, KB, MB or GB of 1,024. */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    String unit = "";
    for (String next : new String[] {"KB", "MB", "GB", "TB"}) {
      if (value < 1024) {
        break;
      }
      value /= 1024;
      unit = next;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, unit);
  }

  /** The ISO-8601 instant in this text, or nothing. */
  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * A duration as typed: ISO-8601, or numbers with the units ms, s, m, h, d as in {@code 1h30m}; a
   * bare number is seconds.
   *
   * @throws CommandFailure when it is neither, negative or longer than a century
   */
  static Duration parseDuration(String text) {
    String typed = text.strip().toLowerCase(Locale.ROOT);
    try {
      Duration duration = typed.startsWith("p") ? Duration.parse(typed) : sum(typed);
      if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new CommandFailure(ExitCode.USAGE, wrongDuration(text), e);
    }
    throw CommandFailure.usage(wrongDuration(text));
  }

  /** A size such as {@code 200MB}, in units of 1,024. */
  static long parseBytes(String text) {
    Matcher size = SIZE.matcher(text.strip());
    if (!size.matches()) {
      throw CommandFailure.usage(
          SafeText.line(text) + " is no size; write one such as 200MB or 1GB.");
    }
    int power = size.group(2).isEmpty() ? 0 : "BKMGT".indexOf(size.group(2).charAt(0));
    return (long) (Double.parseDouble(size.group(1)) * Math.pow(1_024, power));
  }

  private static String wrongDuration(String text) {
    return "'" + SafeText.line(text) + "' is not a duration: write 500ms, 30s, 1h30m or PT30S.";
  }

  private static Duration sum(String typed) {
    if (!typed.matches("([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+|[0-9]+(\\.[0-9]+)?")) {
      throw new DateTimeException("no duration");
    }
    Duration sum = Duration.ZERO;
    int from = 0;
    while (from < typed.length()) {
      int unit = from;
      while (unit < typed.length() && !Character.isLetter(typed.charAt(unit))) {
        unit++;
      }
      int end = unit;
      while (end < typed.length() && Character.isLetter(typed.charAt(end))) {
        end++;
      }
      double number = Double.parseDouble(typed.substring(from, unit));
      sum = sum.plusNanos(Math.round(number * nanos(typed.substring(unit, end))));
      from = end;
    }
    return sum;
  }

  private static double nanos(String unit) {
    return switch (unit) {
      case "ms" -> 1e6;
      case "m" -> 60e9;
      case "h" -> 3600e9;
      case "d" -> 86_400e9;
      default -> 1e9;
    };
  }
}
