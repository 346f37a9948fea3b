package io.athanor.execution.sandbox;

import java.time.Instant;

/**
 * Hears of an attempt while it runs. Every call comes on the sandbox's reader thread, one after
 * another; a slow listener slows the program down (its pipes fill), and an exception ends the
 * attempt as SANDBOX_ERROR.
 */
public interface AttemptListener {

  /** Which of the two. */
  enum Stream {
    STDOUT,
    STDERR
  }

  /** Bytes as the program wrote them, within the limit; the array is the listener's own. */
  default void output(Stream stream, byte[] chunk) {}

  /**
   * One point of a curve.
   *
   * @param step the program's own count, or null
   * @param at when it arrived
   */
  default void metric(String name, double value, Long step, Instant at) {}

  /**
   * How much is done, 0 to 1: the metric {@code progress}, unless a listener knows better.
   *
   * @param message what the program does at present in its own words, or null
   */
  default void progress(double fraction, String message, Instant at) {
    metric("progress", fraction, null, at);
  }

  /** A value that was not finite, or a line of metrics that nobody understands. */
  default void lostMetric(Instant at) {}

  /** A part of an artefact; parts of one artefact follow each other. */
  default void artefact(String name, byte[] chunk, boolean last) {}

  /** One that does nothing. */
  static AttemptListener silent() {
    return new AttemptListener() {};
  }
}
