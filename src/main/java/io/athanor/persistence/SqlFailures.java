package io.athanor.persistence;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failure of the database means for whoever asked. */
final class SqlFailures {

  private static final Logger LOG = LoggerFactory.getLogger(SqlFailures.class);

  /** A character that no text column holds, as it is or as an escape, and the stack's limit. */
  private static final Set<String> UNSTORABLE = Set.of("22021", "22P05", "54001");

  private static final String DISK_FULL = "53100";

  private static final String AWAY = "The database cannot be reached at present.";
  private static final String NO_ROOM = "The database has no room left on its disk.";
  private static final String COLLIDED = "collided";

  /** In the place of a SQLSTATE: the statement got no connection, or lost it. */
  static final String NO_CONNECTION = "no-connection";

  private SqlFailures() {}

  /** The SQLSTATE, or a word where the server has said none. */
  static String state(Throwable cause) {
    if (cause instanceof PgException failure && failure.getSqlState() != null) {
      return failure.getSqlState();
    }
    return cause instanceof IOException || cause instanceof VertxException
        ? NO_CONNECTION
        : "client-error";
  }

  /** Whether the server ended one transaction so that another one could go on. */
  static boolean collided(Throwable cause) {
    return cause instanceof RefusedException refused && refused.refusal().type().equals(COLLIDED);
  }

  /** Why there was no connection for a statement: the pool gives no types, only words. */
  static RefusedException noConnection(String statement, Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("max wait queue size")) {
      return new RefusedException(
          new Refusal(
              Failure.OVERLOADED,
              "database-busy",
              "Too many requests wait for a database connection.",
              "Try again in a moment.",
              null));
    }
    // All of them busy for so long, or a server that takes connections and says nothing.
    if (message.equals("Timeout")) {
      return away("No database connection became free in time.", statement, cause);
    }
    return refusal(statement, cause);
  }

  static RefusedException refusal(String statement, Throwable cause) {
    if (cause instanceof RefusedException refused) {
      return refused;
    }
    if (cause instanceof PgException failure) {
      return ConstraintFailures.refusal(statement, failure)
          .or(() -> DesignFailures.refusal(statement, failure))
          .orElseGet(() -> ofSqlState(statement, failure));
    }
    if (cause instanceof IOException
        || cause instanceof VertxException
        || cause instanceof TimeoutException) {
      return away(statement, cause);
    }
    LOG.error("{} failed", statement, cause);
    return new RefusedException(Failure.INTERNAL, "A statement failed: " + statement + ".");
  }

  private static RefusedException ofSqlState(String statement, PgException failure) {
    String state = String.valueOf(failure.getSqlState());
    // Classes of Appendix A of the PostgreSQL manual.
    if (UNSTORABLE.contains(state)) {
      return new RefusedException(
          new Refusal(
              Failure.UNPROCESSABLE,
              "unstorable-text",
              "A text holds a NUL character, or JSON that is nested too deep to be stored.",
              null,
              null));
    }
    switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "08", "28", "3D", "53", "58" -> {
        return away(state.equals(DISK_FULL) ? NO_ROOM : AWAY, statement, failure);
      }
      case "57" -> {
        return state.equals("57014")
            ? new RefusedException(Failure.TIMEOUT, statement + " took too long and was ended.")
            : away(statement, failure);
      }
      case "55" -> {
        return new RefusedException(Failure.TIMEOUT, statement + " waited too long for a lock.");
      }
      case "40" -> {
        return new RefusedException(
            new Refusal(
                Failure.CONFLICT,
                COLLIDED,
                statement + " collided with another change.",
                "Try again.",
                null));
      }
      default -> {
        LOG.error("{} failed with SQLSTATE {}: {}", statement, state, failure.getErrorMessage());
        return new RefusedException(
            Failure.INTERNAL, "A statement failed: " + statement + ", SQLSTATE " + state + ".");
      }
    }
  }

  private static RefusedException away(String statement, Throwable cause) {
    return away(AWAY, statement, cause);
  }

  private static RefusedException away(String detail, String statement, Throwable cause) {
    LOG.warn("{} could not reach the database: {}", statement, cause.toString());
    return new RefusedException(
        new Refusal(
            Failure.UNAVAILABLE,
            "database-unavailable",
            detail,
            "Try again in a moment; nothing that was accepted is lost.",
            null));
  }

  /** What collided with another transaction was rolled back whole, so it can simply come again. */
  static <T> Future<T> repeated(Supplier<Future<T>> work, int tries) {
    return work.get()
        .recover(
            cause ->
                tries > 1 && collided(cause)
                    ? repeated(work, tries - 1)
                    : Future.failedFuture(cause));
  }
}
