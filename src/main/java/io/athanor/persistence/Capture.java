package io.athanor.persistence;

import java.time.Clock;
import java.time.Duration;

/**
 * How the statements of a node are noted, and where to.
 *
 * @param config what is noted
 * @param log of the whole node; the one who opened it closes it
 * @param pools counts the connections of the whole node
 */
public record Capture(CaptureConfig config, SlowLog log, PoolUse pools) {

  /** One that counts connections of its own. */
  public Capture(CaptureConfig config, SlowLog log) {
    this(config, log, new PoolUse());
  }

  /** The usual, without a slow log. */
  public static Capture usual() {
    return new Capture(CaptureConfig.usual(), SlowLog.none());
  }

  /** One for an event loop. */
  StatementMeter meter(Duration slowThreshold) {
    return new StatementMeter(config, slowThreshold, log, Clock.systemUTC());
  }
}
