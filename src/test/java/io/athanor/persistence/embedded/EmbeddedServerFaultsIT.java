package io.athanor.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.athanor.support.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Killed nodes, leftovers, foreign data and other users. */
class EmbeddedServerFaultsIT {

  private Path home;

  @BeforeEach
  void createHome() throws IOException {
    home = Homes.create();
  }

  @AfterEach
  void deleteHome() throws IOException {
    Homes.delete(home);
    Files.deleteIfExists(home.resolveSibling(home.getFileName() + ".out"));
  }

  @Test
  void killedNodeTakesItsServerAlongAndLosesNoRow() throws Exception {
    Process child = ServerChild.start(home, List.of(), ServerChild.classPath());
    long server = awaitChild();
    child.destroyForcibly().waitFor();
    soon().until(() -> Files.notExists(home.resolve("data/postmaster.pid")));
    soon().until(() -> !isAlive(server));
    try (EmbeddedServer next = EmbeddedServer.start(Homes.options(home))) {
      assertThat(Rows.read(next.target())).isEqualTo(42);
    }
  }

  @Test
  void nodeKilledDuringInitialisationIsRepaired() throws Exception {
    Process child = ServerChild.start(home, List.of(), ServerChild.classPath());
    soon().until(() -> hasChild(".initdb-"));
    child.destroyForcibly().waitFor();
    assertThat(home.resolve("data")).doesNotExist();
    try (EmbeddedServer next = EmbeddedServer.start(Homes.options(home))) {
      assertThat(Rows.query(next.target(), "SELECT 1")).isEqualTo("1");
    }
    assertThat(hasChild(".initdb-")).isFalse();
  }

  @Test
  void foreignHalfDoneInitialisationIsSetAside() throws Exception {
    Files.createDirectories(home.resolve("data/base/1"));
    Files.writeString(home.resolve("data/PG_VERSION"), "18\n");
    try (EmbeddedServer server = EmbeddedServer.start(Homes.options(home))) {
      assertThat(Rows.query(server.target(), "SELECT 1")).isEqualTo("1");
    }
    assertThat(hasChild("data.unfinished-")).isTrue();
  }

