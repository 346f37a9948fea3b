package io.athanor.persistence;

import io.athanor.persistence.twin.TwinIndex;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out which tables statements name, through views as well. The server reads the statements,
 * which takes the locks of a reader on their tables, and says which it has. Nothing is planned or
 * executed.
 */
final class NamedTables {

  private static final String LOCKED =
      """
      /* copy.named-tables */ SELECT DISTINCT n.nspname || '.' || c.relname FROM pg_locks l
        JOIN pg_class t ON t.oid = l.relation JOIN pg_class c ON c.oid = coalesce(pg_partition_root(t.oid), t.oid)
        JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND c.relkind IN ('r', 'p', 'm')
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND has_table_privilege(c.oid, 'SELECT')
      """;

  private NamedTables() {}

  /**
   * The tables, {@code schema.table}; partitions are those of their whole table. What cannot be
   * read names none.
   *
   * @param target the real database
   * @param indexes statements that make indexes, whose tables count as well
   */
  static Set<String> of(
      JdbcTarget target, Collection<String> statements, Collection<String> indexes)
      throws SQLException {
    try (Connection connection = target.connectSimply();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SET search_path = public; SET lock_timeout = '2s'; BEGIN TRANSACTION READ ONLY; SAVEPOINT one");
      for (String sql : statements) {
        read(statement, sql);
      }
      for (String sql : indexes) {
        try {
          TwinIndex index = IndexText.of(sql);
          read(statement, "TABLE " + index.table());
        } catch (IllegalArgumentException e) {
          // Whoever makes it says what is wrong with it.
        }
      }
      Set<String> tables = new TreeSet<>();
      try (ResultSet rows = statement.executeQuery(LOCKED)) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      return tables;
    }
  }

  private static void read(Statement statement, String sql) throws SQLException {
    try {
      statement.execute(
          "PREPARE athanor_named AS "
              + PlannedText.of(sql)
              + "\n; DEALLOCATE athanor_named; RELEASE one; SAVEPOINT one");
    } catch (SQLException | IllegalArgumentException e) {
      statement.execute("ROLLBACK TO one");
    }
  }
}
