package io.athanor.persistence;

/**
 * When one execution ended, and what it took.
 *
 * @param end as {@link System#nanoTime} has it
 * @param waitNanos spent waiting for a connection
 * @param nanos spent executing
 */
record Timing(long end, long waitNanos, long nanos) {

  /** Of what began then and ends now. */
  static Timing since(long began, long waitNanos) {
    long now = System.nanoTime();
    return new Timing(now, waitNanos, now - began);
  }
}
