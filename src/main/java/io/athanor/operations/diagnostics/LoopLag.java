package io.athanor.operations.diagnostics;

import java.util.concurrent.TimeUnit;

/**
 * How late the timer of one event loop was in the last minute. A timer that was late stands for all
 * those that would have been due meanwhile, so that a loop that was stopped once for ten seconds
 * was late for ten seconds, and not once. Safe for threads.
 */
final class LoopLag {

  static final long EVERY_MILLIS = 100;
  static final int SAMPLES = 600;

  private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);

  private final String thread;
  private final long[] lags = new long[SAMPLES];
  private int next;
  private int known;
  private long due;

  LoopLag(String thread, long now) {
    this.thread = thread;
    this.due = now + EVERY;
  }

  /** The timer has come, and is set again. */
  synchronized void came(long now) {
    for (long late = Math.max(0, now - due), n = 0;
        n < SAMPLES && (n == 0 || late > 0);
        late -= EVERY, n++) {
      lags[next] = late;
      next = (next + 1) % SAMPLES;
      known = Math.min(SAMPLES, known + 1);
    }
    due = now + EVERY;
  }

  /** How late it was, and is by now. */
  synchronized Lags lags(long now) {
    long[] copy = new long[known];
    System.arraycopy(lags, 0, copy, 0, known);
    return new Lags(thread, Figures.sorted(copy), Math.max(0, now - due));
  }

  /** The lags of a loop, and how long its timer should have come by now. */
  static final class Lags {

    private final String thread;
    private final long[] sorted;
    private final long overdue;

    private Lags(String thread, long[] sorted, long overdue) {
      this.thread = thread;
      this.sorted = sorted;
      this.overdue = overdue;
    }

    String thread() {
      return thread;
    }

    /** How many there are of the last minute. */
    int samples() {
      return sorted.length;
    }

    long overdue() {
      return overdue;
    }

    long percentile(double share) {
      return Figures.percentile(sorted, share);
    }

    /** With what is not over yet. */
    long max() {
      return Math.max(percentile(1), overdue);
    }
  }
}
