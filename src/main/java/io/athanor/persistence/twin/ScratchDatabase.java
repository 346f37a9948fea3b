package io.athanor.persistence.twin;

import io.athanor.persistence.JdbcTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * Databases that are made beside the real one, belong to the node's role and are thrown away. One
 * that a crash has left is removed by {@link #sweep}.
 */
public final class ScratchDatabase {

  /** What the names of all twins begin with. */
  static final String TWIN = "athanor_twin_";

  /** What the names of all copies begin with. */
  static final String COPY = "athanor_copy_";

  private ScratchDatabase() {}

  /** A name that no other one has. */
  static String name(String prefix) {
    return prefix + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Makes an empty one for the same kind of texts and with the same settings. */
  static void make(JdbcTarget administration, Connection real, String name, String owner)
      throws SQLException {
    execute(administration, TwinStructure.database(real, name, owner));
    for (String setting : TwinStructure.settings(real, name)) {
      execute(administration, setting);
    }
  }

  /** Removes those that nobody is connected to. */
  public static void sweep(JdbcTarget administration) throws SQLException {
    String left =
        "/* twin.left */ SELECT datname FROM pg_database d"
            + " WHERE (datname LIKE 'athanor\\_twin\\_%' OR datname LIKE 'athanor\\_copy\\_%')"
            + " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)";
    try (Connection connection = administration.connectSimply();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(left)) {
      while (rows.next()) {
        drop(administration, rows.getString(1));
      }
    }
  }

  static void drop(JdbcTarget administration, String name) throws SQLException {
    execute(administration, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }

  private static void execute(JdbcTarget target, String sql) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
