package io.athanor.execution;

import java.time.Duration;

/**
 * How the attempts of a node end when it stops: those that run have a grace, which may be cut
 * short, and are handed back after it. May be used on any thread.
 */
public final class Farewell {

  private final Duration grace;
  private boolean hurried;
  private Runnable cut = () -> {};
  private int finished;
  private int handedBack;

  /** Lets attempts go on for this long. */
  public Farewell(Duration grace) {
    this.grace = grace;
  }

  Duration grace() {
    return grace;
  }

  /** The rest of the grace is cut, also when it has not begun yet. */
  public void hurry() {
    Runnable now;
    synchronized (this) {
      hurried = true;
      now = cut;
    }
    now.run();
  }

  /** Has {@code action} called when there is no more time; at once where that is so already. */
  void whenHurried(Runnable action) {
    boolean late;
    synchronized (this) {
      cut = action;
      late = hurried;
    }
    if (late) {
      action.run();
    }
  }

  synchronized void ended(int byThemselves, int back) {
    finished += byThemselves;
    handedBack += back;
  }

  /** What became of the attempts; empty where there were none. */
  public synchronized String text() {
    return finished + handedBack == 0
        ? ""
        : "%d attempt(s) finished, %d handed back".formatted(finished, handedBack);
  }
}
