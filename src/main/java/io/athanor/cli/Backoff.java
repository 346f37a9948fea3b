package io.athanor.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Pauses between two questions that grow by half each time, so that a short wait ends soon and a
 * long one is cheap for the server.
 */
final class Backoff {
  private final Duration first;
  private final Duration longest;
  private Duration next;

  Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  void reset() {
    next = first;
  }

  /** Waits; an interrupt ends the command. */
  void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(next.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.INTERNAL, "Interrupted.", e);
    }
    Duration longer = next.plus(next.dividedBy(2));
    next = longer.compareTo(longest) > 0 ? longest : longer;
  }
}
