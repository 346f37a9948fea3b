package io.athanor.persistence;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.time.Duration;

/** What the server's refusals mean for whoever wants a plan. Nothing of it is logged. */
final class ExplainFailures {

  private ExplainFailures() {}

  /** It did not end within its time, and perhaps goes on in the server. */
  static RefusedException late(Duration time) {
    return timeout(
        "statement-timeout",
        "The statement was given up: planning and executing it took longer than "
            + time.toSeconds()
            + " s.",
        "Ask for the plan without executing it, or narrow what it reads or computes.");
  }

  static RefusedException of(Throwable cause) {
    if (cause instanceof RefusedException refused) {
      return refused;
    }
    if (cause instanceof VertxException
        && String.valueOf(cause.getMessage()).contains("arameter")) {
      // Its words have the value in them.
      return ExplainGuard.refused(
          "wrong-parameters",
          "The values that were given do not fit the statement's parameters.",
          "Write $1::text::TYPE in the statement and give a text.");
    }
    if (!(cause instanceof PgException failure)) {
      return SqlFailures.refusal("plans.take", cause);
    }
    String state = String.valueOf(failure.getSqlState());
    return switch (state) {
      case "57014" ->
          timeout(
              "statement-timeout",
              "The statement was cut off: it took longer than a statement may that is explained.",
              "Ask for the plan without executing it, or narrow what it reads.");
      case "55P03" ->
          timeout(
              "lock-timeout",
              "The statement was cut off: it waited for a lock that another transaction holds.",
              "Try again in a moment.");
      case "25006" -> ExplainGuard.writes(failure.getErrorMessage());
      case "42501" ->
          ExplainGuard.refused(
              "not-permitted",
              "The role that explains statements may not do this: "
                  + failure.getErrorMessage()
                  + ".",
              "It may read the tables of the application and nothing else.");
      default -> ofClass(state, failure);
    };
  }

  private static RefusedException ofClass(String state, PgException failure) {
    return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "08", "53", "57", "58", "28", "3D" -> SqlFailures.refusal("plans.take", failure);
      default ->
          ExplainGuard.refused(
              "statement-refused",
              "PostgreSQL refuses the statement: "
                  + failure.getErrorMessage()
                  + " (SQLSTATE "
                  + state
                  + ").",
              null);
    };
  }

  private static RefusedException timeout(String type, String detail, String advice) {
    return new RefusedException(new Refusal(Failure.TIMEOUT, type, detail, advice, null));
  }
}
