package io.athanor.persistence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Plain SQL on a test's own connection. */
final class Sql {

  private Sql() {}

  static void execute(Connection connection, String... statements) throws SQLException {
    try (java.sql.Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  /** The first column of all rows. */
  static List<String> column(Connection connection, String query) throws SQLException {
    try (java.sql.Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }

  /** The first column of the first row. */
  static String value(Connection connection, String query) throws SQLException {
    return column(connection, query).get(0);
  }

  static void execute(JdbcTarget target, String statement) throws SQLException {
    try (Connection connection = target.connect()) {
      execute(connection, statement);
    }
  }

  /** Drops an index and answers the statement that makes it again. */
  static String drop(JdbcTarget target, String index) throws SQLException {
    try (Connection connection = target.connect()) {
      String definition = value(connection, "select pg_get_indexdef('" + index + "'::regclass)");
      execute(connection, "drop index " + index);
      return definition;
    }
  }
}
