package io.athanor.persistence.twin;

import io.athanor.contract.PlannerStatistics;
import io.athanor.contract.PlannerStatistics.Column;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Kind;
import io.athanor.contract.PlannerStatistics.Relation;
import io.athanor.persistence.QualifiedName;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what the planner knows of the contents of a database, PostgreSQL 15 or later. */
final class TwinStatistics {

  private static final int RANGES_SINCE = 17;

  private static final String SERVER =
      """
      /* twin.server */ SELECT split_part(current_setting('server_version'), ' ', 1), statement_timestamp(),
        to_regclass('public.flyway_schema_history') IS NOT NULL
      """;

  private static final String SCHEMA =
      "/* twin.schema */ SELECT version FROM public.flyway_schema_history WHERE success AND version IS NOT NULL"
          + " ORDER BY installed_rank DESC LIMIT 1";

  /** Not what a client has said: its own settings are no property of the server. */
  private static final String SETTINGS =
      """
      /* twin.planner-settings */ SELECT name, current_setting(name) FROM pg_settings
      WHERE (category LIKE 'Query Tuning%' OR name IN ('work_mem', 'hash_mem_multiplier'))
        AND source NOT IN ('default', 'client', 'session') AND setting <> boot_val ORDER BY name
      """;

  private static final String RELATIONS =
      """
      /* twin.relation-statistics */ SELECT n.nspname, c.relname, c.relkind, t.relname, p.relname, pg_get_expr(c.relpartbound, c.oid),
        c.relpages, c.reltuples, c.relallvisible, coalesce(pg_relation_size(c.oid), 0) / current_setting('block_size')::int,
        CASE WHEN m.amname = 'btree' THEN pg_relation_filepath(c.oid) END
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am m ON m.oid = c.relam
        LEFT JOIN pg_index x ON x.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = x.indrelid
        LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition AND c.relkind IN ('r', 'p') LEFT JOIN pg_class p ON p.oid = i.inhparent
      WHERE c.relkind IN ('r', 'm', 'i', 'p') AND
      """
          + TwinStructure.OF_USERS
          + " ORDER BY n.nspname, c.relkind = 'i', c.relname";

  private static final String COLUMNS =
      """
      /* twin.attribute-statistics */ SELECT s.schemaname, s.tablename, s.attname, format_type(a.atttypid, a.atttypmod), s.inherited,
        s.null_frac, s.avg_width, s.n_distinct, s.correlation, s.most_common_vals::text, s.most_common_freqs, s.histogram_bounds::text,
        s.most_common_elems::text, s.most_common_elem_freqs, s.elem_count_histogram, %s
      FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
      WHERE s.schemaname NOT LIKE 'pg\\_%%' AND s.schemaname <> 'information_schema'
      ORDER BY s.schemaname, s.tablename, a.attnum, s.inherited
      """;

  private static final String RANGES =
      "s.range_length_histogram::text, s.range_empty_frac, s.range_bounds_histogram::text";

  private TwinStatistics() {}

  /**
   * Reads them within the transaction of the caller.
   *
   * @param data the data directory of the server, where it is ours
   */
  static Exported of(Connection source, Optional<Path> data) throws SQLException, IOException {
    try (Statement statement = source.createStatement()) {
      statement.execute("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'");
      Map<String, List<Column>> columns = columns(statement, major(source));
      List<Relation> relations = relations(statement, columns, data);
      Map<String, String> settings = settings(statement);
      String server;
      Instant now;
      boolean migrated;
      try (ResultSet row = statement.executeQuery(SERVER)) {
        row.next();
        server = row.getString(1);
        now = row.getTimestamp(2).toInstant();
        migrated = row.getBoolean(3);
      }
      String schema = migrated ? TwinStructure.all(statement, List.of(SCHEMA)).get(0) : "";
      return new Exported(PlannerStatistics.FORMAT, server, schema, now, true, settings, relations);
    }
  }

  private static int major(Connection source) throws SQLException {
    return source.getMetaData().getDatabaseMajorVersion();
  }

  private static Map<String, String> settings(Statement statement) throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>();
    try (ResultSet rows = statement.executeQuery(SETTINGS)) {
      while (rows.next()) {
        settings.put(rows.getString(1), rows.getString(2));
      }
    }
    return settings;
  }

  private static Map<String, List<Column>> columns(Statement statement, int major)
      throws SQLException {
    String ranges = major >= RANGES_SINCE ? RANGES : "NULL, NULL, NULL";
    Map<String, List<Column>> columns = new HashMap<>();
    try (ResultSet row = statement.executeQuery(COLUMNS.formatted(ranges))) {
      while (row.next()) {
        columns
            .computeIfAbsent(
                new QualifiedName(row.getString(1), row.getString(2)).quoted(),
                name -> new ArrayList<>())
            .add(column(row));
      }
    }
    return columns;
  }

  private static Column column(ResultSet row) throws SQLException {
    return new Column(
        row.getString(3),
        row.getString(4),
        row.getBoolean(5),
        number(row, 6),
        row.getInt(7),
        number(row, 8),
        row.getString(9) == null ? null : number(row, 9),
        row.getString(10),
        numbers(row.getArray(11)),
        row.getString(12),
        row.getString(13),
        numbers(row.getArray(14)),
        numbers(row.getArray(15)),
        row.getString(16),
        row.getString(17) == null ? null : number(row, 17),
        row.getString(18));
  }

  /** With the digits of a number of four bytes and not those of one of eight. */
  private static double number(ResultSet row, int column) throws SQLException {
    return Double.parseDouble(row.getString(column));
  }

  private static List<Double> numbers(Array array) throws SQLException {
    if (array == null) {
      return null;
    }
    List<Double> numbers = new ArrayList<>();
    for (Object one : (Object[]) array.getArray()) {
      numbers.add(Double.valueOf(one.toString()));
    }
    return numbers;
  }

  private static List<Relation> relations(
      Statement statement, Map<String, List<Column>> columns, Optional<Path> data)
      throws SQLException, IOException {
    List<Relation> relations = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(RELATIONS)) {
      while (row.next()) {
        String name = new QualifiedName(row.getString(1), row.getString(2)).quoted();
        String tree = row.getString(11);
        OptionalInt depth =
            tree == null || data.isEmpty()
                ? OptionalInt.empty()
                : EmptyTree.depth(data.get().resolve(tree));
        relations.add(
            new Relation(
                row.getString(1),
                row.getString(2),
                kind(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Math.max(0, row.getLong(7)),
                number(row, 8),
                row.getLong(9),
                row.getLong(10),
                depth.isPresent() ? depth.getAsInt() : null,
                columns.getOrDefault(name, List.of())));
      }
    }
    return relations;
  }

  private static Kind kind(String letter) {
    return switch (letter) {
      case "i" -> Kind.INDEX;
      case "p" -> Kind.PARTITIONED;
      default -> Kind.TABLE;
    };
  }
}
