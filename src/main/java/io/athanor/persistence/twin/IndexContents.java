package io.athanor.persistence.twin;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What will be in an index, by the statistics of its table; of an expression little is known. */
final class IndexContents {

  private static final String COLUMNS =
      """
      /* twin.index-columns */ SELECT t.reltuples, a.attnum <= x.indnkeyatts AS key,
        coalesce(s.avg_width, CASE WHEN a.attlen > 0 THEN a.attlen ELSE 24 END) AS width,
        coalesce(s.n_distinct, -1) AS distinct_values, coalesce(s.null_frac, 0) AS null_part,
        a.atttypid IN ('numeric'::regtype, 'real'::regtype, 'double precision'::regtype, 'jsonb'::regtype) AS inexact,
        coalesce(s.elem_count_histogram[array_upper(s.elem_count_histogram, 1)], greatest(1, coalesce(s.avg_width, 60) / 12.0)) AS elements
      FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        JOIN pg_attribute a ON a.attrelid = x.indexrelid
        LEFT JOIN pg_attribute o ON o.attrelid = x.indrelid AND o.attnum = x.indkey[a.attnum - 1]
        LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = t.relname AND s.attname = o.attname AND NOT s.inherited
      WHERE x.indexrelid = ?::text::regclass ORDER BY a.attnum
      """;

  private double rows;
  private double distinct = 1;
  private double width;
  private double elements;
  private boolean lists = true;

  private IndexContents() {}

  /**
   * Of an index that is there already, without any rows.
   *
   * @param relation the index with its schema
   */
  static IndexContents of(java.sql.Connection twin, String relation) throws SQLException {
    IndexContents contents = new IndexContents();
    try (PreparedStatement statement = twin.prepareStatement(COLUMNS)) {
      statement.setString(1, relation);
      try (ResultSet column = statement.executeQuery()) {
        while (column.next()) {
          contents.add(column);
        }
      }
    }
    return contents;
  }

  private void add(ResultSet column) throws SQLException {
    rows = Math.max(0, column.getDouble("reltuples"));
    width += column.getDouble("width") * (1 - column.getDouble("null_part"));
    lists &= column.getBoolean("key") && !column.getBoolean("inexact");
    elements = column.getDouble("elements");
    double values = column.getDouble("distinct_values");
    distinct =
        Math.min(Math.max(1, rows), distinct * Math.max(1, values < 0 ? -values * rows : values));
  }

  double rows() {
    return rows;
  }

  /** The size in pages, where a part of the rows is in it. */
  long pages(TwinIndex index, long tablePages, double part) {
    double kept = rows * part;
    return switch (index.method()) {
      case "gin" -> IndexSize.gin(kept, elements, Math.min(distinct, kept) * 2, 16);
      case "brin" -> IndexSize.brin(tablePages, width);
      case "hash" -> IndexSize.hash(kept);
      default ->
          IndexSize.btree(new IndexSize.Contents(kept, Math.min(distinct, kept), width, lists));
    };
  }

  /** Tells the planner how many rows are in it. */
  static void tell(Statement twin, TwinIndex index, long pages, double rows) throws SQLException {
    twin.execute(
        "SELECT pg_restore_relation_stats('schemaname', %s, 'relname', %s, 'relpages', %d::int, 'reltuples', %s::real)"
            .formatted(
                SparseTwin.literal(index.schema()), SparseTwin.literal(index.name()), pages, rows));
  }
}
