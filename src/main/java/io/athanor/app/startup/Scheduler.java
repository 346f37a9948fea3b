package io.athanor.app.startup;

import java.time.Duration;

/** Time and threads, so that a test can bring its own. */
interface Scheduler {

  /** Time that only goes forward. */
  long nanoTime();

  /** Runs {@code task} soon; tasks given here run one after another. */
  void coordinate(Runnable task);

  /**
   * Runs {@code task}, which may wait, on a thread of its own.
   *
   * @return interrupts it
   */
  Runnable work(Runnable task);

  /** Runs {@code task}, which belongs to a listener and may be slow, in the order of the calls. */
  void tell(Runnable task);

  /**
   * Coordinates {@code task} after some time.
   *
   * @return forgets it
   */
  Runnable after(Duration delay, Runnable task);
}
