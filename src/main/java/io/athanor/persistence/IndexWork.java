package io.athanor.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Makes and drops indexes while others read and write, on a connection of its own and outside of a
 * transaction. All methods block, some for hours; to be used by one thread, but for {@link #stop}.
 */
final class IndexWork {

  /** What there is of an index. */
  enum Found {
    ABSENT,
    VALID,
    /** It was never completed, or its drop was not. It is gone now. */
    LEFT_OVER
  }

  static final String APPLICATION = "athanor index";

  /** The server forgets what it does for a node that is gone, or two would build at once. */
  private static final List<String> SETTINGS =
      List.of(
          "set application_name = '" + APPLICATION + "'",
          "set statement_timeout = 0",
          "set idle_session_timeout = 0",
          "set client_connection_check_interval = 2000",
          "set search_path = public");

  private static final long LOCK = 7_022_118_406L;

  private static final String HELD = "55P03";
  private static final Set<String> WAITED_TOO_LONG = Set.of(HELD, "40P01");

  private static final String VALID =
      """
      select x.indisvalid from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_index x on x.indexrelid = c.oid
      where n.nspname = ? and c.relname = ?""";

  private final JdbcTarget target;
  private final Duration lockTimeout;
  private final int tries;
  private final Duration pause;
  private volatile boolean stopped;
  private volatile java.sql.Statement running;

  /**
   * Prepares.
   *
   * @param lockTimeout how long it waits for others at a time
   * @param tries how often it waits
   * @param pause before the second try; before each further one twice as long
   */
  IndexWork(JdbcTarget target, Duration lockTimeout, int tries, Duration pause) {
    this.target = target;
    this.lockTimeout = lockTimeout;
    this.tries = tries;
    this.pause = pause;
  }

  /** Usual patience: an index waits for transactions of others for about two minutes in all. */
  static IndexWork usual(JdbcTarget target) {
    return new IndexWork(target, Duration.ofSeconds(5), 6, Duration.ofSeconds(2));
  }

  /** Whether it came to nothing because others held locks all the time. */
  static boolean waitedTooLong(Throwable cause) {
    return cause instanceof SQLException e && WAITED_TOO_LONG.contains(e.getSQLState());
  }

  /** Whether the connection is gone, so that nobody knows what became of the work. */
  static boolean lost(Throwable cause) {
    String state = cause instanceof SQLException e ? String.valueOf(e.getSQLState()) : "";
    return state.startsWith("08") || state.startsWith("57P");
  }

  /**
   * Makes the index. If that fails, nothing of it is left, unless the connection is lost.
   *
   * @param sql CREATE INDEX CONCURRENTLY
   * @param again whether it may be there already
   * @return why the statistics were not renewed, or null
   */
  String create(String schema, String name, String sql, boolean again) throws SQLException {
    try (Connection connection = open()) {
      if (find(connection, schema, name) == Found.VALID && again) {
        return analyze(connection, schema, name);
      }
      patiently(connection, () -> attempt(connection, schema, name, sql));
      return analyze(connection, schema, name);
    }
  }

  private void attempt(Connection connection, String schema, String name, String sql)
      throws SQLException {
    try {
      execute(connection, sql);
    } catch (SQLException e) {
      if (!lost(e) && !stopped) {
        try {
          find(connection, schema, name);
        } catch (SQLException left) {
          e.addSuppressed(left);
        }
      }
      throw e;
    }
  }

  /** Drops the index, if it is there. */
  void drop(String schema, String name) throws SQLException {
    try (Connection connection = open()) {
      drop(connection, schema, name);
    }
  }

  private void drop(Connection connection, String schema, String name) throws SQLException {
    String index = new QualifiedName(schema, name).quoted();
    patiently(connection, () -> execute(connection, "DROP INDEX CONCURRENTLY IF EXISTS " + index));
  }

  /** Looks what is there, and removes what was not completed. */
  Found settle(String schema, String name) throws SQLException {
    try (Connection connection = open()) {
      return find(connection, schema, name);
    }
  }

  private Found find(Connection connection, String schema, String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(VALID)) {
      query.setString(1, schema);
      query.setString(2, name);
      try (ResultSet rows = query.executeQuery()) {
        if (!rows.next()) {
          return Found.ABSENT;
        }
        if (rows.getBoolean(1)) {
          return Found.VALID;
        }
      }
    }
    drop(connection, schema, name);
    return Found.LEFT_OVER;
  }

  /** An expression has no statistics before, and the planner would guess. */
  private String analyze(Connection connection, String schema, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select format('analyze %I.%I', tn.nspname, t.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                + " join pg_index x on x.indexrelid = c.oid join pg_class t on t.oid = x.indrelid"
                + " join pg_namespace tn on tn.oid = t.relnamespace where n.nspname = ? and c.relname = ?")) {
      query.setString(1, schema);
      query.setString(2, name);
      try (ResultSet rows = query.executeQuery()) {
        if (rows.next()) {
          execute(connection, rows.getString(1));
        }
      }
      return null;
    } catch (SQLException e) {
      if (lost(e)) {
        throw e;
      }
      return "The statistics of the table were not renewed: " + e.getMessage();
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void patiently(Connection connection, Work work) throws SQLException {
    Duration wait = pause;
    for (int left = tries - 1; ; left--) {
      try {
        work.run();
        return;
      } catch (SQLException e) {
        if (left <= 0 || stopped || !waitedTooLong(e) || !connection.isValid(5)) {
          throw e;
        }
        // The server waits, so that a stop of the node ends it.
        execute(connection, "select pg_sleep(" + wait.toMillis() / 1000.0 + ")");
        wait = wait.multipliedBy(2);
      }
    }
  }

  private void execute(Connection connection, String sql) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      running = statement;
      if (stopped) {
        throw new SQLException("The node is being stopped.", "57P01");
      }
      statement.execute(sql);
    } finally {
      running = null;
    }
  }

  private Connection open() throws SQLException {
    Connection connection = target.connect();
    try (java.sql.Statement statement = connection.createStatement()) {
      for (String setting : SETTINGS) {
        statement.execute(setting);
      }
      statement.execute("set lock_timeout = " + lockTimeout.toMillis());
      try (ResultSet rows = statement.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
        rows.next();
        if (!rows.getBoolean(1)) {
          throw new SQLException("Another connection is still at work on an index.", HELD);
        }
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Ends what goes on; whoever takes the change up finds out how far it came. */
  void stop() throws SQLException {
    stopped = true;
    interrupt();
  }

  /** Ends what the server does at the moment. */
  void interrupt() throws SQLException {
    java.sql.Statement statement = running;
    if (statement != null) {
      statement.cancel();
    }
  }

  boolean stopped() {
    return stopped;
  }
}
