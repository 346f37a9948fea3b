package io.athanor.node;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;

/** A node in a JVM of its own, started and ended as a user would, or worse. */
final class NodeUnderTest implements AutoCloseable {

  /** The machine that runs the tests may be busy with something else. */
  private static final Duration LONGEST_START = Duration.ofSeconds(90);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(45);
  private static final int TAIL = 60;

  private final TestHome home;
  private final Process process;

  private NodeUnderTest(TestHome home, Process process) {
    this.home = home;
    this.process = process;
  }

  /** Starts a node on a free port and waits until it is ready. */
  static NodeUnderTest ready(TestHome home, Map<String, String> settings, String... arguments)
      throws IOException {
    return launch(home, settings, arguments).awaitReady();
  }

  /**
   * Starts a node and does not wait.
   *
   * @param settings variables of its environment
   * @param arguments of {@code serve}
   */
  static NodeUnderTest launch(TestHome home, Map<String, String> settings, String... arguments)
      throws IOException {
    return launch(UnaryOperator.identity(), home, settings, arguments);
  }

  /**
   * Starts a node by way of other programs.
   *
   * @param within makes the command that becomes the node from the node's own
   */
  static NodeUnderTest launch(
      UnaryOperator<List<String>> within,
      TestHome home,
      Map<String, String> settings,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "TERM", "--"));
    command.addAll(main(settings.getOrDefault("ATHANOR_JAVA_OPTS", "-XX:TieredStopAtLevel=1")));
    command.add("serve");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(within.apply(command));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("ATHANOR_"));
    environment.put("ATHANOR_HTTP_PORT", "0");
    // Other builds on the machine must not hold up what the tests wait for.
    environment.put("ATHANOR_EXECUTION_PLACEMENT_MAXCPUPERCENT", "100");
    environment.putAll(settings);
    environment.put("ATHANOR_HOME", home.folder().toString());
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()))
            .redirectInput(new File("/dev/null"))
            .start();
    return new NodeUnderTest(home, process);
  }

  /** How to call the product, up to the name of the command. */
  static List<String> main(String options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("conf", "jvm.options").toAbsolutePath());
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-cp", classPath(), "io.athanor.app.Main"));
    return command;
  }

  /** The product without anything of the tests. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A port that nobody listens on at the moment. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits for something, looking often. */
  static ConditionFactory within(Duration time) {
    return await().pollInterval(Duration.ofMillis(20)).atMost(time);
  }

  NodeUnderTest awaitReady() {
    within(LONGEST_START)
        .conditionEvaluationListener(null)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("the node ended with " + process.exitValue() + tail());
              }
              return listens() && api().tryGet("/health/ready") == 200;
            });
    return this;
  }

  private boolean listens() throws IOException {
    try {
      return published().path("pid").asLong() == process.pid();
    } catch (FileNotFoundException e) {
      // Not written yet, or what a killed node left is being removed in this moment.
      return false;
    }
  }

  private JsonNode published() throws IOException {
    return new ObjectMapper().readTree(file("node.json").toFile());
  }

  /** Requests to this node with its administrator's key. */
  Api api() {
    try {
      String key = Files.readString(file("admin.key")).strip();
      return new Api(URI.create(published().path("url").asText()), key, this::tail);
    } catch (IOException e) {
      throw new AssertionError("the node does not say where it is" + tail(), e);
    }
  }

  /** A file of its home as the node itself sees it, while it lives. */
  Path file(String name) {
    return Path.of("/proc/" + pid() + "/root" + home.file(name));
  }

  TestHome home() {
    return home;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The last lines that the nodes of this home have printed. */
  String tail() {
    List<String> lines = log().lines().toList();
    return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }

  /** Everything that the nodes of this home have printed. */
  String log() {
    try {
      return Files.readString(home.log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Ends it as a power cut would, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Sends a signal and does not wait. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
  }

  /** Sends SIGTERM and waits. */
  int terminate() {
    process.destroy();
    return awaitExit();
  }

  /** The exit code, once it has ended by itself. */
  int awaitExit() {
    try {
      if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the node does not end" + tail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Ends it if it lives; nothing that it has started is left. */
  @Override
  public void close() {
    if (process.isAlive()) {
      terminate();
    }
    within(Duration.ofSeconds(20)).until(() -> home.processes().isEmpty());
  }
}
