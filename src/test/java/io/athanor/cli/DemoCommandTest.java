package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
  @TempDir private Path home;

  @AfterEach
  void endWhatWasKept() {
    node().ifPresent(ProcessHandle::destroyForcibly);
  }

  private Optional<ProcessHandle> node() {
    return new Home(home.resolve("demo")).node().flatMap(node -> ProcessHandle.of(node.process()));
  }

  static List<String> fakeNode(String way) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(
        java,
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "io.athanor.cli.FakeNode",
        way);
  }

  private Invocation demo(String way, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("ATHANOR_HOME", home.toString()),
            false,
            false);
    CommandLine line =
        CommandLineFactory.configured(new DemoCommand(terminal, () -> fakeNode(way)), terminal);
    int code = line.execute(arguments);
    terminal.out().flush();
    return new Invocation(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void checksTheAnswerAndLeavesNothingBehind() throws IOException {
    Invocation demo = demo("good");
    assertThat(demo.code()).as(demo.err()).isZero();
    assertThat(demo.out())
        .contains(
            "1,000,000",
            "as it should be.",
            "32 of 32 experiments completed",
            "waiting in the queue");
    assertThat(demo.out() + demo.err()).doesNotContain("WRONG", "secret-of-the-demo");
    assertThat(demo.err()).contains("The node is ready", "32/32", "Stopping the node.");
    assertThat(home.resolve("demo/node.json")).doesNotExist();
    Path log = home.resolve("demo").resolve(NodeProcess.LOG);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .isEqualTo("rw-------");
  }

  @Test
  void aWrongAnswerIsAFailure() {
    Invocation demo = demo("wrong", "--json");
    assertThat(demo.code()).isEqualTo(ExitCode.FAILED);
    JsonNode document = Json.parse(demo.out()).orElseThrow();
    assertThat(document.path("passed").asBoolean(true)).isFalse();
    assertThat(document.path("failed")).isEmpty();
  }

  @Test
  void aNodeThatDiesIsShownWithItsLogAndCode() {
    Invocation demo = demo("dying");
    assertThat(demo.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(demo.err()).contains("exit code 78", "no database, \\x1b[31mgiving up");
  }

  @Test
  void aNodeThatRefusesIsStoppedToo() {
    Invocation demo = demo("failing");
    assertThat(demo.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(home.resolve("demo/node.json")).doesNotExist();
  }

  @Test
  void aKeptNodeIsUsedByTheNextDemo() {
    Invocation first = demo("good", "--keep");
    assertThat(first.code()).as(first.err()).isZero();
    ProcessHandle kept = node().orElseThrow();
    assertThat(kept.isAlive()).isTrue();
    assertThat(first.out()).contains("kill " + kept.pid());
    Invocation second = demo("dying");
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).contains("already runs");
    assertThat(kept.isAlive()).isTrue();
  }

  @Test
  void endsTheNodeWhenItIsKilledItself() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(fakeNode("good").subList(0, 4));
    command.addAll(List.of("io.athanor.cli.KilledDemo", home.toString()));
    Process demo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("out").toFile())
            .start();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(30))
        .until(() -> node().isPresent());
    ProcessHandle node = node().orElseThrow();
    demo.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(() -> !node.isAlive());
  }

  @Test
  void endsTheNodeOnCtrlC() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(fakeNode("good").subList(0, 4));
    command.addAll(List.of("io.athanor.cli.KilledDemo", home.toString()));
    Process demo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("out").toFile())
            .start();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(30))
        .until(() -> node().isPresent());
    ProcessHandle node = node().orElseThrow();
    demo.destroy();
    assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(node.isAlive()).isFalse();
    assertThat(Files.readString(home.resolve("out"))).contains("Stopping the node.");
  }
}
