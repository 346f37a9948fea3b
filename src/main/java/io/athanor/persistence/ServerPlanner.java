package io.athanor.persistence;

import io.athanor.contract.WhatIf.Means;
import io.athanor.persistence.twin.AnyPlan;
import io.athanor.persistence.twin.NotAnIndexException;
import io.athanor.persistence.twin.PlannerSettings;
import io.athanor.persistence.twin.TrialPlanner;
import io.athanor.persistence.twin.TwinIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plans on the real database: as it is, and where its owner has installed the extension HypoPG also
 * with indexes that only this connection sees. Nothing is executed; what the planner computes
 * beforehand it computes in a transaction that reads only. Sizes are HypoPG's: it does not know
 * that equal keys share an entry, so they are too large for columns with few values.
 */
final class ServerPlanner implements TrialPlanner {

  /**
   * What there is of HypoPG, and where.
   *
   * @param schema null where there is nothing
   */
  private record Extension(String schema, boolean hides) {
    String function(String name) {
      return new QualifiedName(schema, name).quoted();
    }
  }

  private static final String FIND =
      """
      /* hypopg.find */ SELECT n.nspname, bool_or(p.proname = 'hypopg_hide_index') FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.proname IN ('hypopg_create_index', 'hypopg_hide_index') AND has_schema_privilege(n.oid, 'usage')
        AND has_function_privilege(p.oid, 'execute') GROUP BY 1 HAVING bool_or(p.proname = 'hypopg_create_index') LIMIT 1""";

  private static final String NUMBER = "/* hypopg.number */ SELECT to_regclass(?)::oid::int8";
  private static final String NAME = "/* hypopg.name */ SELECT relname FROM pg_class WHERE oid = ?";
  private static final String KIND =
      "/* hypopg.kind */ SELECT relkind::text FROM pg_class WHERE oid = ?";
  private static final String ROOT =
      "/* hypopg.root */ SELECT r.relname FROM pg_class c JOIN pg_class r ON r.oid = pg_partition_root(c.oid)"
          + " WHERE c.relname = ? AND c.relispartition";

  private static final Pattern HYPOTHETICAL = Pattern.compile("<\\d+>\\w+");

  private final Connection connection;
  private final Extension extension;
  private final Map<String, Trial> made = new HashMap<>();
  private final Map<String, String> shown = new HashMap<>();

  private ServerPlanner(Connection connection, Extension extension) {
    this.connection = connection;
    this.extension = extension;
  }

  /** Connects. */
  static ServerPlanner of(JdbcTarget target) throws SQLException {
    Connection connection = target.connectSimply();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FIND)) {
      boolean there = rows.next();
      ServerPlanner planner =
          new ServerPlanner(
              connection,
              new Extension(there ? rows.getString(1) : null, there && rows.getBoolean(2)));
      planner.settings(Map.of());
      return planner;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Means means() {
    return extension.schema() == null ? Means.NONE : Means.HYPOPG;
  }

  @Override
  public void settings(Map<String, String> settings) throws SQLException {
    PlannerSettings.apply(connection, settings);
  }

  @Override
  public Trial make(TwinIndex index) throws SQLException {
    Trial known = made.get(index.definition());
    if (known == null) {
      known = tried(index);
      made.put(index.definition(), known);
    }
    return known;
  }

  private Trial tried(TwinIndex index) throws SQLException {
    Created created = create(index.definition());
    try (PreparedStatement size =
        connection.prepareStatement(
            "/* hypopg.size */ SELECT "
                + extension.function("hypopg_relation_size")
                + "(?::int8::oid) / current_setting('block_size')::int")) {
      size.setLong(1, created.number());
      try (ResultSet rows = size.executeQuery()) {
        rows.next();
        String table = text(NAME, number(index.table()));
        String name = IndexText.name(index.definition()).orElse(created.name());
        return new Trial(name, table, rows.getLong(1));
      }
    }
  }

  private record Created(long number, String name) {}

  private Created create(String definition) throws SQLException {
    String call =
        "/* hypopg.create */ SELECT indexrelid::int8, indexname FROM "
            + extension.function("hypopg_create_index")
            + "(?)";
    try (PreparedStatement statement = connection.prepareStatement(call)) {
      statement.setString(1, definition);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("HypoPG knows no such index", "0A000");
        }
        return new Created(rows.getLong(1), rows.getString(2));
      }
    }
  }

  @Override
  public void show(Set<String> with, Set<String> without) throws SQLException {
    if (!without.isEmpty() && !extension.hides()) {
      throw new SQLException(
          "HypoPG before 1.4 cannot leave an index out; install a later one", "0A000");
    }
    if (extension.schema() == null) {
      return;
    }
    execute("SELECT " + extension.function("hypopg_reset") + "()");
    shown.clear();
    for (String definition : with) {
      shown.put(create(definition).name(), made.get(definition).name());
    }
    if (extension.hides()) {
      execute("SELECT " + extension.function("hypopg_unhide_all_indexes") + "()");
    }
    for (String name : without) {
      long number = number(name);
      NotAnIndexException.check(name, text(KIND, number));
      execute("SELECT " + extension.function("hypopg_hide_index") + "(" + number + "::oid)");
    }
  }

  @Override
  public String plan(String sql) throws SQLException {
    return named(AnyPlan.readOnly(connection, sql));
  }

  /** A plan with the names that the indexes were given by who asks. */
  private String named(String plan) {
    return HYPOTHETICAL
        .matcher(plan)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    shown.getOrDefault(found.group(), found.group()).replace("\"", "\\\"")));
  }

  @Override
  public String whole(String index) throws SQLException {
    String root = text(ROOT, index);
    return root == null ? index : root;
  }

  private long number(String name) throws SQLException {
    String number = text(NUMBER, name);
    if (number == null) {
      throw new SQLException("relation \"" + name + "\" does not exist", "42P01");
    }
    return Long.parseLong(number);
  }

  private String text(String query, Object value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setObject(1, value);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
