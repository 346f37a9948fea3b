package io.athanor.app.config;

import java.time.Duration;

/**
 * How long a stop may take.
 *
 * @param grace longest time for one component to finish what it has begun
 */
public record ShutdownConfig(Duration grace) {

  /** Throws IllegalArgumentException with the line {@code field: fault} for a bad value. */
  public ShutdownConfig {
    if (grace.toMillis() < 1) {
      throw new IllegalArgumentException("grace: must be at least 1ms");
    }
  }
}
