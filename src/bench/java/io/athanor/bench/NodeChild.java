package io.athanor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node as users start it: a process of its own with the product's flags. */
final class NodeChild implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 30;

  private final Process process;
  private final NodeFolder folder;

  private NodeChild(Process process, NodeFolder folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Starts a node on this home; see {@link #connect} for when it is ready. */
  static NodeChild start(Path javaHome, Path home) throws IOException {
    String classPath = System.getProperty("java.class.path");
    return start(javaHome, home, List.of("-cp", classPath, "io.athanor.app.Main"));
  }

  /**
   * The same with the program named.
   *
   * @param program flags of the JVM and what to run
   */
  static NodeChild start(Path javaHome, Path home, List<String> program) throws IOException {
    List<String> command = new ArrayList<>(List.of(Jvm.java(javaHome), "@conf/jvm.options"));
    command.addAll(program);
    command.add("serve");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ATHANOR_BENCH_"));
    builder.environment().put("ATHANOR_HOME", home.toString());
    builder.environment().put("ATHANOR_HTTP_PORT", "0");
    builder.environment().put("ATHANOR_LOGGING_LEVEL", "warn");
    return new NodeChild(
        builder
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start(),
        new NodeFolder(home));
  }

  /** Processor time that it has taken, which other work on the machine does not change much. */
  double processorMillis() {
    return process.info().totalCpuDuration().map(taken -> taken.toNanos() / 1e6).orElse(0.0);
  }

  /** A connection to it, as soon as it says where it is. */
  Exchange connect() throws IOException {
    int port = folder.port();
    return new Exchange(port, folder.key());
  }

  /** As SIGTERM does; whoever does not listen is killed. */
  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(late -> process.destroyForcibly())
        .join();
  }
}
