package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What can only be seen from outside a node: its sudden death, and its life as an ordinary user.
 */
class NodeProcessIT {
  private static final int UID = 61_800;
  @TempDir Path directory;

  @BeforeEach
  void openToAll() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /**
   * A node that starts again with the same home uses what its predecessor left, and takes it away
   * in the end.
   */
  @AfterEach
  void theSameHomeWorksAgain() throws Exception {
    Sandboxes.open(Configs.withUids(SandboxConfig.defaults(directory, 1), UID)).close();
  }

  private Process node(List<String> prefix, Path home, String classPath, String program)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.home=/",
            "-cp",
            classPath,
            NodeProcess.class.getName(),
            home.toString(),
            program,
            Integer.toString(UID)));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String readUntil(Process process, String word) throws IOException {
    StringBuilder all = new StringBuilder();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      all.append(line).append('\n');
      if (line.startsWith(word)) {
        return all.toString();
      }
    }
    throw new AssertionError("never said " + word + ":\n" + all);
  }

  @Test
  void aKilledNodeLeavesNothing() throws Exception {
    String program =
        """
        import os, signal, time
        for s in range(1, 65):
            try: signal.signal(s, signal.SIG_IGN)
            except (OSError, ValueError): pass
        for _ in range(3): os.fork()
        if os.fork() == 0: os.setsid()
        print("UP", flush=True)
        time.sleep(100)
        """;
    Process node = node(List.of(), directory, System.getProperty("java.class.path"), program);
    readUntil(node, "UP");
    long before = System.nanoTime();
    node.destroyForcibly();
    await()
        .atMost(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> HostileIT.processesOf(UID).isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aFrozenNodeLosesItsSandboxesBeforeItsLease() throws Exception {
    Process node =
        node(
            List.of(),
            directory,
            System.getProperty("java.class.path"),
            "import time\nprint('UP', flush=True)\ntime.sleep(100)");
    try {
      readUntil(node, "UP");
      assertThat(HostileIT.processesOf(UID)).isNotEmpty();
      assertThat(
              new ProcessBuilder("/bin/kill", "-STOP", Long.toString(node.pid())).start().waitFor())
          .isZero();
      await()
          .atMost(Duration.ofSeconds(3))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> HostileIT.processesOf(UID).isEmpty());
    } finally {
      node.destroyForcibly();
    }
  }

  @Test
  void anOrdinaryUserRunsPrograms() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    List<String> prefix = List.of();
    if ("root".equals(System.getProperty("user.name"))) {
      Files.setAttribute(home, "unix:uid", UID);
      prefix = List.of("/usr/bin/setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups");
    }
    Process node =
        node(prefix, home, readableClassPath(), "import os\nresult = [os.getuid(), os.getppid()]");
    assertThat(readUntil(node, "END")).contains("END SUCCEEDED").contains("[1000,1]");
    assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Copies what the node needs: the local repository may be closed to other users. */
  private String readableClassPath() throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path source = Path.of(entry);
      if (entry.endsWith("classes") || entry.matches(".*/(jackson-[^/]*|slf4j-api[^/]*)\\.jar")) {
        Path target =
            directory.resolve("lib" + entries.size() + (Files.isDirectory(source) ? "" : ".jar"));
        copy(source, target);
        entries.add(target.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> all = Files.walk(source)) {
      for (Path path : all.toList()) {
        Path to = target.resolve(source.relativize(path).toString());
        Files.copy(path, path.equals(source) ? target : to);
      }
    }
  }
}
