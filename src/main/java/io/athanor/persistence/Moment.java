package io.athanor.persistence;

import java.time.Clock;
import java.time.Instant;

/**
 * One moment on both clocks, to turn what {@link System#nanoTime} said shortly before into a time.
 *
 * @param nanos as {@link System#nanoTime} has it
 */
record Moment(long nanos, Instant time) {

  static Moment now(Clock clock) {
    return new Moment(System.nanoTime(), clock.instant());
  }

  Instant at(long nanoTime) {
    return time.minusNanos(nanos - nanoTime);
  }
}
