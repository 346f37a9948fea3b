package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The plan of a statement for any parameters, as JSON, on a connection that speaks the simple
 * protocol. Nothing is executed; what the planner computes beforehand may not write.
 */
public final class AnyPlan {

  private static final String EXPLAIN = "EXPLAIN (FORMAT JSON, VERBOSE";
  private static final int GENERIC_PLAN_SINCE = 16;

  /** Servers before 16 plan for any parameters only what was prepared. */
  private static final String PARAMETERS =
      "/* twin.parameters */ SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'athanor_what_if'";

  /**
   * Servers before 18 add this much for each time that something is executed which is switched off;
   * what is left is what it costs.
   */
  private static final double PENALTY = 1e10;

  private static final Pattern PENALISED =
      Pattern.compile("(?<=(?:Startup|Total) Cost\": )[0-9]{11,}\\.[0-9]+");

  private AnyPlan() {}

  /** Within a transaction of its own. */
  public static String readOnly(Connection connection, String sql) throws SQLException {
    String begin = "BEGIN TRANSACTION READ ONLY";
    try (Statement statement = connection.createStatement()) {
      if (!isDirect(connection)) {
        statement.execute(begin);
        try {
          return prepared(statement, sql);
        } finally {
          statement.execute("ROLLBACK; DEALLOCATE ALL");
        }
      }
      try {
        return one(statement, begin + "; " + direct(sql) + "\n; ROLLBACK");
      } catch (SQLException e) {
        statement.execute("ROLLBACK");
        throw e;
      }
    }
  }

  /** Within a transaction of the caller, who deallocates what it leaves. */
  static String within(Statement statement, String sql) throws SQLException {
    return isDirect(statement.getConnection())
        ? one(statement, direct(sql))
        : prepared(statement, sql);
  }

  private static boolean isDirect(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion() >= GENERIC_PLAN_SINCE;
  }

  private static String direct(String sql) {
    return EXPLAIN + ", GENERIC_PLAN) " + sql;
  }

  private static String prepared(Statement statement, String sql) throws SQLException {
    statement.execute(
        "SET LOCAL plan_cache_mode = force_generic_plan; PREPARE athanor_what_if AS " + sql);
    int parameters = Integer.parseInt(one(statement, PARAMETERS));
    String values = parameters == 0 ? "" : " (null" + ", null".repeat(parameters - 1) + ")";
    return one(statement, EXPLAIN + ") EXECUTE athanor_what_if" + values);
  }

  private static String one(Statement statement, String sql) throws SQLException {
    boolean answer = statement.execute(sql);
    while (!answer) {
      answer = statement.getMoreResults();
    }
    try (ResultSet rows = statement.getResultSet()) {
      rows.next();
      return PENALISED.matcher(rows.getString(1)).replaceAll(AnyPlan::withoutPenalty);
    }
  }

  private static String withoutPenalty(MatchResult cost) {
    return String.format(Locale.ROOT, "%.2f", Double.parseDouble(cost.group()) % PENALTY);
  }
}
