package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script ./athanor in a copy of the repository whose Maven and JDKs are a few lines of shell.
 */
class LauncherTest {
  @TempDir private Path directory;
  private Path root;
  private Path bin;

  @BeforeEach
  void layOut() throws IOException {
    root = Files.createDirectories(directory.resolve("a repository"));
    bin = Files.createDirectories(directory.resolve("bin"));
    Files.copy(Path.of("athanor"), root.resolve("athanor"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(root.resolve("src/main"));
    Files.createDirectories(root.resolve("conf"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    script(
        bin.resolve("mvn"),
        "if [ \"$1\" = -v ]; then echo 'Apache Maven 3.9.9'; exit; fi",
        "echo \"$@\" >> builds; [ ! -e broken ] || { echo 'the compiler says no'; exit 1; }",
        "mkdir -p target/lib; : > target/athanor-1.jar");
    jdk("jdk 21", "21.0.1");
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = directory.resolve(name);
    script(home.resolve("bin/java"), "echo \"ran $(basename \"" + home + "\") $*\"");
    script(home.resolve("bin/javac"), "exit 0");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private Invocation call(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return call(root.resolve("athanor"), environment, arguments);
  }

  private Invocation call(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(script, environment, arguments);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Invocation(process.exitValue(), out, err);
  }

  private Process start(Path script, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("PATH", bin + ":/usr/bin:/bin");
    builder.environment().put("ATHANOR_JAVA_HOME", directory.resolve("jdk 21").toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private long builds() throws IOException {
    Path log = root.resolve("builds");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  @Test
  void buildsOnceAndAgainWhenASourceChanges() throws IOException, InterruptedException {
    Invocation first = call(Map.of(), "list", "--text", "a b");
    assertThat(first.err()).contains("building with jdk 21", "built in");
    assertThat(first.out())
        .contains("ran jdk 21", "-XX:TieredStopAtLevel=1", "athanor-1.jar list --text a b");
    assertThat(call(Map.of(), "list").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
    Path source = Files.writeString(root.resolve("src/main/A.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
    call(Map.of(), "list");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void twoCallsAtOnceBuildOnce() throws IOException, InterruptedException {
    Process one = start(root.resolve("athanor"), Map.of(), "list");
    Process other = start(root.resolve("athanor"), Map.of(), "list");
    assertThat(one.waitFor(30, TimeUnit.SECONDS) && other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(one.exitValue() + other.exitValue()).isZero();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aFailedBuildIsShownAndKeepsTheOldJar() throws IOException, InterruptedException {
    call(Map.of(), "list");
    Files.delete(root.resolve("target/.athanor-built"));
    Files.writeString(root.resolve("broken"), "");
    Invocation failed = call(Map.of(), "list");
    assertThat(failed.code()).isEqualTo(78);
    assertThat(failed.err()).contains("the compiler says no", "the build failed");
    assertThat(root.resolve("target/athanor-1.jar")).exists();
  }

  @Test
  void worksThroughALink() throws IOException, InterruptedException {
    Path link =
        Files.createSymbolicLink(directory.resolve("link"), Path.of("a repository/athanor"));
    assertThat(call(link, Map.of(), "version").out())
        .contains("ran jdk 21")
        .contains("athanor-1.jar version");
  }

  @Test
  void aNodeGetsTheFlagsOfItsFileAndTheUsersLast() throws IOException, InterruptedException {
    Invocation serve = call(Map.of("ATHANOR_JAVA_OPTS", "-Xmx1g -Da=b"), "config", "show");
    assertThat(serve.out()).contains("/conf/jvm.options -Xmx1g -Da=b -jar");
  }

  @Test
  void theClassesOfANodeAreKeptOnceAndUsedUnlessTurnedOff()
      throws IOException, InterruptedException {
    script(
        directory.resolve("jdk 21/bin/java"),
        "for word in \"$@\"; do case \"$word\" in -XX:ArchiveClassesAtExit=*)",
        "echo classes > \"${word#*=}\"; echo {} > \"$ATHANOR_HOME/node.json\" 2>/dev/null;; esac;"
            + " done",
        "echo \"ran $*\"");
    assertThat(call(Map.of("ATHANOR_JAVA_CACHE", "off"), "serve").out())
        .contains("-jar")
        .doesNotContain("SharedArchiveFile");
    Invocation made = call(Map.of(), "cache");
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.err()).contains("a node's classes are in", "node-cache/21-");
    assertThat(call(Map.of(), "serve").out()).contains("-XX:SharedArchiveFile=", "node-cache/21-");
    assertThat(call(Map.of("ATHANOR_JAVA_CACHE", "off"), "serve").out())
        .doesNotContain("SharedArchiveFile");
    Files.setLastModifiedTime(
        root.resolve("target/athanor-1.jar"), FileTime.from(Instant.now().plusSeconds(5)));
    Invocation stale = call(Map.of("ATHANOR_JAVA_CACHE", "on"), "cache");
    assertThat(stale.err()).isNotEqualTo(made.err());
  }

  @Test
  void anArchiveThatCannotBeMadeIsNamed() throws IOException, InterruptedException {
    Invocation failed = call(Map.of(), "cache");
    assertThat(failed.code()).isEqualTo(78);
    assertThat(failed.err()).contains("no archive could be made");
  }

  @Test
  void anOldJdkOrAJreIsRefused() throws IOException, InterruptedException {
    Path old = jdk("jdk 11", "11.0.2");
    assertThat(call(Map.of("ATHANOR_JAVA_HOME", old.toString()), "list").code()).isEqualTo(78);
    Path jre = jdk("jre 21", "21.0.2");
    Files.delete(jre.resolve("bin/javac"));
    Invocation refused = call(Map.of("ATHANOR_JAVA_HOME", jre.toString()), "list");
    assertThat(refused.code()).isEqualTo(78);
    assertThat(refused.err()).contains("not a JDK 17 or later");
  }

  @Test
  void theNewestJdkWins() throws IOException, InterruptedException {
    Path newest = jdk("jdk 99", "99-ea");
    Invocation list = call(Map.of("ATHANOR_JAVA_HOME", "", "JAVA_HOME", newest.toString()), "list");
    assertThat(list.out()).contains("ran jdk 99");
  }

  /**
   * A PATH on which there is no bubblewrap, with this user id and an apt-get that only notes what
   * it was asked.
   */
  private Map<String, String> withoutBubblewrap(String uid) throws IOException {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool :
        List.of(
            "bash",
            "sh",
            "env",
            "dirname",
            "basename",
            "readlink",
            "sed",
            "find",
            "touch",
            "mv",
            "mkdir",
            "mktemp",
            "rm",
            "tail")) {
      Path there =
          Stream.of("/bin", "/usr/bin")
              .map(d -> Path.of(d, tool))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      script(tools.resolve(tool), "exec " + there + " \"$@\"");
    }
    script(tools.resolve("id"), "echo " + uid);
    script(tools.resolve("apt-get"), "echo \"$@\" >> '" + directory + "/installed'");
    return Map.of("PATH", bin + ":" + tools);
  }

  @Test
  void anOrdinaryUserIsToldWhatToType() throws IOException, InterruptedException {
    Invocation demo = call(withoutBubblewrap("1000"), "demo");
    assertThat(demo.code()).isEqualTo(78);
    assertThat(demo.err()).contains("sudo apt-get install bubblewrap");
    assertThat(directory.resolve("installed")).doesNotExist();
  }

  @Test
  void rootInstallsWhatTheSandboxNeedsAndSaysSo() throws IOException, InterruptedException {
    Invocation demo = call(withoutBubblewrap("0"), "demo");
    assertThat(demo.err()).contains("installing by apt-get: bubblewrap");
    assertThat(directory.resolve("installed"))
        .content()
        .contains("install -y --no-install-recommends bubblewrap");
    assertThat(demo.out()).contains("athanor-1.jar demo");
  }

  @Test
  void aClientNeedsNoSandbox() throws IOException, InterruptedException {
    assertThat(call(withoutBubblewrap("1000"), "list").code()).isZero();
  }
}
