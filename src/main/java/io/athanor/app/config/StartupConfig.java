package io.athanor.app.config;

import java.time.Duration;

/**
 * How long a start may take.
 *
 * @param deadline longest time from the first component to readiness
 */
public record StartupConfig(Duration deadline) {

  /** Throws IllegalArgumentException with the line {@code field: fault} for a bad value. */
  public StartupConfig {
    if (deadline.toMillis() < 1) {
      throw new IllegalArgumentException("deadline: must be at least 1ms");
    }
  }
}
