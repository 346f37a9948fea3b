package io.athanor.app.startup;

import java.time.Duration;

/**
 * How much a start may do at a time, and how long it may take.
 *
 * @param parallelism components starting at one time
 * @param deadline longest time to readiness
 * @param stopDeadline longest time for one component to stop, and for running starts to end after
 *     another one has failed
 */
public record StartupLimits(int parallelism, Duration deadline, Duration stopDeadline) {

  private static final int LEAST = 4;

  /** Rejects limits under which nothing could start. */
  public StartupLimits {
    if (parallelism < 1 || deadline.isNegative() || stopDeadline.isNegative()) {
      throw new IllegalArgumentException("limits of a start must be positive");
    }
  }

  /** Limits with a parallelism that suits this machine: starting is mostly waiting. */
  public static StartupLimits of(Duration deadline, Duration stopDeadline) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new StartupLimits(Math.max(LEAST, 2 * processors), deadline, stopDeadline);
  }
}
