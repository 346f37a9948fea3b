package io.athanor.persistence.twin;

import io.athanor.contract.PlannerStatistics.Column;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Kind;
import io.athanor.contract.PlannerStatistics.Relation;
import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.QualifiedName;
import io.athanor.persistence.ServerWords;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Statistics of another database, fitted to one that has no rows: its partitions become those of
 * the other one, and what it does not have is left out.
 *
 * @param statistics what is left
 * @param notes what was left out, in sentences
 */
public record ForeignStatistics(Exported statistics, List<String> notes) {

  private static final Pattern BOUND =
      Pattern.compile("FOR VALUES FROM \\('[^'\\\\]{1,100}'\\) TO \\('[^'\\\\]{1,100}'\\)");

  private static final String PARTITIONS =
      """
      /* twin.partitions-there */ SELECT n.nspname || '.' || p.relname, c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relispartition AND c.relkind = 'r' AND pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT' AND
      """
          + TwinStructure.OF_USERS;

  /** Columns of tables and of indexes; an index without a column that is known is one of them. */
  private static final String COLUMNS =
      """
      /* twin.columns-there */ SELECT n.nspname, c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relkind IN ('r', 'm', 'i', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND
      """
          + TwinStructure.OF_USERS
          + " ORDER BY 1, 2";

  /** The planner reads one list as far as another one goes. */
  private static final String INCONSISTENT =
      """
      /* twin.inconsistent */ SELECT tablename || '.' || attname FROM pg_stats
      WHERE schemaname NOT LIKE 'pg\\_%' AND (cardinality(most_common_vals::text::text[]) <> cardinality(most_common_freqs)
        OR cardinality(most_common_elem_freqs) - cardinality(most_common_elems::text::text[]) NOT BETWEEN 2 AND 3) LIMIT 1
      """;

  /** Copies the list. */
  public ForeignStatistics {
    notes = List.copyOf(notes);
  }

  /** A relation that is there: its kind as the catalogue has it, and the types of its columns. */
  private record There(String kind, Map<String, String> types) {}

