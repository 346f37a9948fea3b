package io.athanor.operations.diagnostics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Counters that only grow, at one moment; rates are differences of two of them.
 *
 * @param nanos the moment, of the monotonic clock
 * @param processNanos processor time of this process
 * @param machine null where it could not be read
 */
record Sample(long nanos, long processNanos, MachineReading machine) {

  private static final long MINUTE = TimeUnit.SECONDS.toNanos(60);

  /** The samples of the last minute. Used by one thread at a time. */
  static final class Minute {

    private final Deque<Sample> samples = new ArrayDeque<>();

    void add(Sample sample) {
      samples.addLast(sample);
      while (sample.nanos() - samples.getFirst().nanos() > MINUTE) {
        samples.removeFirst();
      }
    }

    Sample last() {
      return samples.getLast();
    }

    /** The sample before the last, or the last itself. */
    Sample before() {
      Sample before = samples.getLast();
      var backwards = samples.descendingIterator();
      backwards.next();
      return backwards.hasNext() ? backwards.next() : before;
    }

    Sample first() {
      return samples.getFirst();
    }
  }

  /** Share of all processors that this process had since an earlier sample, in percent. */
  Double processPercent(Sample since, double processors) {
    return Figures.percent(
        (double) (processNanos - since.processNanos()), (nanos - since.nanos()) * processors);
  }

  /** Share of all processors that were busy since an earlier sample, in percent. */
  Double machinePercent(Sample since) {
    return machine == null || since.machine() == null
        ? null
        : Figures.percent(
            (double) (machine.busyNanos() - since.machine().busyNanos()),
            (nanos - since.nanos()) * machine.processors());
  }

  /** Share of the periods in which the control group was stopped, in percent. */
  Double throttledPercent(Sample since) {
    return machine == null
            || since.machine() == null
            || machine.periods() == null
            || since.machine().periods() == null
        ? null
        : Figures.percent(
            machine.throttled() - since.machine().throttled(),
            machine.periods() - since.machine().periods());
  }
}
