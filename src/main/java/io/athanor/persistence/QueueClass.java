package io.athanor.persistence;

import io.athanor.contract.Queue.Planned;
import io.athanor.contract.SandboxTier;

/**
 * What decides whether a node can start an experiment: waiting ones of one class stand in one line,
 * so that a claim looks only at lines that its node can serve.
 *
 * @param tier the weakest sandbox allowed
 * @param memory the memory that it is expected to use, rounded up to a power of two, in bytes
 * @param cpu the processors that it takes
 * @param brief whether it is expected to end within seconds; null when nobody knows
 */
record QueueClass(
    String pool, String runtime, SandboxTier tier, long memory, short cpu, Boolean brief) {

  private static final long SMALLEST = 64L * 1024 * 1024;

  static QueueClass of(Planned planned, Expected expected) {
    return of(planned, expected, expected.memory());
  }

  /** In which line it stands with another memory. */
  static QueueClass of(Planned planned, Expected expected, long bytes) {
    SandboxTier tier = SandboxTier.of(planned.requiredTier());
    long memory = SMALLEST;
    while (memory < bytes) {
      memory *= 2;
    }
    return new QueueClass(
        planned.pool(), planned.runtime(), tier, memory, expected.cpu(), expected.brief());
  }

  private String length() {
    return brief == null ? "" : brief ? "/short" : "/long";
  }

  /** The name of the line. */
  String name() {
    String line = runtime + "/" + tier.id() + "/" + memory / (1024 * 1024) + "MB";
    return line + (cpu == 1 ? "" : "/" + cpu + "cpu") + length();
  }
}
