package io.athanor.app.config;

/**
 * How much is logged.
 *
 * @param level the least important messages that are written
 */
public record LoggingConfig(Level level) {

  /** How important a message is, least important first. */
  public enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
