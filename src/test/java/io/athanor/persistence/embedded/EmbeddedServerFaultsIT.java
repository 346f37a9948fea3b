package io.athanor.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Killed nodes, leftovers and foreign data. */
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
    Processes.soon().until(() -> Files.notExists(home.resolve("data/postmaster.pid")));
    Processes.soon().until(() -> !Processes.isAlive(server));
    try (EmbeddedServer next = EmbeddedServer.start(Homes.options(home))) {
      assertThat(Rows.read(next.target())).isEqualTo(42);
    }
  }

  @Test
  void nodeKilledDuringInitialisationIsRepaired() throws Exception {
    Process child = ServerChild.start(home, List.of(), ServerChild.classPath());
    Processes.soon().until(() -> hasChild(".initdb-"));
    child.destroyForcibly().waitFor();
    assertThat(home.resolve("data")).doesNotExist();
    try (EmbeddedServer next = EmbeddedServer.start(Homes.options(home))) {
      assertThat(Rows.query(next.target(), "SELECT 1")).isEqualTo("1");
    }
    // The programs of the killed node may have needed a moment longer to end.
    Processes.soon()
        .untilAsserted(
            () -> {
              Folders.deleteAbandoned(home);
              assertThat(hasChild(".initdb-")).isFalse();
            });
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
      assertThat(Processes.isAlive(survivor)).isFalse();
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
        } catch (ExecutionException e) {
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
      Processes.soon()
          .until(() -> Files.exists(pidFile) && Files.readString(pidFile).contains("ready"));
      return Long.parseLong(Files.readAllLines(pidFile).get(0));
    }
  }

  private long awaitChild() throws IOException {
    Processes.soon().until(() -> Files.exists(home.resolve("child.pid")));
    return Long.parseLong(Files.readString(home.resolve("child.pid")));
  }

  private boolean hasChild(String prefix) throws IOException {
    try (Stream<Path> children = Files.list(home)) {
      return children.anyMatch(path -> path.getFileName().toString().startsWith(prefix));
    }
  }
}
