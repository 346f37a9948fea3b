package io.athanor.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands print besides their answer: nothing, and certainly no log. */
class QuietCommandsTest {

  @TempDir Path home;

  private record Ended(int code, String printed) {}

  private Ended run(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), "io.athanor.app.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ATHANOR_"));
    builder.environment().put("ATHANOR_HOME", home.toString());
    builder.environment().put("ATHANOR_URL", "http://127.0.0.1:1");
    Process process = builder.redirectInput(new File("/dev/null")).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), printed);
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty() && !entry.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void aClientCommandPrintsOneLineWhenThereIsNoServer() throws Exception {
    Ended ended = run(List.of(), "list");
    assertThat(ended.code()).isEqualTo(4);
    assertThat(ended.printed().lines()).as(ended.printed()).hasSizeLessThanOrEqualTo(3);
    assertThat(ended.printed()).doesNotContain("DEBUG", "INFO", "logback");
  }

  @Test
  void theVersionIsOneLine() throws Exception {
    Ended ended = run(List.of(), "version", "--json");
    assertThat(ended.code()).isZero();
    assertThat(ended.printed()).doesNotContain("DEBUG", "logback");
  }

  /** The level is a property that logback reads once, when the first logger is made. */
  @Test
  void aNodeLogsAsItsConfigurationSays() throws Exception {
    List<String> quick =
        List.of(
            "-Dathanor.node.roles=http", "-Dathanor.http.port=0", "-Dathanor.http.host=192.0.2.1");
    List<String> silent = new ArrayList<>(quick);
    silent.add("-Dathanor.logging.level=error");
    Ended usual = run(quick, "serve");
    assertThat(usual.code()).as(usual.printed()).isEqualTo(1);
    assertThat(usual.printed()).contains(" INFO  [").doesNotContain(" DEBUG ", "|-");
    assertThat(run(silent, "serve").printed()).doesNotContain(" INFO ", " DEBUG ");
  }
}
