package io.athanor.persistence;

import io.athanor.contract.Attempts.Planned;
import java.util.List;

/**
 * What decides whether a node can start an experiment: waiting ones of one class stand in one line,
 * so that a claim looks only at lines that its node can serve.
 *
 * @param tier number of the weakest sandbox allowed; higher is stronger
 * @param memory the memory limit rounded up to a power of two, in bytes
 */
record QueueClass(String pool, String runtime, short tier, long memory) {

  /** The sandbox tiers from none on; a tier's number is its place here. */
  private static final List<String> TIERS = List.of("none", "landlock", "namespaced", "strict");

  private static final long SMALLEST = 64L * 1024 * 1024;

  static QueueClass of(Planned planned) {
    int tier = planned.requiredTier() == null ? 0 : TIERS.indexOf(planned.requiredTier());
    long memory = SMALLEST;
    while (memory < planned.limits().memory()) {
      memory *= 2;
    }
    return new QueueClass(planned.pool(), planned.runtime(), (short) tier, memory);
  }

  /** The name of the line. */
  String name() {
    return runtime + "/" + TIERS.get(tier) + "/" + memory / (1024 * 1024) + "MB";
  }
}
