package io.athanor.execution.sandbox;

import java.time.Duration;

/** Variations of a configuration. */
final class Configs {
  private Configs() {}

  /** With another lease. */
  static SandboxConfig withLease(SandboxConfig config, Duration lease) {
    return new SandboxConfig(
        config.home(),
        config.bwrap(),
        config.python(),
        config.required(),
        config.slots(),
        config.cores(),
        config.uidBase(),
        config.startTimeout(),
        config.grace(),
        lease,
        config.artefactFiles(),
        config.artefactBytes());
  }

  /** With users of its own, so that a test can tell whose processes it sees. */
  static SandboxConfig withUids(SandboxConfig config, int base) {
    return new SandboxConfig(
        config.home(),
        config.bwrap(),
        config.python(),
        config.required(),
        config.slots(),
        config.cores(),
        base,
        config.startTimeout(),
        config.grace(),
        config.lease(),
        config.artefactFiles(),
        config.artefactBytes());
  }
}
