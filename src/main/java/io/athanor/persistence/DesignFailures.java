package io.athanor.persistence;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.pgclient.PgException;
import java.util.Optional;

/**
 * What it means that the tables of the design agent cannot be read: they belong to another system,
 * which may not be there, may have changed, or may not let us in. All else goes on without them.
 */
final class DesignFailures {

  static final String TABLE = "design-table-missing";

  private DesignFailures() {}

  /** The refusal of a statement about designs, if it is one of these. */
  static Optional<RefusedException> refusal(String statement, PgException failure) {
    if (!statement.startsWith("design.")) {
      return Optional.empty();
    }
    String said = failure.getErrorMessage();
    return switch (String.valueOf(failure.getSqlState())) {
      case "3F000" -> Optional.of(schema());
      case "42P01" -> Optional.of(refused(TABLE, said, "Run the migrations of the design agent."));
      case "42703" ->
          Optional.of(
              refused(
                  "design-column-missing",
                  said,
                  "Bring the column back, or give shared_api a version of the view without it."));
      case "42501" ->
          Optional.of(
              refused(
                  "design-access-denied",
                  said,
                  "Grant usage on the schema shared and select on its tables to our role."));
      default -> Optional.empty();
    };
  }

  /** SQLSTATE 3F000, which the server tells of a missing table too. */
  static RefusedException schema() {
    return refused(
        "design-schema-missing",
        "schema \"shared\" does not exist",
        "Run the migrations of the design agent, which make it.");
  }

  private static RefusedException refused(String type, String said, String advice) {
    return new RefusedException(
        new Refusal(
            Failure.UNAVAILABLE, type, "The designs cannot be read: " + said + ".", advice, null));
  }
}
