package io.athanor.persistence;

import io.athanor.persistence.twin.TwinIndex;
import java.util.Optional;

/** Reads a statement that makes an index as far as needed to know which table it is on. */
public final class IndexText {

  private static final String EXPECTED = "expected one CREATE INDEX name ON table (columns)";
  private static final int LONGEST = 10_000;

  private IndexText() {}

  /**
   * The index that a statement makes.
   *
   * @throws IllegalArgumentException when it is no such statement, or more than one; the message
   *     says so in words for people
   */
  public static TwinIndex of(String sql) {
    if (sql.length() > LONGEST || sql.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(EXPECTED);
    }
    SqlStatement statement = SqlStatement.of(sql);
    if (statement.isSeveral()) {
      throw new IllegalArgumentException("there are several statements; " + EXPECTED);
    }
    WordCursor cursor = new WordCursor(statement.words(), EXPECTED);
    int begin = begin(cursor);
    cursor.skip("concurrently");
    int end = cursor.end();
    cursor.skipTo("on");
    cursor.need("on");
    cursor.skip("only");
    String table = cursor.qualified().quoted();
    String text = statement.text();
    return new TwinIndex(table, text.substring(0, begin) + text.substring(end));
  }

  /** The name of the index that {@link TwinIndex#definition} gives it, if it gives it one. */
  static Optional<String> name(String definition) {
    WordCursor cursor = new WordCursor(SqlWords.of(definition), EXPECTED);
    begin(cursor);
    if (cursor.skip("if")) {
      cursor.need("not");
      cursor.need("exists");
    }
    return cursor.skip("on") ? Optional.empty() : Optional.of(cursor.name());
  }

  private static int begin(WordCursor cursor) {
    cursor.need("create");
    cursor.skip("unique");
    cursor.need("index");
    return cursor.end();
  }
}
