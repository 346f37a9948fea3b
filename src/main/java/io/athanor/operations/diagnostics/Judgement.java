package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How well a section is, and why. */
final class Judgement {

  private final List<String> reasons = new ArrayList<>();
  private Level level = Level.HEALTHY;

  /**
   * Bad when a value reaches a threshold; one that is not known is no fault.
   *
   * @param error as {@code Double.POSITIVE_INFINITY} where it is never more than a warning
   * @param text with one place for the value
   */
  Judgement over(Double value, double warning, double error, String text) {
    if (value != null && value >= warning) {
      boolean isError = value >= error;
      say(
          isError ? Level.ERROR : Level.WARNING,
          String.format(Locale.ROOT, text, value)
              + String.format(Locale.ROOT, " (threshold %.0f)", isError ? error : warning));
    }
    return this;
  }

  /** Bad when something holds. */
  Judgement when(boolean holds, Level worse, String text) {
    if (holds) {
      say(worse, text);
    }
    return this;
  }

  private void say(Level worse, String reason) {
    level = level.compareTo(worse) < 0 ? worse : level;
    reasons.add(reason);
  }

  Level level() {
    return level;
  }

  List<String> reasons() {
    return List.copyOf(reasons);
  }
}
