package io.athanor.support;

import io.athanor.persistence.DatabaseUrl;
import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.Migrations;
import io.athanor.persistence.embedded.EmbeddedServer;
import io.athanor.persistence.embedded.EmbeddedServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The one server of this test JVM and the migrated template databases on it. JUnit closes it after
 * the last test.
 */
final class SharedServer implements AutoCloseable {

  private final Optional<EmbeddedServer> embedded;
  private final Optional<Path> home;
  private final JdbcTarget administration;
  private final JdbcTarget target;
  private final Map<String, String> templates = new HashMap<>();

  private SharedServer(
      Optional<EmbeddedServer> embedded,
      Optional<Path> home,
      JdbcTarget administration,
      JdbcTarget target) {
    this.administration = administration;
    this.embedded = embedded;
    this.home = home;
    this.target = target;
  }

  /**
   * {@code ATHANOR_TEST_DATABASE_URL}: a server that runs already, with a user who may create
   * databases. {@code ATHANOR_TEST_SERVER=debian}: the oldest supported version that Debian's
   * packages installed. Otherwise the bundled one.
   */
  static SharedServer start() {
    String url = System.getenv("ATHANOR_TEST_DATABASE_URL");
    if (url != null && !url.isBlank()) {
      JdbcTarget target = DatabaseUrl.parse(url);
      return new SharedServer(Optional.empty(), Optional.empty(), target, target);
    }
    try {
      Path home = TestFolders.create("server");
      EmbeddedServer server = EmbeddedServer.start(options(home));
      return new SharedServer(
          Optional.of(server), Optional.of(home), server.administration(), server.target());
    } catch (IOException e) {
      throw new IllegalStateException("cannot start the test server", e);
    }
  }

  private static EmbeddedServerOptions options(Path home) throws IOException {
    if ("debian".equals(System.getenv("ATHANOR_TEST_SERVER"))) {
      Path installation =
          DebianServer.installation()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "no PostgreSQL 15 or later in /usr/lib/postgresql"));
      return DebianServer.options(home, installation);
    }
    return EmbeddedServerOptions.at(home)
        .withBinaries(TestFolders.binaries())
        .forTestsWithoutDurability();
  }

  /** A new database with everything that the migrations create. */
  synchronized JdbcTarget create(String location) throws SQLException {
    String template = templates.get(location);
    if (template == null) {
      template = name("template");
      execute("CREATE DATABASE " + template + " OWNER " + target.user());
      Migrations.run(target.withDatabase(template), Duration.ofSeconds(10), location);
      templates.put(location, template);
    }
    String name = name("test");
    execute("CREATE DATABASE " + name + " TEMPLATE " + template + " OWNER " + target.user());
    return target.withDatabase(name);
  }

  JdbcTarget administration() {
    return administration;
  }

  void drop(JdbcTarget database) throws SQLException {
    execute("DROP DATABASE IF EXISTS " + database.database() + " WITH (FORCE)");
  }

  @Override
  public void close() throws SQLException, IOException {
    if (embedded.isEmpty()) {
      for (String template : templates.values()) {
        execute("DROP DATABASE IF EXISTS " + template + " WITH (FORCE)");
      }
    }
    embedded.ifPresent(EmbeddedServer::close);
    if (home.isPresent()) {
      try (Stream<Path> paths = Files.walk(home.get())) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  private static String name(String purpose) {
    return "athanor_" + purpose + "_" + UUID.randomUUID().toString().replace("-", "");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = administration.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
