package io.athanor.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.athanor.persistence.JdbcTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server in a fresh home: what it guarantees while it runs and between starts. */
class EmbeddedServerIT {

  private Path home;

  @BeforeEach
  void createHome() throws IOException {
    home = Homes.create();
  }

  @AfterEach
  void deleteHome() throws IOException {
    Homes.delete(home);
  }

  @Test
  void secondStartKeepsRowsPortAndPassword() throws Exception {
    int port;
    String password;
    try (EmbeddedServer first = EmbeddedServer.start(Homes.options(home))) {
      Rows.write(first.target(), 7);
      port = first.port();
      password = first.password();
    }
    assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
    try (EmbeddedServer second = EmbeddedServer.start(Homes.options(home))) {
      assertThat(Rows.read(second.target())).isEqualTo(7);
      assertThat(second.port()).isEqualTo(port);
      assertThat(second.password()).isEqualTo(password);
    }
  }

  @Test
  void isDurableAndReachableOnlyWithThePasswordOnTheLoopbackAddress() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.start(Homes.options(home))) {
      JdbcTarget target = server.target();
      for (String setting :
          new String[] {
            "fsync", "synchronous_commit", "full_page_writes", "autovacuum", "track_io_timing"
          }) {
        assertThat(Rows.query(target, "SHOW " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(Rows.query(target, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Rows.query(target, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(
              Rows.query(
                  server.administration(),
                  "SELECT string_agg(DISTINCT left(rolpassword, 13), ',') FROM pg_authid WHERE rolcanlogin"))
          .isEqualTo("SCRAM-SHA-256");
      assertThat(
              Rows.query(
                  server.administration(),
                  "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
          .isEqualTo("scram-sha-256");
      assertThat(Rows.query(target, "SHOW server_version")).startsWith(server.version());
      JdbcTarget wrong =
          new JdbcTarget(
              server.host(), server.port(), server.database(), server.user(), "wrong", Map.of());
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(wrong::connect)
          .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      assertThat(server.socket()).hasValueSatisfying(path -> assertThat(path).exists());
    }
  }

  @Test
  void theNodeOwnsItsDatabaseAndNothingElse() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.start(Homes.options(home))) {
      JdbcTarget target = server.target();
      assertThat(
              Rows.query(
                  target,
                  "SELECT concat(rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls) FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("fffff");
      Rows.write(target, 3);
      for (String forbidden :
          new String[] {
            "SELECT pg_read_file('PG_VERSION')",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "CREATE DATABASE another",
            "SELECT rolpassword FROM pg_authid",
            "ALTER SYSTEM SET fsync = off"
          }) {
        assertThatExceptionOfType(SQLException.class)
            .as(forbidden)
            .isThrownBy(() -> Rows.query(target, forbidden))
            .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("42501"));
      }
    }
  }

  @Test
  void aLostPasswordOfTheNodeIsReplaced() throws Exception {
    try (EmbeddedServer first = EmbeddedServer.start(Homes.options(home))) {
      Rows.write(first.target(), 5);
    }
    Files.delete(home.resolve("node.password"));
    try (EmbeddedServer second = EmbeddedServer.start(Homes.options(home))) {
      assertThat(Rows.read(second.target())).isEqualTo(5);
    }
  }

  @Test
  void secretsAreForTheOwnerOnly() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.start(Homes.options(home))) {
      assertThat(mode(home.resolve("database.password"))).isEqualTo("rw-------");
      assertThat(mode(home.resolve("node.password"))).isEqualTo("rw-------");
      assertThat(mode(home.resolve("postgres.log"))).isEqualTo("rw-------");
      assertThat(mode(home.resolve("data"))).isEqualTo("rwx------");
      assertThat(server.password()).hasSize(43);
      assertThat(Files.readString(home.resolve("postgres.log"))).doesNotContain(server.password());
      String command = Files.readString(Path.of("/proc", Long.toString(server.pid()), "cmdline"));
      String environment =
          Files.readString(Path.of("/proc", Long.toString(server.pid()), "environ"));
      assertThat(command + environment).doesNotContain(server.password());
      assertThat(server.target().toString()).doesNotContain(server.password());
    }
  }

  @Test
  void hasAProcessGroupOfItsOwnSoThatCtrlCDoesNotReachIt() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.start(Homes.options(home))) {
      String stat = Files.readString(Path.of("/proc", Long.toString(server.pid()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      assertThat(Long.parseLong(fields[2])).as("process group").isEqualTo(server.pid());
    }
  }

  @Test
  void takenPortIsNamedAndAnyFreePortIsFound() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> EmbeddedServer.start(Homes.options(home).withPort(port)))
          .withMessageContaining(Integer.toString(port))
          .withMessageContaining("Address already in use")
          .withMessageContaining("choose another port");
      Files.writeString(home.resolve("database.port"), port + "\n");
      try (EmbeddedServer server = EmbeddedServer.start(Homes.options(home))) {
        assertThat(server.port()).isNotEqualTo(port);
      }
    }
  }

  @Test
  void unexpectedEndIsToldAndRestartBringsItBackOnTheSamePort() throws Exception {
    AtomicInteger ends = new AtomicInteger();
    try (EmbeddedServer server =
        EmbeddedServer.start(
            Homes.options(home).withOnUnexpectedExit(code -> ends.incrementAndGet()))) {
      Rows.write(server.target(), 11);
      int port = server.port();
      assertThat(ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly()).isTrue();
      await().pollInterval(Duration.ofMillis(20)).until(() -> ends.get() == 1);
      server.restart();
      assertThat(server.port()).isEqualTo(port);
      assertThat(Rows.read(server.target())).isEqualTo(11);
      server.restart();
      assertThat(Rows.read(server.target())).isEqualTo(11);
    }
    assertThat(ends).as("stopping and restarting is not unexpected").hasValue(1);
  }

  @Test
  void closesOnceAndRefusesToRestart() {
    EmbeddedServer server = EmbeddedServer.start(Homes.options(home));
    server.close();
    server.close();
    assertThat(server.isRunning()).isFalse();
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(server::restart);
  }

  @Test
  void secondStartOnTheSameHomeIsRefusedAndTheFirstLivesOn() throws Exception {
    try (EmbeddedServer first = EmbeddedServer.start(Homes.options(home))) {
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> EmbeddedServer.start(Homes.options(home)))
          .withMessageContaining("already runs the database")
          .withMessageContaining(Long.toString(ProcessHandle.current().pid()));
      assertThat(Rows.query(first.target(), "SELECT 1")).isEqualTo("1");
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
