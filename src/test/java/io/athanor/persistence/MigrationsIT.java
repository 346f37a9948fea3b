package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.athanor.persistence.embedded.EmbeddedServer;
import io.athanor.persistence.embedded.EmbeddedServerOptions;
import io.athanor.support.DebianServer;
import io.athanor.support.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The migration runner on the bundled server and, where it is installed, on the oldest supported
 * one.
 */
class MigrationsIT {

  private static final String GOOD = "classpath:testmigrations";
  private static final Duration BRIEFLY = Duration.ofSeconds(5);

  private Path home;

  @BeforeEach
  void createHome() throws IOException {
    home = TestFolders.create("migrations");
  }

  @AfterEach
  void deleteHome() throws IOException {
    try (Stream<Path> paths = Files.walk(home)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** The root of an installed server, or an empty path for the bundled one. */
  static List<Path> servers() throws IOException {
    List<Path> servers = new ArrayList<>(List.of(Path.of("")));
    DebianServer.installation().ifPresent(servers::add);
    return servers;
  }

  private EmbeddedServer start(Path installation) {
    return EmbeddedServer.start(
        installation.toString().isEmpty()
            ? EmbeddedServerOptions.at(home)
                .withBinaries(TestFolders.binaries())
                .forTestsWithoutDurability()
            : DebianServer.options(home, installation));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void threeNodesAtOnceApplyEachMigrationOnce(Path installation) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (EmbeddedServer server = start(installation)) {
      Callable<MigrationReport> run = () -> Migrations.run(server.target(), BRIEFLY, GOOD);
      List<String> applied = new ArrayList<>();
      for (Future<MigrationReport> future : threads.invokeAll(List.of(run, run, run))) {
        MigrationReport report = future.get();
        assertThat(report.schemaVersion()).isEqualTo("002");
        assertThat(report.serverVersion()).isEqualTo(server.version());
        applied.addAll(report.applied());
      }
      assertThat(applied).containsExactlyInAnyOrder("001", "002");
      assertThat(count(server.target(), "SELECT count(*) FROM tried")).isEqualTo(1000);
      assertThat(Migrations.run(server.target(), BRIEFLY, GOOD).applied()).isEmpty();
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void editedAndBrokenMigrationsAreNamed(Path installation) throws Exception {
    try (EmbeddedServer server = start(installation)) {
      assertThatExceptionOfType(MigrationFailed.class)
          .isThrownBy(() -> Migrations.run(server.target(), BRIEFLY, GOOD + "_broken"))
          .withMessageContaining("no_such_type");
      assertThat(count(server.target(), "SELECT count(*) FROM pg_class WHERE relname = 'broken'"))
          .isZero();
      execute(server.target(), "DROP TABLE flyway_schema_history");
      Migrations.run(server.target(), BRIEFLY, GOOD);
      assertThatExceptionOfType(MigrationFailed.class)
          .isThrownBy(() -> Migrations.run(server.target(), BRIEFLY, GOOD + "_edited"))
          .withMessageContaining("edited")
          .withMessageContaining("001");
    }
  }

  @Test
  void waitsForAServerThatComesAndNotForOneThatRefuses() throws Exception {
    JdbcTarget target;
    try (EmbeddedServer server = start(Path.of(""))) {
      target = server.target();
      JdbcTarget stranger =
          new JdbcTarget(
              target.host(),
              target.port(),
              target.database(),
              target.user(),
              "s3cret",
              target.parameters());
      long begin = System.nanoTime();
      assertThatExceptionOfType(MigrationFailed.class)
          .isThrownBy(() -> Migrations.run(stranger, Duration.ofSeconds(60), GOOD))
          .withMessageContaining("password")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }
    assertThatExceptionOfType(MigrationFailed.class)
        .isThrownBy(() -> Migrations.run(target, Duration.ofMillis(300), GOOD))
        .withMessageContaining("ATHANOR_DATABASE_URL");
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<MigrationReport> report =
          thread.submit(() -> Migrations.run(target, Duration.ofSeconds(60), GOOD));
      try (EmbeddedServer server = start(Path.of(""))) {
        assertThat(server.port()).isEqualTo(target.port());
        assertThat(report.get().applied()).hasSize(2);
      }
    } finally {
      thread.shutdownNow();
    }
  }

  private static int count(JdbcTarget target, String sql) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void execute(JdbcTarget target, String sql) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