  @Test
  void damagedDatabasesAreNeverReplacedByEmptyOnes() throws Exception {
    EmbeddedServer.start(Homes.options(home)).close();
    Files.delete(home.resolve("data/global/pg_control"));
    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> EmbeddedServer.start(Homes.options(home)))
        .withMessageContaining("is damaged");
  }

  @Test
  void survivorIsStoppedAndNotAdopted() throws Exception {
    EmbeddedServer.start(Homes.options(home)).close();
    long survivor = startOrphan();
    try (EmbeddedServer server = EmbeddedServer.start(Homes.options(home))) {
      assertThat(server.pid()).isNotEqualTo(survivor);
      assertThat(isAlive(survivor)).isFalse();
      assertThat(Rows.query(server.target(), "SHOW max_connections")).isEqualTo("20");
    }
  }

  @Test
  void pidFileWithTheNumberOfAnotherProcessDoesNotStopTheStart() throws Exception {
    EmbeddedServer.start(Homes.options(home)).close();
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(
          home.resolve("data/postmaster.pid"),
          other.pid() + "\n" + home.resolve("data") + "\n1\n1\n\n\n\n");
      try (EmbeddedServer server = EmbeddedServer.start(Homes.options(home))) {
        assertThat(Rows.query(server.target(), "SELECT 1")).isEqualTo("1");
      }
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void dataOfAnotherMajorVersionIsRefusedByName() throws Exception {
    EmbeddedServer.start(Homes.options(home)).close();
    Files.writeString(home.resolve("data/PG_VERSION"), "14\n");
    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> EmbeddedServer.start(Homes.options(home)))
        .withMessageContaining("PostgreSQL 14")
        .withMessageContaining("PostgreSQL 18");
  }

  @Test
  void lostPasswordIsExplained() throws Exception {
    EmbeddedServer.start(Homes.options(home)).close();
    Files.delete(home.resolve("database.password"));
    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> EmbeddedServer.start(Homes.options(home)))
        .withMessageContaining("database.password");
    assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  void brokenConfigurationShowsTheEndOfTheLog() throws Exception {
    EmbeddedServer.start(Homes.options(home)).close();
    Files.writeString(home.resolve("data/postgresql.conf"), "no_such_setting = on\n");
    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> EmbeddedServer.start(Homes.options(home)))
        .withMessageContaining("no_such_setting")
        .withMessageContaining("Next:");
  }

  @Test
  void ofTwoStartsAtOnceExactlyOneWins() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<EmbeddedServer> start = () -> EmbeddedServer.start(Homes.options(home));
      List<EmbeddedServer> winners = new ArrayList<>();
      List<Throwable> losers = new ArrayList<>();
      for (Future<EmbeddedServer> future : threads.invokeAll(List.of(start, start))) {
        try {
          winners.add(future.get());
        } catch (java.util.concurrent.ExecutionException e) {
          losers.add(e.getCause());
        }
      }
      assertThat(losers).hasSize(1).first().isInstanceOf(EmbeddedServerException.class);
      assertThat(winners).hasSize(1);
      assertThat(Rows.query(winners.get(0).target(), "SELECT 1")).isEqualTo("1");
      winners.get(0).close();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void ordinaryUserRunsItDirectly() throws Exception {
    EmbeddedServer.start(Homes.options(home)).close();
    Path open = TestFolders.create("classpath");
    Path own = Homes.create();
    try {
      List<String> prefix = List.of();
      if (Folders.owner(Path.of("/proc/self")) == 0) {
        Folders.chown(own, 65_534, 65_534);
        prefix = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
      }
      Process child = ServerChild.start(own, prefix, ServerChild.openClassPath(open));
      soon().until(() -> Files.exists(own.resolve("child.pid")) || !child.isAlive());
      assertThat(Files.exists(own.resolve("child.pid"))).as(() -> output(own)).isTrue();
      long server = Long.parseLong(Files.readString(own.resolve("child.pid")));
      assertThat(Folders.owner(Path.of("/proc", Long.toString(server))))
          .isEqualTo(Folders.owner(own.resolve("data")));
      child.destroyForcibly().waitFor();
      soon().until(() -> !isAlive(server) && Files.notExists(own.resolve("data/postmaster.pid")));
    } finally {
      Homes.delete(own);
      Folders.delete(open);
      Files.deleteIfExists(own.resolveSibling(own.getFileName() + ".out"));
    }
  }

  @Test
  void closedHomeFallsBackToAUserNamespaceOrSaysWhatToDo() throws Exception {
    Path closed = Files.createDirectory(home.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    EmbeddedServerOptions options = Homes.options(closed);
    if (new ProcessBuilder("unshare", "--user", "true").start().waitFor() == 0) {
      try (EmbeddedServer server = EmbeddedServer.start(options)) {
        assertThat(Folders.owner(closed.resolve("data")))
            .isEqualTo(Folders.owner(Path.of("/proc/self")));
        assertThat(Rows.query(server.target(), "SHOW fsync")).isEqualTo("on");
      }
      // Opened later, the data goes to the unprivileged user.
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx--x--x"));
      try (EmbeddedServer server = EmbeddedServer.start(options)) {
        assertThat(Rows.query(server.target(), "SELECT 1")).isEqualTo("1");
      }
    } else {
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> EmbeddedServer.start(options))
          .withMessageContaining("ATHANOR_HOME");
    }
  }

  /**
   * A server as a node leaves it that was killed where the kernel could not take the server along.
   */
  private long startOrphan() throws Exception {
    try (Launcher launcher = new Launcher()) {
      Installation installation = Installation.of(Homes.options(home));
      Identity identity = Identity.choose(launcher, installation, home);
      List<String> command = new ArrayList<>(identity.prefix());
      command.remove("--pdeathsig=INT");
      String postgres = installation.program("postgres").toString();
      String script =
          "\"$0\" -D \"$1\" -c port=\"$2\" -c unix_socket_directories= -c \"$3\" >/dev/null 2>&1 &";
      String owner = Survivors.OWNER_SETTING + "=" + ProcessHandle.current().pid();
      String port = Integer.toString(new Ports(home).any());
      command.addAll(
          List.of("sh", "-c", script, postgres, home.resolve("data").toString(), port, owner));
      launcher.run(command, Path.of("/"), 10);
      Path pidFile = home.resolve("data/postmaster.pid");
      soon().until(() -> Files.exists(pidFile) && Files.readString(pidFile).contains("ready"));
      return Long.parseLong(Files.readAllLines(pidFile).get(0));
    }
  }

  private long awaitChild() throws IOException {
    soon().until(() -> Files.exists(home.resolve("child.pid")));
    return Long.parseLong(Files.readString(home.resolve("child.pid")));
  }

  private boolean hasChild(String prefix) throws IOException {
    try (Stream<Path> children = Files.list(home)) {
      return children.anyMatch(path -> path.getFileName().toString().startsWith(prefix));
    }
  }

  /** A zombie that nobody has collected yet is dead. */
  private static boolean isAlive(long pid) throws IOException {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    try {
      String text = Files.readString(stat);
      return text.charAt(text.lastIndexOf(')') + 2) != 'Z';
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }

  private static String output(Path home) {
    try {
      return Files.readString(home.resolveSibling(home.getFileName() + ".out"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30));
  }
}
