package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deleting one specification costs what it has, not what all others have. */
class DeletionIT {

  private static final String ONE = "'11111111-1111-7111-a111-111111111111'";

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  /** Blocks of the tables and indexes below a session that this transaction has fetched. */
  private static long fetched(Connection connection) throws SQLException {
    return Long.parseLong(
        Sql.value(
            connection,
            "select sum(pg_stat_get_xact_blocks_fetched(c.oid)) from pg_class c where c.oid in (select x from (select unnest(array["
                + "'tech_research', 'tech_conversations', 'generated_trd_documents', 'agent_error_logs']::regclass[]) as t) y,"
                + " lateral (select t::oid as x union all select indexrelid from pg_index where indrelid = t) z)"));
  }

  /** Only what it is planned for; a plan for an empty table would read it all. */
  private static long deletion(Connection connection) throws SQLException {
    Sql.execute(connection, "vacuum analyze");
    connection.setAutoCommit(false);
    long before = fetched(connection);
    Sql.execute(connection, "delete from tech_spec_sessions where id = " + ONE);
    assertThat(
            Sql.value(
                connection, "select count(*) from tech_conversations where session_id = " + ONE))
        .isEqualTo("0");
    long after = fetched(connection);
    connection.rollback();
    connection.setAutoCommit(true);
    return after - before;
  }

  private static void addOne(Connection connection) throws SQLException {
    Sql.execute(
        connection,
        "insert into tech_spec_sessions (id, owner, project_id, design_job_id, status) values ("
            + ONE
            + ", 'a', gen_random_uuid(), gen_random_uuid(), 'in_progress')");
    Sql.execute(
        connection,
        "insert into tech_conversations (id, owner, session_id, role, message) select gen_random_uuid(), 'a', "
            + ONE
            + ", 'user', 'm' from generate_series(1, 20)");
    Sql.execute(
        connection,
        "insert into tech_research (id, owner, session_id, technology_category) values (gen_random_uuid(), 'a', "
            + ONE
            + ", 'database')");
  }

  @Test
  void theMessagesOfOthersDoNotCount() throws Exception {
    JdbcTarget target = database.another();
    try (Connection connection = target.connect()) {
      Stacks.fill(connection, 1, 4_000);
      addOne(connection);
      long few = deletion(connection);
      Stacks.fill(connection, 4_001, 40_000);
      long many = deletion(connection);
      assertThat(few).isPositive();
      assertThat(many).isLessThanOrEqualTo((long) (few * 1.5) + 20);
    } finally {
      database.drop(target);
    }
  }

  @Test
  @Tag("slow")
  void eightHundredThousandMessagesOfOthersDoNotCount() throws Exception {
    JdbcTarget target = database.another();
    try (Connection connection = target.connect()) {
      fillMessages(connection, 1, 40);
      addOne(connection);
      long few = deletion(connection);
      fillMessages(connection, 41, 800);
      long many = deletion(connection);
      assertThat(Sql.value(connection, "select count(*) from tech_conversations"))
          .isEqualTo("800020");
      assertThat(few).isPositive();
      assertThat(many).isLessThanOrEqualTo((long) (few * 1.5) + 20);
    } finally {
      database.drop(target);
    }
  }

  /** Sessions of a thousand messages each. */
  private static void fillMessages(Connection connection, int from, int to) throws SQLException {
    String sessions = "generate_series(%d, %d) s".formatted(from, to);
    Sql.execute(
        connection,
        "insert into tech_spec_sessions (id, owner, project_id, design_job_id, status)"
            + " select lpad(s::text, 32, '0')::uuid, 'a', gen_random_uuid(), gen_random_uuid(), 'in_progress' from "
            + sessions);
    Sql.execute(
        connection,
        "insert into tech_conversations (id, owner, session_id, role, message)"
            + " select gen_random_uuid(), 'a', lpad(s::text, 32, '0')::uuid, 'user', repeat('m', 200) from "
            + sessions
            + ", generate_series(1, 1000)");
  }
}
