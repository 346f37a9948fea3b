package io.athanor.app.config;

import java.util.Locale;

/**
 * One thing that is wrong, or looks wrong, with the configuration.
 *
 * @param severity whether the node can start in spite of it
 * @param key the key, or what stands where a key is expected
 * @param source where it was written: file and line, variable or property
 * @param shownValue the value without secrets; empty where there is none to show
 * @param message what is wrong
 * @param advice what to do; may be empty
 */
public record ConfigProblem(
    Severity severity,
    String key,
    String source,
    String shownValue,
    String message,
    String advice) {

  /** Whether the node can start in spite of the problem. */
  public enum Severity {
    ERROR,
    WARNING,
    INFO
  }

  static ConfigProblem error(String key, String source, String message, String advice) {
    return new ConfigProblem(Severity.ERROR, key, source, "", message, advice);
  }

  static ConfigProblem warning(String key, String source, String message, String advice) {
    return new ConfigProblem(Severity.WARNING, key, source, "", message, advice);
  }

  static ConfigProblem error(Setting setting, String message, String advice) {
    return new ConfigProblem(
        Severity.ERROR, setting.key(), setting.source(), setting.shown(), message, advice);
  }

  /** The problem in one or two lines. */
  public String render() {
    String value = shownValue.isEmpty() ? "" : " = " + shownValue;
    String next = advice.isEmpty() ? "" : "\n      " + advice;
    return "%s %s%s (%s): %s%s"
        .formatted(
            "%-7s".formatted(severity.name().toLowerCase(Locale.ROOT)),
            key,
            value,
            source,
            message,
            next);
  }
}
