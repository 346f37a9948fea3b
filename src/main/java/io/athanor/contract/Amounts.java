package io.athanor.contract;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Figures in sentences for people; the command line, which is on its own, has its own. */
public final class Amounts {

  /** What is above has no digits after the point. */
  private static final double WHOLE = 99.95;

  private static final double LEAST_MILLIS = 0.001;
  private static final double SECOND = 999.5;

  private Amounts() {}

  /** With the two or three digits that say something: 36,000 and 0.042, never 3.6e+04. */
  public static String number(double value) {
    double size = Math.abs(value);
    if (!(size < WHOLE)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    MathContext digits = new MathContext(size < 1 ? 2 : 3, RoundingMode.HALF_UP);
    BigDecimal rounded = new BigDecimal(value).round(digits);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** A time of milliseconds, as {@code 0.042 ms} or {@code 3.4 s}. */
  public static String millis(double millis) {
    if (millis < 0) {
      return "-" + millis(-millis);
    }
    if (millis > 0 && millis < LEAST_MILLIS) {
      return "<" + number(LEAST_MILLIS) + " ms";
    }
    return millis < SECOND ? number(millis) + " ms" : number(millis / 1_000) + " s";
  }

  /** As {@code 1 statement} and {@code 1,200 statements}. */
  public static String count(long count, String one) {
    return String.format(Locale.ROOT, count == 1 ? "%,d %s" : "%,d %ss", count, one);
  }
}
