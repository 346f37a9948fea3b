package io.athanor.persistence.embedded;

import io.athanor.persistence.JdbcTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One committed number, to see whether it is still there later. */
final class Rows {

  private Rows() {}

  static void write(JdbcTarget target, int value) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS kept (value int)");
      statement.execute("INSERT INTO kept VALUES (" + value + ")");
    }
  }

  static int read(JdbcTarget target) throws SQLException {
    return Integer.parseInt(query(target, "SELECT value FROM kept"));
  }

  static String query(JdbcTarget target, String sql) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
