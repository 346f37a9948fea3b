package io.athanor.execution;

import java.util.Collection;

/**
 * What the attempts of a node take of it together, from the claim until their outcome is durable.
 *
 * @param cpus processors
 * @param memory bytes
 * @param lastingCpus processors of those that are not expected to end within seconds
 * @param lastingMemory bytes of those
 */
record Reserved(int cpus, long memory, int lastingCpus, long lastingMemory) {

  static Reserved by(Collection<AttemptRun> running) {
    return new Reserved(
        running.stream().mapToInt(AttemptRun::cpu).sum(),
        running.stream().mapToLong(AttemptRun::memory).sum(),
        running.stream().filter(AttemptRun::lasts).mapToInt(AttemptRun::cpu).sum(),
        running.stream().filter(AttemptRun::lasts).mapToLong(AttemptRun::memory).sum());
  }
}
