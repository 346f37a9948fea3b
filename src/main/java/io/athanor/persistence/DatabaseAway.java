package io.athanor.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** A database that cannot be reached now and may be soon. The message says which and why. */
public final class DatabaseAway extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * SQLSTATEs of a server that will soon be there: connection class 08, shutting down or starting
   * up, too many connections.
   */
  private static final Set<String> PASSING = Set.of("57P01", "57P02", "57P03", "53300");

  DatabaseAway(String message, Throwable cause) {
    super(message, cause);
  }

  static boolean passing(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return state.startsWith("08") || PASSING.contains(state);
  }

  static String message(JdbcTarget target, SQLException failure) {
    return "cannot connect to %s: %s Check ATHANOR_DATABASE_URL and that the server runs."
        .formatted(target, failure.getMessage());
  }

  /**
   * Connects once. Blocks.
   *
   * @throws DatabaseAway when the server is not there, or not ready for connections
   * @throws MigrationFailed when it refuses for good, such as a wrong password
   */
  public static void check(JdbcTarget target) {
    try (Connection connection = target.connect()) {
      connection.isReadOnly();
    } catch (SQLException e) {
      if (passing(e)) {
        throw new DatabaseAway(message(target, e), e);
      }
      throw new MigrationFailed(message(target, e), e);
    }
  }
}
