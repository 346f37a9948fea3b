package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What will be in an index, by the statistics of its table; of an expression little is known. */
final class IndexContents {

  private static final String COLUMNS =
      """
      /* twin.index-columns */ SELECT x.indrelid::regclass::text AS heap, m.amname AS method, pg_get_expr(x.indpred, x.indrelid) AS predicate,
        t.reltuples, a.attnum <= x.indnkeyatts AS key,
        coalesce(s.avg_width, CASE WHEN a.attlen > 0 THEN a.attlen ELSE 24 END) AS width,
        coalesce(s.n_distinct, -1) AS distinct_values, coalesce(s.null_frac, 0) AS null_part,
        a.atttypid IN ('numeric'::regtype, 'real'::regtype, 'double precision'::regtype, 'jsonb'::regtype) AS inexact,
        coalesce(s.elem_count_histogram[array_upper(s.elem_count_histogram, 1)], greatest(1, coalesce(s.avg_width, 60) / 12.0)) AS elements
      FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
        JOIN pg_attribute a ON a.attrelid = x.indexrelid
        LEFT JOIN pg_attribute o ON o.attrelid = x.indrelid AND o.attnum = x.indkey[a.attnum - 1]
        LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = t.relname AND s.attname = o.attname AND NOT s.inherited
      WHERE x.indexrelid = ?::bigint::oid ORDER BY a.attnum
      """;

  private String heap;
  private String method;
  private String predicate;
  private double rows;
  private double distinct = 1;
  private double width;
  private double elements;
  private boolean lists = true;

  private IndexContents() {}

  /** Of an index that is there already, without any rows. */
  static IndexContents of(Connection twin, long index) throws SQLException {
    IndexContents contents = new IndexContents();
    try (PreparedStatement statement = twin.prepareStatement(COLUMNS)) {
      statement.setLong(1, index);
      try (ResultSet column = statement.executeQuery()) {
        while (column.next()) {
          contents.add(column);
        }
      }
    }
    return contents;
  }

  private void add(ResultSet column) throws SQLException {
    heap = column.getString("heap");
    method = column.getString("method");
    predicate = column.getString("predicate");
    rows = Math.max(0, column.getDouble("reltuples"));
    width += column.getDouble("width") * (1 - column.getDouble("null_part"));
    lists &= column.getBoolean("key") && !column.getBoolean("inexact");
    elements = column.getDouble("elements");
    double values = column.getDouble("distinct_values");
    distinct =
        Math.min(Math.max(1, rows), distinct * Math.max(1, values < 0 ? -values * rows : values));
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

  double rows() {
    return rows;
  }

  /** The table, as SQL writes it. */
  String heap() {
    return heap;
  }

  /** The size in pages, where a part of the rows is in it. */
  long pages(long tablePages, double part) {
    double kept = rows * part;
    return switch (method) {
      case "gin" -> IndexSize.gin(kept, elements, Math.min(distinct, kept) * 2, 16);
      case "brin" -> IndexSize.brin(tablePages, width);
      case "hash" -> IndexSize.hash(kept);
      default ->
          IndexSize.btree(new IndexSize.Contents(kept, Math.min(distinct, kept), width, lists));
    };
  }
}
