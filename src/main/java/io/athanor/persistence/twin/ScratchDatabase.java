package io.athanor.persistence.twin;

import io.athanor.persistence.JdbcTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * Databases that are made beside the real one, belong to the node's role and are thrown away.
 * Nobody else may connect to them. One that a crash has left is removed by {@link #sweep}; several
 * nodes may do that at once while others make theirs.
 */
public final class ScratchDatabase {

  /** What the names of all twins begin with. */
  static final String TWIN = "athanor_twin_";

  /** What the names of all copies begin with. */
  static final String COPY = "athanor_copy_";

  static final String NOT_PERMITTED = "42501";

  /** Who has this lock of the real database makes one, or removes what is left. */
  private static final String LOCK = "(hashtext('athanor scratch databases'))";

  private static final String NUMBER =
      "/* twin.database-number */ SELECT oid FROM pg_database WHERE datname = current_database()";

  /** Also those of a database that is gone, but none of another one that is there. */
  private static final String LEFT =
      """
      /* twin.left */ SELECT d.datname FROM pg_database d WHERE d.datname ~ '^athanor_(twin|copy)_[0-9]+_[0-9a-f]+$'
        AND pg_has_role(d.datdba, 'member') AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)
        AND NOT EXISTS (SELECT FROM pg_database r WHERE r.oid::text = split_part(d.datname, '_', 3) AND r.datname <> current_database())
      """;

  private static final String RIGHT =
      "/* twin.right */ SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user";

  private ScratchDatabase() {}

  /**
   * A name that no other one has.
   *
   * @param real a connection to the real database
   */
  static String name(String prefix, Connection real) throws SQLException {
    return prefix + one(real, NUMBER) + "_" + UUID.randomUUID().toString().substring(0, 8);
  }

  /**
   * Looks whether a role may make one.
   *
   * @throws SQLException when it may not; the message says what would help
   */
  public static void check(JdbcTarget role) throws SQLException {
    try (Connection connection = role.connectSimply()) {
      if (one(connection, RIGHT).equals("f")) {
        throw new SQLException(
            "the role %s may not create databases on this server (ALTER ROLE %1$s CREATEDB lets it)"
                .formatted(role.user()),
            NOT_PERMITTED);
      }
    }
  }

  /**
   * Makes an empty one for the same kind of texts and with the same settings, after removing what
   * is left. It is nobody's leftover for as long as the connection is open that is the answer.
   *
   * @param administration who may make it, in any database
   * @param real a connection to the real database
   * @param owner whom it belongs to and who connects
   */
  static Connection make(JdbcTarget administration, Connection real, String name, JdbcTarget owner)
      throws SQLException {
    JdbcTarget here = administration.withDatabase(owner.database());
    check(here);
    // Where it fails the caller closes the connection, and the lock goes with it.
    one(real, "SELECT pg_advisory_lock" + LOCK + " FROM set_config('lock_timeout', '5s', false)");
    removeLeft(here, real);
    execute(here, TwinStructure.database(real, name, owner.user()));
    execute(here, "REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC");
    for (String setting : TwinStructure.settings(real, name)) {
      execute(here, setting);
    }
    Connection first = owner.withDatabase(name).connectSimply();
    one(real, "SELECT pg_advisory_unlock" + LOCK);
    return first;
  }

  /**
   * Removes those that nobody is connected to; nothing while somebody else makes one.
   *
   * @param administration who may make them, in the real database
   */
  public static void sweep(JdbcTarget administration) throws SQLException {
    try (Connection connection = administration.connectSimply()) {
      if (one(connection, "SELECT pg_try_advisory_lock" + LOCK).equals("t")) {
        removeLeft(administration, connection);
      }
    }
  }

  private static void removeLeft(JdbcTarget administration, Connection real) throws SQLException {
    try (Statement statement = real.createStatement();
        ResultSet rows = statement.executeQuery(LEFT)) {
      while (rows.next()) {
        drop(administration, rows.getString(1));
      }
    }
  }

  static void drop(JdbcTarget administration, String name) throws SQLException {
    String drop = "DROP DATABASE IF EXISTS " + name;
    try {
      execute(administration, drop + " WITH (FORCE)");
    } catch (SQLException e) {
      if (!NOT_PERMITTED.equals(e.getSQLState())) {
        throw e;
      }
      // Something of the server's own is connected, which ends by itself.
      execute(administration, drop);
    }
  }

  private static void execute(JdbcTarget target, String sql) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
