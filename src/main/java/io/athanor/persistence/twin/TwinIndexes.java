package io.athanor.persistence.twin;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The indexes of a twin or a copy: those that the database has and those that it is asked about.
 * One that is not to be there is marked invalid, which the planner takes for absent and which costs
 * much less than to drop it and make it anew.
 */
final class TwinIndexes {

  private static final String TELL =
      """
      /* twin.index-size */ SELECT pg_restore_relation_stats('schemaname', n.nspname::text, 'relname', c.relname::text,
        'relpages', ?::int, 'reltuples', ?::real)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ?::bigint::oid
      """;

  private static final String MARK =
      "/* twin.mark */ UPDATE pg_index SET indisvalid = ? WHERE indexrelid = ANY (?::bigint[]::oid[])";

  private static final String WHOLES =
      """
      /* twin.wholes */ SELECT c.relname, r.relname FROM pg_class c JOIN pg_class r ON r.oid = pg_partition_root(c.oid)
      WHERE c.relkind = 'i' AND c.relispartition
      """;

  private static final Pattern TRIAL = Pattern.compile("athanor_trial_\\d+");

  private final Connection planner;
  private final Connection superuser;
  private final TwinRelations relations;
  private final boolean sparse;
  private final Map<String, Known> made = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Set<Long> hidden = new HashSet<>();
  private Map<String, String> wholes;

  private record Known(TrialPlanner.Trial trial, List<Long> parts) {}

  /**
   * @param sparse whether there are no rows
   */
  TwinIndexes(Connection planner, Connection superuser, TwinRelations relations, boolean sparse) {
    this.planner = planner;
    this.superuser = superuser;
    this.relations = relations;
    this.sparse = sparse;
  }

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
    if (sparse) {
      withoutPages(relations.parts(table), index.definition());
    } else {
      execute(index.definition());
    }
    long whole = relations.newestIndex(table);
    if (whole == before) {
      throw new SQLException("there is a relation of this name already", "42P07");
    }
    List<Long> parts = relations.parts(whole);
    // Before anything is planned: the planner keeps what it has read of a file.
    hide(parts);
    long size = 0;
    for (long part : parts) {
      size += size(part);
    }
    String name = relations.name(whole);
    names.put(rename(whole), name);
    return new Known(new TrialPlanner.Trial(name, relations.name(table), size), parts);
  }

  /** The build would read each page of the table, though there is nothing in it. */
  private void withoutPages(List<Long> heaps, String definition) throws SQLException, IOException {
    List<HoledFile> files = new ArrayList<>();
    List<Long> pages = new ArrayList<>();
    for (long heap : heaps) {
      files.add(new HoledFile(relations.file(heap)));
      pages.add(relations.pages(heap));
    }
    try {
      for (HoledFile file : files) {
        file.stretch(0);
      }
      execute(definition);
    } finally {
      for (int i = 0; i < files.size(); i++) {
        files.get(i).stretch(pages.get(i));
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = planner.createStatement()) {
      statement.execute(sql);
    }
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
    execute("ALTER INDEX " + relations.qualified(index) + " RENAME TO " + name);
    return name;
  }

  private long size(long index) throws SQLException, IOException {
    if (!sparse) {
      return relations.pages(index);
    }
    IndexContents contents = IndexContents.of(planner, List.of(index)).get(index);
    double part = contents.part(planner);
    long heap = relations.pages(relations.number(contents.heap()));
    IndexContents.Estimate estimate = contents.estimate(heap, part);
    long pages = estimate.pages();
    Path file = relations.file(index);
    new HoledFile(file).stretch(pages);
    EmptyTree.grow(file, estimate.depth());
    try (PreparedStatement statement = planner.prepareStatement(TELL)) {
      statement.setLong(1, pages);
      statement.setDouble(2, contents.rows() * part);
      statement.setLong(3, index);
      statement.execute();
    }
    return pages;
  }

  /**
   * Gives indexes that are there, of whose size nothing is known, the size that they would have.
   */
  void estimate(List<Long> unknown) throws SQLException, IOException {
    Map<Long, IndexContents> contents = IndexContents.of(planner, unknown);
    for (Map.Entry<Long, IndexContents> index : contents.entrySet()) {
      if (index.getValue().rows() > 0) {
        size(index.getKey());
      }
    }
  }

  void show(Set<String> with, Set<String> without) throws SQLException {
    Set<Long> wanted = new HashSet<>();
    made.forEach(
        (definition, known) -> {
          if (!with.contains(definition)) {
            wanted.addAll(known.parts());
          }
        });
    for (String name : without) {
      wanted.addAll(relations.parts(relations.index(name)));
    }
    List<Long> back = hidden.stream().filter(index -> !wanted.contains(index)).toList();
    wanted.removeAll(hidden);
    mark(true, back);
    hidden.removeAll(back);
    hide(List.copyOf(wanted));
  }

  private void hide(List<Long> indexes) throws SQLException {
    mark(false, indexes);
    hidden.addAll(indexes);
  }

  private void mark(boolean valid, List<Long> indexes) throws SQLException {
    if (indexes.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = superuser.prepareStatement(MARK)) {
      statement.setBoolean(1, valid);
      statement.setArray(2, superuser.createArrayOf("bigint", indexes.toArray()));
      statement.execute();
    }
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
