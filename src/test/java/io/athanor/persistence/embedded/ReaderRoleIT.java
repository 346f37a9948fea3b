package io.athanor.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.athanor.persistence.JdbcTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the role may do that statements of people are explained as. */
class ReaderRoleIT {

  private static final String NOT_PERMITTED = "42501";

  private static Path home;
  private static EmbeddedServer server;

  @BeforeAll
  static void start() throws Exception {
    home = Homes.create();
    server = EmbeddedServer.start(Homes.options(home));
    Rows.write(server.target(), 7);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    Homes.delete(home);
  }

  private static void execute(JdbcTarget target, String sql) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void itReadsTheTablesOfTheNode() throws Exception {
    assertThat(Rows.read(server.reader())).isEqualTo(7);
    assertThat(Rows.query(server.reader(), "select random() < 2 and now() <= clock_timestamp()"))
        .isEqualTo("t");
  }

  /** Neither when the table is made nor after the next start, which gives rights anew. */
  @Test
  void itDoesNotReadThePlansThatAreKept() throws Exception {
    execute(server.target(), Files.readString(Path.of("migrations/V024__statement_plans.sql")));
    for (int start = 0; start < 2; start++) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> execute(server.reader(), "select from statement_plans"))
          .satisfies(e -> assertThat(e.getSQLState()).isEqualTo(NOT_PERMITTED));
      try (Connection root =
          server.administration().withDatabase(server.target().database()).connect()) {
        ReaderRole.allow(root);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select pg_sleep(0)",
        "select pg_sleep_for('0s')",
        "select pg_read_file('PG_VERSION')",
        "select pg_ls_dir('.')",
        "select lo_import('/etc/hostname')",
        "select lo_create(0)",
        "select set_config('work_mem', '1MB', true)",
        "select pg_advisory_lock(1)",
        "select pg_advisory_xact_lock_shared(1)",
        "select pg_terminate_backend(1)",
        "select pg_notify('a', 'b')",
        "select query_to_xml('select 1', true, true, '')",
        "select pg_logical_emit_message(true, 'a', 'b')",
        "select * from pg_authid",
        "copy kept to program 'id'",
        "begin; set transaction read write; insert into kept values (1)",
        "begin; set transaction read write; delete from kept",
        "begin; set transaction read write; create table mine (a int)",
        "begin; set transaction read write; create temporary table mine (a int)",
        "set role athanor_node",
      })
  void itMayDoNothingElse(String sql) {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> execute(server.reader(), sql))
        .matches(e -> NOT_PERMITTED.equals(e.getSQLState()), "not permitted");
  }

  @Test
  void theNodeKeepsItsFunctions() throws Exception {
    execute(server.target(), "select pg_sleep(0), pg_advisory_lock(1), pg_notify('a', 'b')");
    execute(server.target(), "select set_config('work_mem', '1MB', false)");
  }

  @Test
  void anotherPasswordIsSetAtTheNextStart() throws Exception {
    Files.delete(home.resolve("reader.password"));
    server.restart();
    assertThat(Rows.read(server.reader())).isEqualTo(7);
  }
}
