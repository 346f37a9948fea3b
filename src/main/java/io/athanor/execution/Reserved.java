package io.athanor.execution;

import io.athanor.contract.Attempts.Claim;
import java.util.Collection;

/**
 * What the attempts of a node take of it together, from the claim until their outcome is durable.
 *
 * @param cpus processors
 * @param memory bytes
 */
record Reserved(int cpus, long memory) {

  static Reserved by(Collection<AttemptRun> running) {
    return new Reserved(
        running.stream().mapToInt(AttemptRun::cpu).sum(),
        running.stream().mapToLong(AttemptRun::memory).sum());
  }

  /** Asks for work for so many free processors, within what these leave of the memory. */
  Claim claim(WorkerPoolShape shape, long lease, int free) {
    return new Claim(
        shape.nodeId(),
        lease,
        shape.pools(),
        shape.runtimes(),
        shape.tier(),
        shape.memory(),
        free,
        Math.max(1, shape.memory() - memory),
        shape.slots());
  }
}
