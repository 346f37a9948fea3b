package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** The settings of a connection on which statements are planned and nothing else is done. */
public final class PlannerSettings {

  private PlannerSettings() {}

  /** From now on these are in force, and the server's own for all others. */
  public static void apply(Connection connection, Map<String, String> settings)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "RESET ALL; SET search_path = public; SET statement_timeout = '10s'; SET lock_timeout = '2s'");
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        String value = setting.getValue().replace("'", "''");
        statement.execute("SET " + setting.getKey() + " = '" + value + "'");
      }
    }
  }
}
