package io.athanor.execution.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * What the sandboxes of one node are made of.
 *
 * @param home the node's directory; the files of the runtimes are kept below it
 * @param bwrap the bubblewrap program
 * @param python the interpreter of the sandbox's PID 1 and of Python programs; below {@code /usr}
 * @param required the weakest tier that is accepted
 * @param slots sandboxes that may exist at one time, at most 1000
 * @param cores processor cores that one attempt may use at a time, when its job names no number
 * @param uidBase slot n runs as the user with this number plus n, when the node is root
 * @param startTimeout how long a sandbox may take until it is ready
 * @param grace time between the request to end and the forced end of a cancelled program
 * @param lease term of the node's lease: a sandbox that hears nothing for two thirds of it ends by
 *     itself; zero for never
 * @param artefactFiles artefacts of one attempt
 * @param artefactBytes bytes of all artefacts of one attempt together
 */
public record SandboxConfig(
    Path home,
    Path bwrap,
    Path python,
    Tier required,
    int slots,
    double cores,
    int uidBase,
    Duration startTimeout,
    Duration grace,
    Duration lease,
    int artefactFiles,
    long artefactBytes) {

  /** Rejects what cannot work. */
  public SandboxConfig {
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(bwrap, "bwrap");
    Objects.requireNonNull(required, "required");
    if (!python.startsWith("/usr")) {
      throw new IllegalArgumentException(
          "python must be below /usr: sandboxes see nothing else of this machine");
    }
    if (slots < 1
        || slots > 1000
        || cores <= 0
        || uidBase < 1000
        || artefactFiles < 0
        || artefactBytes < 0) {
      throw new IllegalArgumentException(
          "slots 1 to 1000, cores above 0, uidBase at least 1000, artefact limits not negative");
    }
    if (grace.isNegative() || lease.isNegative() || startTimeout.isNegative()) {
      throw new IllegalArgumentException("durations are not negative");
    }
  }

  /** The defaults of a Debian machine. */
  public static SandboxConfig defaults(Path home, int slots) {
    return new SandboxConfig(
        home,
        Path.of("/usr/bin/bwrap"),
        Path.of("/usr/bin/python3"),
        Tier.NAMESPACED,
        slots,
        1.0,
        60_000,
        Duration.ofSeconds(10),
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        16,
        4 << 20);
  }

  /** The same with another demand. */
  public SandboxConfig withRequired(Tier tier) {
    return new SandboxConfig(
        home,
        bwrap,
        python,
        tier,
        slots,
        cores,
        uidBase,
        startTimeout,
        grace,
        lease,
        artefactFiles,
        artefactBytes);
  }

  /** The same with another bubblewrap. */
  public SandboxConfig withBwrap(Path program) {
    return new SandboxConfig(
        home,
        program,
        python,
        required,
        slots,
        cores,
        uidBase,
        startTimeout,
        grace,
        lease,
        artefactFiles,
        artefactBytes);
  }
}
