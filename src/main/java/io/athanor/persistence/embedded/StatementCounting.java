package io.athanor.persistence.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's own counters of statements: an extension that only a superuser may make, in a schema
 * of its own, so that it is in nobody's way.
 */
final class StatementCounting {

  private static final Logger log = LoggerFactory.getLogger(StatementCounting.class);

  private static final String SCHEMA = "statement_counting";

  private StatementCounting() {}

  /**
   * Makes the extension where it can be made and is not there. The node works without it, so that a
   * failure is only told.
   *
   * @param connection of the superuser, to the node's database
   */
  static void ensure(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      if (isMissing(statement)) {
        statement.execute("CREATE SCHEMA IF NOT EXISTS " + SCHEMA);
        statement.execute("CREATE EXTENSION pg_stat_statements SCHEMA " + SCHEMA);
        statement.execute("GRANT USAGE ON SCHEMA " + SCHEMA + " TO " + NodeRole.NAME);
      }
    } catch (SQLException e) {
      log.warn("the server's counters of statements are not there: {}", e.getMessage());
    }
  }

  /** Loaded and available, but not in this database. */
  private static boolean isMissing(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT FROM pg_available_extensions WHERE name = 'pg_stat_statements'"
                + " AND installed_version IS NULL"
                + " AND current_setting('pg_stat_statements.max', true) IS NOT NULL")) {
      return rows.next();
    }
  }
}
