package io.athanor.persistence;

import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Kind;
import io.athanor.contract.PlannerStatistics.Relation;
import io.athanor.persistence.twin.ForeignStatistics;
import io.athanor.persistence.twin.SparseTwin;
import io.athanor.persistence.twin.TwinSite;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The plans of all named statements, as a node would execute them on a database of which only the
 * statistics are known.
 *
 * @param schema the last migration
 * @param plans the server's JSON, by the names of the statements
 * @param refused why there is no plan of a statement, by their names
 * @param wholes of partitions, and of their indexes, those of the whole table
 * @param blocks of 8 KiB, by the names of tables and partitions
 * @param notes what was left out and what was not believed, in sentences
 */
public record GatePlans(
    String schema,
    Map<String, String> plans,
    Map<String, String> refused,
    Map<String, String> wholes,
    Map<String, Long> blocks,
    List<String> notes) {

  private static final int SERVER = 18;

  private static final String WHOLES =
      """
      /* gate.wholes */ SELECT c.relname, r.relname FROM pg_class c JOIN pg_class r ON r.oid = pg_partition_root(c.oid)
      WHERE c.relispartition AND c.relnamespace = 'public'::regnamespace
      """;

  /** Of a server's settings those that a session may have for itself. */
  private static final String KNOWN =
      """
      /* gate.settings */ SELECT name FROM pg_settings WHERE context IN ('user', 'superuser')
        AND (category LIKE 'Query Tuning%' OR name IN ('work_mem', 'hash_mem_multiplier'))
      """;

  /** Copies the collections. */
  public GatePlans {
    plans = new TreeMap<>(plans);
    refused = new TreeMap<>(refused);
    wholes = Map.copyOf(wholes);
    blocks = Map.copyOf(blocks);
    notes = List.copyOf(notes);
  }

  /**
   * Plans them; blocks.
   *
   * @param site a server whose files are ours
   * @param target a migrated database without rows, which is changed
   * @param schema the last migration of it
   * @param statistics of the other database
   * @param grow how many times as many rows there are to be
   * @throws IOException when the server does not do it
   * @throws IllegalArgumentException when the statistics cannot be true; the message is a sentence
   */
  public static GatePlans of(
      TwinSite site, JdbcTarget target, String schema, Exported statistics, double grow)
      throws IOException {
    try {
      return planned(site, target, schema, statistics, grow);
    } catch (SQLException e) {
      // Everything else that it is asked comes from us.
      if (String.valueOf(e.getSQLState()).startsWith("22")) {
        throw new IllegalArgumentException(
            "the server does not take its statistics: " + ServerWords.of(e), e);
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  private static GatePlans planned(
      TwinSite site, JdbcTarget target, String schema, Exported statistics, double grow)
      throws SQLException, IOException {
    ForeignStatistics fitted = ForeignStatistics.fit(target, statistics, grow);
    List<String> notes = new ArrayList<>(fitted.notes());
    if (!statistics.server().startsWith(SERVER + ".")) {
      notes.add(
          "The file is of PostgreSQL %s; its statements are planned as PostgreSQL %d would."
              .formatted(statistics.server(), SERVER));
    }
    if (!schema.equals(statistics.schema())) {
      notes.add(
          "The file is of the migration %s; this version has %s."
              .formatted(statistics.schema(), schema));
    }
    Map<String, String> wholes = pairs(target, WHOLES, 2);
    Map<String, String> plans = new TreeMap<>();
    Map<String, String> refused = new TreeMap<>();
    try (SparseTwin twin = SparseTwin.of(site, target, fitted, grow)) {
      twin.warnings().forEach(one -> notes.add("The server did not believe the file: " + one));
      settings(twin, settings(target, statistics, notes));
      for (Statement statement : NamedStatements.load().values()) {
        try {
          plans.put(statement.name(), twin.plan(PlannedText.of(statement.text())));
        } catch (SQLException | IllegalArgumentException e) {
          refused.put(statement.name(), String.valueOf(e.getMessage()).lines().findFirst().get());
        }
      }
    }
    return new GatePlans(schema, plans, refused, wholes, blocks(fitted.statistics(), grow), notes);
  }

  /** Whatever the server says of a value, it is the file that has it. */
  private static void settings(SparseTwin twin, Map<String, String> settings) throws SQLException {
    for (Map.Entry<String, String> one : settings.entrySet()) {
      try {
        twin.settings(Map.of(one.getKey(), one.getValue()));
      } catch (SQLException e) {
        throw new IllegalArgumentException(
            "settings.%s is %s, which the server refuses: %s"
                .formatted(one.getKey(), one.getValue(), ServerWords.of(e)),
            e);
      }
    }
    twin.settings(settings);
  }

  private static Map<String, String> settings(
      JdbcTarget target, Exported statistics, List<String> notes) throws SQLException {
    Map<String, String> settings = new HashMap<>();
    List<String> known = new ArrayList<>(pairs(target, KNOWN, 1).keySet());
    statistics
        .settings()
        .forEach(
            (name, value) -> {
              if (known.contains(name)
                  && value != null
                  && value.matches("[A-Za-z0-9_. ,-]{1,100}")) {
                settings.put(name, value);
              } else {
                notes.add("The setting " + name + " of the file is left out.");
              }
            });
    settings.putAll(ConnectionSettings.PLANNING);
    return settings;
  }

  private static Map<String, String> pairs(JdbcTarget target, String sql, int second)
      throws SQLException {
    Map<String, String> pairs = new HashMap<>();
    try (Connection connection = target.connect();
        java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        pairs.put(rows.getString(1), rows.getString(second));
      }
    }
    return pairs;
  }

  private static Map<String, Long> blocks(Exported statistics, double grow) {
    Map<String, Long> blocks = new HashMap<>();
    for (Relation one : statistics.relations()) {
      if (one.kind() == Kind.TABLE) {
        blocks.merge(one.name(), (long) Math.ceil(one.blocks() * grow), Long::sum);
      }
    }
    return blocks;
  }
}
