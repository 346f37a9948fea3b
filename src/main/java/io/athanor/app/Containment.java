package io.athanor.app;

import io.athanor.execution.ExecutionConfig;
import io.athanor.execution.sandbox.SandboxConfig;
import io.athanor.execution.sandbox.SandboxUnavailableException;
import io.athanor.execution.sandbox.Sandboxes;
import io.athanor.execution.sandbox.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandboxes of this node, or why there are none: a node that cannot contain programs starts all
 * the same, runs none, and says so.
 *
 * @param problem why there are none and what to do, or null
 */
record Containment(Optional<Sandboxes> sandboxes, String problem) {

  private static final Logger LOG = LoggerFactory.getLogger(Containment.class);

  private static final int FIRST_UID = 60_000;
  private static final int UIDS_OF_A_NODE = 1_000;
  private static final int NODES = 10_000;

  /** Tries what this machine can contain; blocks for about a second. */
  static Containment open(ExecutionConfig config, Path home, UUID nodeId) throws IOException {
    int slots = config.attemptsAtOnce();
    SandboxConfig defaults = SandboxConfig.defaults(home, slots);
    SandboxConfig sandbox =
        new SandboxConfig(
            home,
            defaults.bwrap(),
            defaults.python(),
            Tier.valueOf(config.requiredTier().name()),
            slots,
            defaults.cores(),
            uidBase(nodeId),
            defaults.startTimeout(),
            config.cancelGrace(),
            config.lease(),
            config.artefactFiles(),
            config.artefactBytes());
    try {
      return new Containment(Optional.of(Sandboxes.open(sandbox)), null);
    } catch (SandboxUnavailableException e) {
      LOG.warn("this node runs no programs: {}", e.getMessage());
      return new Containment(Optional.empty(), e.getMessage());
    }
  }

  /**
   * Nodes on one machine must not share the users of their slots: each has a thousand numbers that
   * follow from its id.
   */
  private static int uidBase(UUID nodeId) {
    return FIRST_UID + UIDS_OF_A_NODE * Math.floorMod(nodeId.hashCode(), NODES);
  }

  CompletionStage<?> close() {
    sandboxes.ifPresent(Sandboxes::close);
    return CompletableFuture.completedFuture(null);
  }
}
