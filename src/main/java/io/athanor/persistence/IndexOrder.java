package io.athanor.persistence;

import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Advice.Recommendation;

/**
 * The one statement that a recommendation consists of, read strictly: what is not exactly CREATE or
 * DROP INDEX CONCURRENTLY of the index that it names is no such statement.
 *
 * @param sql without the semicolon at its end
 * @param schema of the index
 * @param table with its schema, as SQL writes both; null for a drop
 */
record IndexOrder(Kind kind, String sql, String schema, String name, String table) {

  private static final String USUAL_SCHEMA = "public";
  private static final String EXPECTED =
      "It is not one CREATE INDEX CONCURRENTLY or DROP INDEX CONCURRENTLY.";

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static IndexOrder of(Recommendation recommendation) {
    SqlStatement statement = SqlStatement.of(recommendation.apply());
    if (statement.isSeveral()) {
      throw new IllegalArgumentException("It has several statements.");
    }
    WordCursor cursor = new WordCursor(statement.words(), EXPECTED);
    IndexOrder order =
        recommendation.kind() == Kind.CREATE
            ? create(statement.text(), cursor)
            : drop(statement.text(), cursor);
    if (!order.name().equals(recommendation.index())) {
      throw new IllegalArgumentException("It is about another index than it says.");
    }
    return order;
  }

  /** The name of the index with its schema, as SQL writes it. */
  String index() {
    return new QualifiedName(schema, name).quoted();
  }

  private static IndexOrder create(String sql, WordCursor cursor) {
    cursor.need("create");
    cursor.skip("unique");
    cursor.need("index");
    cursor.need("concurrently");
    String name = cursor.name();
    cursor.need("on");
    QualifiedName table = inSchema(cursor);
    return new IndexOrder(Kind.CREATE, sql, table.schema(), name, table.quoted());
  }

  private static IndexOrder drop(String sql, WordCursor cursor) {
    cursor.need("drop");
    cursor.need("index");
    cursor.need("concurrently");
    if (cursor.skip("if")) {
      cursor.need("exists");
    }
    QualifiedName index = inSchema(cursor);
    if (!cursor.isAtEnd()) {
      throw cursor.wrong();
    }
    return new IndexOrder(Kind.DROP, sql, index.schema(), index.name(), null);
  }

  private static QualifiedName inSchema(WordCursor cursor) {
    QualifiedName name = cursor.qualified();
    return name.schema() == null ? new QualifiedName(USUAL_SCHEMA, name.name()) : name;
  }
}
