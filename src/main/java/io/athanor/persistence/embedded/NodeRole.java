package io.athanor.persistence.embedded;

import io.athanor.persistence.JdbcTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * The role that the node works as: it owns its database and may do nothing else on the server. The
 * superuser only makes the two.
 */
final class NodeRole {

  static final String NAME = "athanor_node";

  private static final String INVALID_PASSWORD = "28P01";

  private NodeRole() {}

  /**
   * Makes the role and its database where they are missing, and its password the one that we know.
   *
   * @param administration the superuser, in a database that every server has
   * @param node the role, in its own database
   */
  static void ensure(JdbcTarget administration, JdbcTarget node) throws SQLException {
    try (Connection connection = administration.connect();
        Statement statement = connection.createStatement()) {
      if (missing(statement, "pg_roles WHERE rolname = '" + NAME + "'")) {
        statement.execute("CREATE ROLE " + NAME + " LOGIN");
        setPassword(connection, node);
      }
      if (missing(statement, "pg_database WHERE datname = '" + node.database() + "'")) {
        statement.execute("CREATE DATABASE " + node.database() + " OWNER " + NAME);
      }
      if (!accepts(node)) {
        setPassword(connection, node);
      }
    }
  }

  private static boolean missing(Statement statement, String catalogue) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT FROM " + catalogue)) {
      return !rows.next();
    }
  }

  /** Whether the server lets a role in with the password that we know. */
  static boolean accepts(JdbcTarget role) throws SQLException {
    try (Connection connection = role.connect()) {
      return connection.isValid(5);
    } catch (SQLException e) {
      if (INVALID_PASSWORD.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  /** The driver sends the verifier only, so that no log can hold the password. */
  static void setPassword(Connection connection, JdbcTarget role) throws SQLException {
    connection
        .unwrap(PGConnection.class)
        .alterUserPassword(role.user(), role.password().toCharArray(), "scram-sha-256");
  }
}
