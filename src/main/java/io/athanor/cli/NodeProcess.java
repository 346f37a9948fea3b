package io.athanor.cli;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, from its start to its end. */
final class NodeProcess {
  static final String LOG = "node.log";
  private static final Duration LONGEST_STOP = Duration.ofSeconds(45);
  private static final int TAIL_BYTES = 8 * 1024;
  private static final int TAIL_LINES = 20;

  private final Process process;
  private final Home home;

  private NodeProcess(Process process, Home home) {
    this.process = process;
    this.home = home;
  }

  /**
   * Starts a node on this home, on a free port unless the environment says otherwise.
   *
   * @param outlive whether it may stay when this process ends; otherwise the kernel ends it even if
   *     this process is killed
   */
  static NodeProcess start(List<String> command, Home home, boolean outlive) {
    List<String> all = new ArrayList<>(wrapper(outlive));
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all);
    Map<String, String> environment = builder.environment();
    environment.put("ATHANOR_HOME", home.directory().toString());
    environment.putIfAbsent("ATHANOR_HTTP_PORT", "0");
    environment.remove("ATHANOR_API_KEY");
    try {
      Files.createDirectories(home.directory());
      Path log = home.directory().resolve(LOG);
      Files.deleteIfExists(log);
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      builder
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .redirectInput(new File("/dev/null"));
      return new NodeProcess(builder.start(), home);
    } catch (IOException e) {
      String why = SafeText.line(String.valueOf(e.getMessage()));
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "Cannot start a node in " + home.directory() + ": " + why + ". Set ATHANOR_HOME.",
          e);
    }
  }

  // Both replace themselves by the command, so the process keeps its number. The parent-death
  // signal belongs to the thread that starts
  // the process, here the main thread, which lives as long as this process.
  private static List<String> wrapper(boolean outlive) {
    if (outlive) {
      return onPath("setsid") ? List.of("setsid") : List.of();
    }
    return onPath("setpriv") ? List.of("setpriv", "--pdeathsig", "TERM", "--") : List.of();
  }

  static boolean onPath(String command) {
    for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, command))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Waits until the node answers that it is ready.
   *
   * @return its address and key
   * @throws CommandFailure when it dies or takes too long; the message has the end of its log
   */
  Api awaitReady(Duration deadline, ProgressLine progress) {
    Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofMillis(400));
    long start = System.nanoTime();
    while (true) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      Optional<Api> api =
          home.node()
              .filter(node -> node.process() == process.pid())
              .map(node -> home.api(Map.of()));
      if (api.isPresent() && ready(api.get())) {
        progress.done(
            "The node is ready after "
                + Quantities.duration(elapsed)
                + " at "
                + api.get().address());
        return api.get();
      }
      if (!process.isAlive()) {
        int code =
            process.exitValue() == ExitCode.CONFIGURATION
                ? ExitCode.CONFIGURATION
                : ExitCode.FAILED;
        progress.done("The node did not start.");
        throw new CommandFailure(
            code, "The node ended with exit code " + process.exitValue() + ". " + logEnd());
      }
      if (elapsed.compareTo(deadline) > 0) {
        progress.done("The node did not become ready.");
        throw new CommandFailure(
            ExitCode.FAILED,
            "The node was not ready after " + Quantities.duration(deadline) + ". " + logEnd());
      }
      List<String> log = tail(1);
      progress.update(
          "Starting, " + Quantities.duration(elapsed) + (log.isEmpty() ? "" : ": " + log.get(0)));
      backoff.pause();
    }
  }

  static boolean ready(Api api) {
    try {
      return api.ask("/health/ready").status() == 200;
    } catch (CommandFailure e) {
      return false;
    }
  }

  private String logEnd() {
    return "The end of its log "
        + home.directory().resolve(LOG)
        + ":\n"
        + String.join("\n", tail(TAIL_LINES));
  }

  private List<String> tail(int lines) {
    Path log = home.directory().resolve(LOG);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(TAIL_BYTES, file.length())];
      file.seek(file.length() - end.length);
      file.readFully(end);
      List<String> all =
          new String(end, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .map(SafeText::line)
              .toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /**
   * Asks the node to stop and waits; a node that does not is killed. Nothing of it is left
   * afterwards.
   */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The command that starts a node from the same program as this process runs. */
  static List<String> ownCommand() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(NodeFlags.of(System.getenv()));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "io.athanor.app.Main", "serve"));
    return List.copyOf(command);
  }
}
