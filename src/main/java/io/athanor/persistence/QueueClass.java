package io.athanor.persistence;

import io.athanor.bus.Wire;
import io.athanor.contract.Json;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.SandboxTier;
import io.athanor.contract.Submission.Requests;

/**
 * What decides whether a node can start an experiment: waiting ones of one class stand in one line,
 * so that a claim looks only at lines that its node can serve.
 *
 * @param tier the weakest sandbox allowed
 * @param memory the memory limit rounded up to a power of two, in bytes
 * @param cpu the processors that it takes
 */
record QueueClass(String pool, String runtime, SandboxTier tier, long memory, short cpu) {

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
    return new QueueClass(planned.pool(), planned.runtime(), tier, memory, cpu(planned.requests()));
  }

  /** Whole processors; one unless more are asked for. */
  private static short cpu(Json requests) {
    if (requests == null || !requests.text().contains("cpu")) {
      return 1;
    }
    Double cpu = Wire.decode(requests.text(), Requests.class).cpu();
    return cpu == null ? 1 : (short) Math.max(1, Math.ceil(cpu));
  }

  /** The name of the line. */
  String name() {
    String line = runtime + "/" + tier.id() + "/" + memory / (1024 * 1024) + "MB";
    return cpu == 1 ? line : line + "/" + cpu + "cpu";
  }
}