  /**
   * Fits them.
   *
   * @param target a database without rows that may be changed
   * @param grow how many times as many rows there are to be
   * @throws IllegalArgumentException when the statistics cannot be true
   */
  public static ForeignStatistics fit(JdbcTarget target, Exported statistics, double grow)
      throws SQLException {
    StatisticsCheck.check(statistics, grow);
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      partitions(statement, statistics);
      return fitted(statistics, there(statement));
    }
  }

  private static void partitions(Statement statement, Exported statistics) throws SQLException {
    Map<String, Relation> wanted = new HashMap<>();
    Set<String> parents = new TreeSet<>();
    for (Relation relation : statistics.relations()) {
      if (relation.parent() != null && !"DEFAULT".equals(relation.bound())) {
        wanted.put(relation.schema() + "." + relation.name(), relation);
        parents.add(relation.schema() + "." + relation.parent());
      }
    }
    Set<String> there = new TreeSet<>();
    List<String> gone = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(PARTITIONS)) {
      while (rows.next()) {
        String parent = rows.getString(1);
        String schema = parent.substring(0, parent.indexOf('.'));
        there.add(parent);
        if (parents.contains(parent)) {
          gone.add(new QualifiedName(schema, rows.getString(2)).quoted());
        }
      }
    }
    for (String partition : gone) {
      statement.execute("DROP TABLE " + partition);
    }
    for (Relation relation : wanted.values()) {
      if (there.contains(relation.schema() + "." + relation.parent())) {
        make(statement, relation);
      }
    }
  }

  private static void make(Statement statement, Relation partition) throws SQLException {
    String sentence = "the partition " + partition.name() + " cannot be made: ";
    if (partition.bound() == null || !BOUND.matcher(partition.bound()).matches()) {
      throw new IllegalArgumentException(
          sentence
              + "its bound is "
              + partition.bound()
              + ", and should be FOR VALUES FROM ('…') TO ('…').");
    }
    try {
      statement.execute(
          "CREATE TABLE %s PARTITION OF %s %s"
              .formatted(
                  new QualifiedName(partition.schema(), partition.name()).quoted(),
                  new QualifiedName(partition.schema(), partition.parent()).quoted(),
                  partition.bound()));
    } catch (SQLException e) {
      throw new IllegalArgumentException(sentence + ServerWords.of(e), e);
    }
  }

  private static Map<String, There> there(Statement statement) throws SQLException {
    Map<String, There> there = new HashMap<>();
    try (ResultSet rows = statement.executeQuery(COLUMNS)) {
      while (rows.next()) {
        String kind = rows.getString(3);
        there
            .computeIfAbsent(
                rows.getString(1) + "." + rows.getString(2),
                name -> new There(kind, new HashMap<>()))
            .types()
            .put(rows.getString(4), rows.getString(5));
      }
    }
    return there;
  }

  private static ForeignStatistics fitted(Exported all, Map<String, There> there) {
    List<String> notes = new ArrayList<>();
    List<Relation> relations = new ArrayList<>();
    Set<String> named = new TreeSet<>();
    for (Relation relation : all.relations()) {
      String name = relation.schema() + "." + relation.name();
      There known = there.get(name);
      if (known == null || known.kind().equals("i") != (relation.kind() == Kind.INDEX)) {
        notes.add("This version has no " + name + "; what the file says of it is left out.");
      } else {
        named.add(name);
        relations.add(fitted(relation, known, notes));
      }
    }
    Set<String> unknown = new TreeSet<>(there.keySet());
    unknown.removeAll(named);
    for (String name : unknown) {
      boolean index = there.get(name).kind().equals("i");
      notes.add(
          index
              ? "The index " + name + " is not in the file; its size is estimated."
              : "The table " + name + " is not in the file; it is planned as an empty one.");
    }
    Exported fitted =
        new Exported(
            all.format(),
            all.server(),
            all.schema(),
            all.takenAt(),
            all.values(),
            all.settings(),
            relations);
    return new ForeignStatistics(fitted, notes);
  }

  private static Relation fitted(Relation relation, There known, List<String> notes) {
    List<Column> columns =
        relation.columns().stream()
            .filter(
                column -> {
                  String type = known.types().get(column.name());
                  if (!column.type().equals(type)) {
                    notes.add(
                        "The column %s.%s is %s here and %s in the file; what the file says of it is left out."
                            .formatted(
                                relation.name(),
                                column.name(),
                                type == null ? "missing" : type,
                                column.type()));
                  }
                  return column.type().equals(type);
                })
            .collect(Collectors.toList());
    return relation.with(columns);
  }

  /** How long ago it was true, by what another server says now. */
  Duration age(Exported now) {
    return Duration.between(statistics.takenAt(), now.takenAt());
  }

  /**
   * Gives a twin that has been told all of it what nobody knows, and sees that it is consistent.
   */
  void complete(Connection planner, TwinPaths paths, SparseBuild build)
      throws SQLException, IOException {
    Set<String> known = new TreeSet<>();
    statistics
        .relations()
        .forEach(one -> known.add(new QualifiedName(one.schema(), one.name()).quoted()));
    List<Long> unknown = new ArrayList<>();
    paths
        .files()
        .forEach(
            (name, located) -> {
              if (!known.contains(name) && !name.startsWith("\"pg_")) {
                unknown.add(located.number());
              }
            });
    build.estimate(unknown);
    try (Statement statement = planner.createStatement();
        ResultSet rows = statement.executeQuery(INCONSISTENT)) {
      if (rows.next()) {
        throw new IllegalArgumentException(
            "what it says of %s cannot be: lists that belong together differ in length."
                .formatted(rows.getString(1)));
      }
    }
  }
}
