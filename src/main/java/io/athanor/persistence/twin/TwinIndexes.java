package io.athanor.persistence.twin;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The indexes of a twin or a copy: those that the database has and those that it is asked about.
 * Those that are not to be there stay and are hidden from the planner.
 */
final class TwinIndexes {

  private static final String WHOLES =
      """
      /* twin.wholes */ SELECT c.relname, r.relname FROM pg_class c JOIN pg_class r ON r.oid = pg_partition_root(c.oid)
      WHERE c.relkind = 'i' AND c.relispartition
      """;

  private static final Pattern TRIAL = Pattern.compile("athanor_trial_\\d+");

  private final Connection planner;
  private final TwinRelations relations;
  private final IndexBuild build;
  private final HiddenIndexes hidden;
  private final Map<String, Known> made = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private Map<String, String> wholes;

  private record Known(TrialPlanner.Trial trial, List<Long> parts) {}

  TwinIndexes(Connection planner, TwinRelations relations, IndexBuild build, HiddenIndexes hidden) {
    this.planner = planner;
    this.relations = relations;
    this.build = build;
    this.hidden = hidden;
  }

  /** Makes one and hides all that were made. */
  TrialPlanner.Trial make(TwinIndex index) throws SQLException, IOException {
    Known known = made.get(index.definition());
    if (known == null) {
      known = build(index);
      made.put(index.definition(), known);
      wholes = null;
    }
    return known.trial();
  }

  private Known build(TwinIndex index) throws SQLException, IOException {
    long table = relations.number(index.table());
    long before = relations.newestIndex(table);
    build.create(table, index.definition());
    long whole = relations.newestIndex(table);
    if (whole == before) {
      throw new SQLException("there is a relation of this name already", "42P07");
    }
    List<Long> parts = relations.parts(whole);
    // Before anything is planned: the planner keeps what it has read of a file.
    Set<Long> gone = new HashSet<>(parts);
    made.values().forEach(one -> gone.addAll(one.parts()));
    hidden.set(gone);
    long size = 0;
    for (long part : parts) {
      size += build.size(part);
    }
    String name = relations.name(whole);
    names.put(rename(whole), name);
    return new Known(new TrialPlanner.Trial(name, relations.name(table), size), parts);
  }

  /** A plan with the names that the indexes were given by who asks. */
  String named(String plan) {
    return TRIAL
        .matcher(plan)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    names.getOrDefault(found.group(), found.group()).replace("\"", "\\\"")));
  }

  /** So that another index may have its name in another trial. */
  private String rename(long index) throws SQLException {
    String name = "athanor_trial_" + made.size();
    try (Statement statement = planner.createStatement()) {
      statement.execute("ALTER INDEX " + relations.qualified(index) + " RENAME TO " + name);
    }
    return name;
  }

  void show(Set<String> with, Set<String> without) throws SQLException {
    Set<Long> gone = new HashSet<>();
    made.forEach(
        (definition, known) -> {
          if (!with.contains(definition)) {
            gone.addAll(known.parts());
          }
        });
    for (String name : without) {
      gone.addAll(relations.parts(relations.index(name)));
    }
    hidden.set(gone);
  }

  /** What each transaction that plans has to begin with. */
  List<String> words() {
    return hidden.words();
  }

  /** The name of the index of the whole table that this one is a part of, or its own. */
  String whole(String name) throws SQLException {
    if (wholes == null) {
      Map<String, String> found = new HashMap<>();
      try (Statement statement = planner.createStatement();
          ResultSet rows = statement.executeQuery(WHOLES)) {
        while (rows.next()) {
          found.put(rows.getString(1), rows.getString(2));
        }
      }
      wholes = found;
    }
    String whole = wholes.getOrDefault(name, name);
    return names.getOrDefault(whole, whole);
  }
}
