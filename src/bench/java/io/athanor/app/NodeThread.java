package io.athanor.app;

import io.athanor.app.config.AthanorConfig;
import io.athanor.app.home.NodeHome;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** A whole node inside the benchmark's JVM, so that it and its baseline run on the same code. */
public final class NodeThread implements AutoCloseable {

  private final Path home;
  private final Node node;
  private final Thread thread;

  private NodeThread(Path home, Node node) {
    this.home = home;
    this.node = node;
    this.thread = new Thread(node::run, "node");
  }

  /** Starts it; it is ready once its home has a {@code node.json}. */
  public static NodeThread start(AthanorConfig config) {
    NodeHome home =
        NodeHome.open(Optional.of(config.node().home().orElseThrow()), Clock.systemUTC());
    NodeThread node = new NodeThread(home.path(), new Node(config, home));
    node.thread.setDaemon(true);
    node.thread.start();
    return node;
  }

  /** The folder of the node. */
  public Path home() {
    return home;
  }

  @Override
  public void close() {
    node.close();
  }
}
