package io.athanor.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.persistence.InvariantQueries;
import io.athanor.persistence.JdbcTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What must hold of the experiments in a database whatever has happened to it: to be asserted after
 * every test of races and faults.
 */
public final class Invariants {

  /** Each query finds what breaks its invariant. */
  private static final Map<String, String> QUERIES = InvariantQueries.all();

  private Invariants() {}

  /** Asserts all that holds at any time. */
  public static void assertHold(JdbcTarget target) throws SQLException {
    assertEmpty(target, QUERIES);
  }

  /** Asserts that, and that every experiment has ended. */
  public static void assertAllEnded(JdbcTarget target) throws SQLException {
    assertHold(target);
    assertEmpty(
        target,
        Map.of(
            "every experiment has ended",
            "select id::text from experiments e where not exists (select from outcomes o where o.experiment_id = e.id)"));
  }

  private static void assertEmpty(JdbcTarget target, Map<String, String> queries)
      throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      // One snapshot for all of them: a busy queue moves on between two statements.
      statement.execute("begin transaction isolation level repeatable read read only");
      for (Map.Entry<String, String> query : queries.entrySet()) {
        List<String> broken = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query.getValue() + " limit 20")) {
          while (rows.next()) {
            broken.add(rows.getString(1));
          }
        }
        assertThat(broken).as(query.getKey()).isEmpty();
      }
    }
  }
}
