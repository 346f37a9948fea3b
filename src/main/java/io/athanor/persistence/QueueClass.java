package io.athanor.persistence;

import io.athanor.contract.Queue.Planned;
import io.athanor.contract.SandboxTier;

/**
 * What decides whether a node can start an experiment: waiting ones of one class stand in one line,
 * so that a claim looks only at lines that its node can serve.
 *
 * @param tier the weakest sandbox allowed
 * @param memory the memory limit rounded up to a power of two, in bytes
 */
record QueueClass(String pool, String runtime, SandboxTier tier, long memory) {

  private static final long SMALLEST = 64L * 1024 * 1024;

  static QueueClass of(Planned planned) {
    return of(planned, planned.limits().memory());
  }

  /** In which line it stands with another memory limit. */
  static QueueClass of(Planned planned, long limit) {
    SandboxTier tier = SandboxTier.of(planned.requiredTier());
    long memory = SMALLEST;
    while (memory < limit) {
      memory *= 2;
    }
    return new QueueClass(planned.pool(), planned.runtime(), tier, memory);
  }

  /** The name of the line. */
  String name() {
    return runtime + "/" + tier.id() + "/" + memory / (1024 * 1024) + "MB";
  }
}
