package io.athanor.persistence;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A transaction of somebody else that holds something until it ends. A row that it has inserted
 * holds up whoever inserts the same key, in the middle of their statement; the lock of a table
 * would hold them up before they have done anything.
 */
final class Holder implements AutoCloseable {

  private final JdbcTarget target;
  private final Connection connection;

  private Holder(JdbcTarget target, Connection connection) {
    this.target = target;
    this.connection = connection;
  }

  /** Begins a transaction, and executes the statement in it. */
  static Holder of(JdbcTarget target, String sql) throws SQLException {
    Connection connection = target.connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return new Holder(target, connection);
  }

  /** Waits until so many sessions of this database wait for a lock. */
  void awaitWaiters(int count) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(() -> waiters() >= count);
  }

  private int waiters() throws SQLException {
    try (Connection other = target.connect();
        Statement statement = other.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Override
  public void close() throws SQLException {
    end(false);
  }

  /** Takes back what it did. */
  void undo() throws SQLException {
    end(false);
  }

  /** Commits. */
  void release() throws SQLException {
    end(true);
  }

  private void end(boolean commit) throws SQLException {
    if (!connection.isClosed()) {
      if (commit) {
        connection.commit();
      } else {
        connection.rollback();
      }
      connection.close();
    }
  }
}
