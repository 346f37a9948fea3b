package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A machine with Landlock and without namespaces. */
class LandlockIT {
  private static final int SLOT = 61_850;
  private static final int ORDINARY = 61_860;
  @TempDir static Path home;
  private static Sandboxes sandboxes;
  private static LandlockCheck.Place place;
  private static int own;

  @BeforeAll
  static void open() throws Exception {
    own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    sandboxes = LandlockCheck.open(home, SLOT);
    place = new LandlockCheck.Place(sandboxes, new Bench(sandboxes), own == 0 ? SLOT : own);
  }

  @AfterAll
  static void close() {
    sandboxes.close();
  }

  static List<LandlockCheck> checks() {
    return LandlockCheck.all();
  }

  @ParameterizedTest
  @MethodSource("checks")
  void holds(LandlockCheck check) throws Exception {
    check.body().in(place);
    assertThat(place.left()).isEmpty();
    assertThat(sandboxes.freeSlots()).isOne();
  }

  @Test
  void allOfItHoldsForAnOrdinaryUser(@TempDir Path folder) throws Exception {
    List<String> command = new ArrayList<>(ordinary());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Duser.home=/", "-cp", ReadableClassPath.copiedTo(folder)));
    command.add(LandlockCheck.class.getName());
    command.addAll(List.of(homeOf(folder).toString(), Integer.toString(own == 0 ? ORDINARY : own)));
    Process all = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(all.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int count = checks().size();
    assertThat(printed).contains(count + " of " + count + " hold");
    assertThat(Leftovers.processesOf(ORDINARY)).isEmpty();
  }

  /** In the midst of output, so that the first process hears of it by a write that fails. */
  @Test
  void aKilledNodeLeavesNoProcess(@TempDir Path folder) throws Exception {
    kill(
        List.of(),
        System.getProperty("java.class.path"),
        Files.createDirectory(folder.resolve("h")),
        SLOT + 1);
  }

  @Test
  void norDoesThatOfAnOrdinaryUser(@TempDir Path folder) throws Exception {
    kill(ordinary(), ReadableClassPath.copiedTo(folder), homeOf(folder), ORDINARY);
  }

  private static void kill(List<String> prefix, String classPath, Path folder, int uid)
      throws IOException {
    String program = LandlockCheck.source("talking.py");
    try (NodeChild node = NodeChild.start(prefix, classPath, Tier.LANDLOCK, folder, uid, program)) {
      node.readUntil("UP");
    }
    int user = own == 0 ? uid : own;
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                (user == own ? Leftovers.sandboxedOf(user) : Leftovers.processesOf(user))
                    .isEmpty());
  }

  private static List<String> ordinary() {
    return own == 0
        ? List.of(
            "/usr/bin/setpriv", "--reuid=" + ORDINARY, "--regid=" + ORDINARY, "--clear-groups")
        : List.of();
  }

  private static Path homeOf(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path made = Files.createDirectory(folder.resolve("home"));
    if (own == 0) {
      Files.setAttribute(made, "unix:uid", ORDINARY);
    }
    return made;
  }

  @Test
  void itIsNotTakenForMoreAndTheWordsSayHowToAcceptIt(@TempDir Path folder) {
    SandboxConfig config =
        Configs.withUids(SandboxConfig.defaults(folder, 1), SLOT + 2)
            .withBwrap(Path.of("/usr/bin/no-bwrap"));
    assertThatThrownBy(() -> Sandboxes.open(config.withRequired(Tier.NAMESPACED)))
        .isInstanceOf(SandboxUnavailableException.class)
        .hasMessageContaining("reaches the sandbox tier LANDLOCK, but NAMESPACED is required")
        .hasMessageContaining("apt-get install bubblewrap")
        .hasMessageContaining("execution.requiredTier: landlock");
  }

  @Test
  void withoutBubblewrapItIsFound(@TempDir Path folder) throws Exception {
    SandboxConfig config =
        Configs.withUids(SandboxConfig.defaults(folder, 1), SLOT + 3)
            .withBwrap(Path.of("/usr/bin/no-bwrap"));
    Sandboxes found = Sandboxes.open(config.withRequired(Tier.LANDLOCK));
    try (found) {
      assertThat(found.tier()).isEqualTo(Tier.LANDLOCK);
    }
    Path made = own == 0 ? Path.of("/tmp", TierSearch.name(folder)) : folder.resolve("slots");
    assertThat(made).as("what was made for the slots").doesNotExist();
  }
}
