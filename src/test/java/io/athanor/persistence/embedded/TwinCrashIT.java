package io.athanor.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.twin.ScratchDatabase;
import io.athanor.persistence.twin.SparseTwin;
import io.athanor.persistence.twin.TwinIndex;
import io.athanor.persistence.twin.TwinSite;
import io.athanor.support.OlderServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that is killed while there is a twin comes back and is rid of it. */
class TwinCrashIT {

  private static final String TWINS =
      "select count(*) from pg_database where datname like 'athanor\\_twin\\_%'";

  private static final String QUESTION = "select * from tree where note = 'x' or number = 5";

  private static final TwinIndex INDEX =
      new TwinIndex("tree", "create index tree_note on tree (note)");

  private Path home;

  @BeforeEach
  void createHome() throws Exception {
    home = Homes.create();
  }

  @AfterEach
  void deleteHome() throws Exception {
    Homes.delete(home);
  }

  private static void execute(JdbcTarget target, String... statements) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static double ask(SparseTwin twin) throws SQLException {
    twin.make(INDEX);
    twin.show(Set.of(INDEX.definition()), Set.of());
    return twin.cost(QUESTION);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void aKilledServerComesBack(boolean older, boolean written) throws Exception {
    EmbeddedServerOptions options = older ? OlderServer.options(home) : Homes.options(home);
    try (EmbeddedServer server = EmbeddedServer.start(options)) {
      execute(
          server.target(),
          "create table tree (number int primary key, note text)",
          "insert into tree select i, 'n' || i from generate_series(1, 30000) i",
          "analyze tree");
      TwinSite site = new TwinSite(server.administration(), home.resolve("data"));
      try (SparseTwin twin = SparseTwin.of(site, server.target(), 100)) {
        double before = ask(twin);
        if (written) {
          execute(server.administration(), "checkpoint");
        }
        long killed = server.pid();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        Processes.soon().until(() -> !Processes.isAlive(killed));
        server.restart();
        assertThat(Rows.query(server.administration(), TWINS)).isEqualTo("1");
        ScratchDatabase.sweep(server.administration().withDatabase(server.database()));
        assertThat(Rows.query(server.administration(), TWINS)).isEqualTo("0");
        assertThat(Rows.query(server.target(), "select count(*) from tree")).isEqualTo("30000");
        try (SparseTwin next = SparseTwin.of(site, server.target(), 100)) {
          assertThat(ask(next)).isEqualTo(before);
        }
      }
    }
  }
}
