package io.athanor.execution.sandbox.abuse;

import io.athanor.execution.sandbox.NodeChild;
import io.athanor.execution.sandbox.Tier;
import io.athanor.execution.sandbox.Tiers;
import io.athanor.node.AttackedNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Nodes in JVMs of their own, started when a case first needs one. */
final class Nodes implements AutoCloseable {
  private final Tier tier;
  private final int own;
  private AttackedNode whole;

  /**
   * Nodes at this tier.
   *
   * @param own the user who runs this
   */
  Nodes(Tier tier, int own) {
    this.tier = tier;
    this.own = own;
  }

  /** A whole node with its HTTP interface, without the runtime {@code node}. */
  AttackedNode whole() throws IOException {
    if (whole == null) {
      whole = AttackedNode.start(tier.name(), own == 0);
    }
    return whole;
  }

  /** A JVM with nothing but sandboxes, running this program of the suite. */
  NodeChild child(String program, Path home) throws IOException {
    return NodeChild.start(
        List.of(),
        System.getProperty("java.class.path"),
        tier,
        home,
        uid(),
        Target.source(program));
  }

  /** Whose processes those of a child's program are. */
  int uid() {
    return own == 0 ? 61_590 + Tiers.all().indexOf(tier) : own;
  }

  /** A new home for a child. */
  static Path folder() throws IOException {
    return Files.createTempDirectory("athanor-abuse-node-");
  }

  /** Checks that the whole node, if there is one, still serves. */
  void goOn() throws IOException {
    if (whole != null) {
      whole.goOn();
    }
  }

  @Override
  public void close() throws IOException {
    if (whole != null) {
      whole.close();
    }
  }
}
