package io.athanor.app.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does to its folder, and what the folder may do to a node. */
class NodeHomeTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  @Test
  void makesEverythingAndOnlyTheOwnerReadsIt() throws IOException {
    Path wanted = folder.resolve("a/b");
    try (NodeHome home = open(wanted)) {
      home.publish(URI.create("http://127.0.0.1:1234"), "1.0");
      assertThat(names(wanted))
          .containsExactlyInAnyOrder("admin.key", "node.id", "node.json", "node.lock");
      try (Stream<Path> files = Files.list(wanted)) {
        assertThat(files).allMatch(file -> permissions(file).equals("rw-------"));
      }
      assertThat(permissions(wanted))
          .isEqualTo(HomeFolder.runsAsRoot() ? "rwxr-xr-x" : "rwx------");
      JsonNode node = new ObjectMapper().readTree(wanted.resolve("node.json").toFile());
      assertThat(node.path("url").asText()).isEqualTo("http://127.0.0.1:1234");
      assertThat(node.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
      assertThat(node.path("nodeId").asText()).isEqualTo(home.nodeId().toString());
      assertThat(node.path("startedAt").asText()).isEqualTo("2026-01-02T12:00:00Z");
      assertThat(node.path("version").asText()).isEqualTo("1.0");
    }
    assertThat(names(wanted)).containsExactlyInAnyOrder("admin.key", "node.id", "node.lock");
  }

  @Test
  void idAndKeySurviveARestart() throws IOException {
    UUID id;
    String key;
    try (NodeHome home = open(folder)) {
      id = home.nodeId();
      key = Files.readString(home.adminKey().file()).strip();
      assertThat(key).matches("ath_[A-Za-z0-9_-]{43}");
    }
    try (NodeHome home = open(folder)) {
      assertThat(home.nodeId()).isEqualTo(id);
      assertThat(home.adminKey().matches(key)).isTrue();
      assertThat(home.adminKey().matches(key + "x")).isFalse();
      assertThat(home.adminKey().matches("")).isFalse();
      assertThat(home.adminKey().toString()).doesNotContain(key);
    }
  }

  @Test
  void aCopyOfAHomeIsAnotherNode() throws IOException {
    Path original = folder.resolve("original");
    Path copy = Files.createDirectory(folder.resolve("copy"));
    try (NodeHome home = open(original)) {
      Files.copy(original.resolve("node.id"), copy.resolve("node.id"));
      try (NodeHome second = open(copy)) {
        assertThat(second.nodeId()).isNotEqualTo(home.nodeId());
      }
    }
  }

  @Test
  void aDamagedIdIsReplaced() throws IOException {
    Files.writeString(folder.resolve("node.id"), "\0\0");
    try (NodeHome home = open(folder)) {
      assertThat(Files.readString(folder.resolve("node.id"))).startsWith(home.nodeId().toString());
    }
  }

  @Test
  void aSecondNodeIsToldWhoTheOwnerIsAndDoesNotHurtIt() throws Exception {
    try (NodeHome home = open(folder)) {
      home.publish(URI.create("http://127.0.0.1:1234"), "1.0");
      HomeInUse refusal = catchThrowableOfType(HomeInUse.class, () -> open(folder));
      assertThat(refusal.owner()).contains("process " + ProcessHandle.current().pid());
      // A closed channel of this process on the lock file would have dropped the lock.
      assertThat(said(HomeOwner.start(folder))).isEqualTo("HomeInUse");
      assertThat(folder.resolve("node.json")).exists();
    }
    open(folder).close();
  }

  @Test
  void aNodeInAnotherProcessHoldsItsHomeUntilItIsKilled() throws Exception {
    Process owner = HomeOwner.start(folder);
    try {
      assertThat(said(owner)).isEqualTo("owned");
      HomeInUse refusal = catchThrowableOfType(HomeInUse.class, () -> open(folder));
      assertThat(refusal.owner())
          .startsWith("process " + owner.pid() + ", http://127.0.0.1:4711, since 2");
      assertThat(refusal).hasMessageContaining("ATHANOR_HOME");
    } finally {
      owner.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    assertThat(folder.resolve("node.json")).exists();
    try (NodeHome home = open(folder)) {
      assertThat(folder.resolve("node.json")).doesNotExist();
      assertThat(home.path()).isEqualTo(folder.toRealPath());
    }
  }

  @Test
  void aFailedOpenLetsTheHomeGo() throws IOException {
    Files.writeString(folder.resolve("admin.key"), "");
    assertThatThrownBy(() -> open(folder)).isInstanceOf(HomeUnusable.class);
    Files.delete(folder.resolve("admin.key"));
    open(folder).close();
  }

  @Test
  void refusesWhatIsNoFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (Path home : new Path[] {file, file.resolve("below")}) {
      assertThatThrownBy(() -> open(home))
          .isInstanceOf(HomeUnusable.class)
          .hasMessageMatching(".*(is no folder|Not a directory).*")
          .hasMessageContaining("ATHANOR_HOME");
    }
    Path dangling = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));
    assertThatThrownBy(() -> open(dangling)).isInstanceOf(HomeUnusable.class);
  }

  @Test
  void refusesPlacesWhereNothingCanBeMade() {
    assertThatThrownBy(() -> open(Path.of("/proc/athanor")))
        .isInstanceOf(HomeUnusable.class)
        .hasMessageContaining("cannot make /proc/athanor: no such place; choose");
  }

  @Test
  void refusesAHomeThatEverybodyCanWriteInto() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> open(folder)).hasMessageContaining("chmod o-w");
    assertThat(permissions(folder)).isEqualTo("rwxrwxrwx");
  }

  @Test
  void refusesKeysThatAreNone() throws IOException {
    Path key = folder.resolve("admin.key");
    for (String text : new String[] {"", "\n", "secret", "ath_short", "a".repeat(100_000)}) {
      Files.writeString(key, text);
      assertThatThrownBy(() -> AdminKey.in(key))
          .isInstanceOf(HomeUnusable.class)
          .hasMessageContaining("remove it")
          .hasMessageNotContaining("secret");
    }
    Files.delete(key);
    Files.createDirectory(key);
    assertThatThrownBy(() -> AdminKey.in(key)).hasMessageContaining("no ordinary file");
  }

  @Test
  void doesNotFollowLinksToKeyAndLock() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "ath_" + "a".repeat(43));
    for (String name : new String[] {"admin.key", "node.lock"}) {
      Path home = Files.createDirectory(folder.resolve("home-" + name));
      Files.createSymbolicLink(home.resolve(name), victim);
      assertThatThrownBy(() -> open(home)).hasMessageContaining("no ordinary file");
    }
    assertThat(victim).hasContent("ath_" + "a".repeat(43));
  }

  @Test
  void takesTheKeyAwayFromOthers() throws IOException {
    Path key = folder.resolve("admin.key");
    Files.writeString(key, "ath_" + "a".repeat(43) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(AdminKey.in(key).matches("ath_" + "a".repeat(43))).isTrue();
    assertThat(permissions(key)).isEqualTo("rw-------");
  }

  @Test
  void doesNotWriteThroughWhatACrashOrAStrangerLeft() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Files.createSymbolicLink(folder.resolve("admin.key.new"), victim);
    Files.createSymbolicLink(folder.resolve("node.id.fresh"), victim);
    open(folder).close();
    assertThat(victim).hasContent("precious");
    assertThat(folder.resolve("admin.key")).isRegularFile();
  }

  private static NodeHome open(Path path) {
    return NodeHome.open(Optional.of(path), NOON);
  }

  private static String said(Process process) throws IOException {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      return out.readLine();
    }
  }

  private static String[] names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toArray(String[]::new);
    }
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
