package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What will be in an index, by the statistics of its table; of an expression little is known. */
final class IndexContents {

  private static final String COLUMNS =
      """
      /* twin.index-columns */ SELECT x.indexrelid::bigint AS index, x.indrelid::regclass::text AS heap, m.amname AS method, pg_get_expr(x.indpred, x.indrelid) AS predicate,
        t.reltuples, i.reltuples AS entries, a.attnum <= x.indnkeyatts AS key,
        coalesce(s.avg_width, CASE WHEN a.attlen > 0 THEN a.attlen ELSE 24 END) AS width,
        coalesce(s.n_distinct, -1) AS distinct_values, coalesce(s.null_frac, 0) AS null_part,
        a.atttypid IN ('numeric'::regtype, 'real'::regtype, 'double precision'::regtype, 'jsonb'::regtype) AS inexact,
        coalesce(s.elem_count_histogram[array_upper(s.elem_count_histogram, 1)], greatest(1, coalesce(s.avg_width, 60) / 12.0)) AS elements
      FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
        JOIN pg_attribute a ON a.attrelid = x.indexrelid
        LEFT JOIN pg_attribute o ON o.attrelid = x.indrelid AND o.attnum = x.indkey[a.attnum - 1]
        LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = t.relname AND s.attname = o.attname AND NOT s.inherited
      WHERE x.indexrelid = ANY (?::bigint[]::oid[]) ORDER BY 1, a.attnum
      """;

  private String heap;
  private String method;
  private String predicate;
  private double rows;
  private double counted;
  private double distinct = 1;
  private double width;
  private double elements;
  private boolean lists = true;
  private final List<Prefix> prefixes = new ArrayList<>();

  /** The first columns of the key: bytes, and how many different ones there are. */
  private record Prefix(double width, double distinct) {}

  /**
   * What is known of its size.
   *
   * @param depth levels above the leaves, if it is a b-tree
   */
  record Estimate(long pages, int depth) {}

  private IndexContents() {}

  /** Of indexes that are there already, without any rows; by their numbers. */
  static Map<Long, IndexContents> of(Connection twin, Collection<Long> indexes)
      throws SQLException {
    Map<Long, IndexContents> all = new HashMap<>();
    try (PreparedStatement statement = twin.prepareStatement(COLUMNS)) {
      statement.setArray(1, twin.createArrayOf("bigint", indexes.toArray()));
      try (ResultSet column = statement.executeQuery()) {
        while (column.next()) {
          all.computeIfAbsent(column.getLong("index"), index -> new IndexContents()).add(column);
        }
      }
    }
    return all;
  }

  private void add(ResultSet column) throws SQLException {
    heap = column.getString("heap");
    method = column.getString("method");
    predicate = column.getString("predicate");
    rows = Math.max(0, column.getDouble("reltuples"));
    counted = column.getDouble("entries");
    width += column.getDouble("width") * (1 - column.getDouble("null_part"));
    lists &= column.getBoolean("key") && !column.getBoolean("inexact");
    elements = column.getDouble("elements");
    double values = column.getDouble("distinct_values");
    distinct =
        Math.min(Math.max(1, rows), distinct * Math.max(1, values < 0 ? -values * rows : values));
    if (column.getBoolean("key")) {
      prefixes.add(new Prefix(width, distinct));
    }
  }

  /** Which part of the rows is in it, as the planner estimates. */
  double part(Connection twin) throws SQLException {
    if (predicate == null || rows <= 0) {
      return 1;
    }
    String question = "EXPLAIN (FORMAT JSON) SELECT 1 FROM " + heap + " WHERE " + predicate;
    try (Statement statement = twin.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      answer.next();
      return Math.min(1, PlanFigures.rows(answer.getString(1)) / rows);
    }
  }

  /** Which part of the rows is in it, as the server has counted. */
  double countedPart() {
    return rows > 0 && counted >= 0 ? Math.min(1, counted / rows) : 1;
  }

  /** Whether it is a b-tree. */
  boolean isTree() {
    return method.equals("btree");
  }

  double rows() {
    return rows;
  }

  /** The table, as SQL writes it. */
  String heap() {
    return heap;
  }

  /** The size, where a part of the rows is in it. */
  Estimate estimate(long tablePages, double part) {
    double kept = rows * part;
    return switch (method) {
      case "gin" ->
          new Estimate(IndexSize.gin(kept, elements, Math.min(distinct, kept) * 2, 16), 0);
      case "brin" -> new Estimate(IndexSize.brin(tablePages, width), 0);
      case "hash" -> new Estimate(IndexSize.hash(kept), 0);
      default -> tree(part);
    };
  }

  private Estimate tree(double part) {
    long leaves = IndexSize.leaves(contents(part));
    TreeShape shape = shape(part);
    return new Estimate(1 + leaves + shape.upper(leaves), shape.depth(leaves));
  }

  private IndexSize.Contents contents(double part) {
    double kept = rows * part;
    return new IndexSize.Contents(kept, Math.min(distinct, kept), width, lists);
  }

  /**
   * The tree above its leaves. An entry there has as many columns as tell one leaf from the next,
   * and the place of the row where all of them are the same.
   */
  TreeShape shape(double part) {
    double leafEntries = Math.max(1, IndexSize.entries(contents(part)));
    double bytes = 0;
    double told = 0;
    double entry = 0;
    for (Prefix prefix : prefixes) {
      double tells = Math.max(told, Math.min(1, prefix.distinct() * part / leafEntries));
      entry = IndexSize.entry(prefix.width());
      bytes += (tells - told) * entry;
      told = tells;
    }
    return TreeShape.of(bytes + (1 - told) * (entry + 8));
  }
}
