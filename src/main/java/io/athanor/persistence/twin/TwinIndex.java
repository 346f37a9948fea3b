package io.athanor.persistence.twin;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An index that the twin is asked about.
 *
 * @param schema of the table
 * @param table that it is on
 * @param name that it would have
 * @param method btree, gin, brin, hash or gist
 * @param keys each as in {@code CREATE INDEX}: a column or an expression, with its operator class
 *     and direction
 * @param include further columns that are kept beside the keys
 * @param predicate condition of the rows that are in it; empty for all rows
 */
public record TwinIndex(
    String schema,
    String table,
    String name,
    String method,
    List<String> keys,
    List<String> include,
    String predicate) {

  /** Copies the lists. */
  public TwinIndex {
    keys = List.copyOf(keys);
    include = List.copyOf(include);
  }

  /** The statement that makes it. */
  public String definition() {
    return "CREATE INDEX %s ON %s USING %s (%s)%s%s"
        .formatted(
            SparseTwin.quoted(name),
            SparseTwin.qualified(schema, table),
            method,
            String.join(", ", keys),
            include.isEmpty()
                ? ""
                : include.stream().collect(Collectors.joining(", ", " INCLUDE (", ")")),
            predicate.isEmpty() ? "" : " WHERE " + predicate);
  }

  /** Which part of the rows is in it, as the planner estimates. */
  double part(Statement statement, double rows) throws SQLException {
    if (predicate.isEmpty() || rows <= 0) {
      return 1;
    }
    String question =
        "EXPLAIN (FORMAT JSON) SELECT 1 FROM "
            + SparseTwin.qualified(schema, table)
            + " WHERE "
            + predicate;
    try (ResultSet answer = statement.executeQuery(question)) {
      answer.next();
      double found = PlanFigures.rows(answer.getString(1));
      return Math.min(1, found / rows);
    }
  }
}
