package io.athanor.persistence;

import java.util.Set;

/** Looks at a statement that is to be planned and never executed. */
final class PlannedText {

  private static final Set<String> FIRST =
      Set.of("select", "with", "values", "table", "insert", "update", "delete", "merge");

  private PlannedText() {}

  /**
   * The statement without what ends it.
   *
   * @throws IllegalArgumentException when it is not exactly one that reads or changes rows; the
   *     message says so in words for people
   */
  static String of(String sql) {
    if (sql.length() > ExplainGuard.LONGEST || sql.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("it is too long or holds a NUL character");
    }
    SqlStatement statement = SqlStatement.of(sql);
    if (statement.isSeveral()) {
      throw new IllegalArgumentException("there are several statements");
    }
    boolean known =
        statement.words().stream()
            .filter(word -> !word.isSign("("))
            .findFirst()
            .filter(word -> word.isIn(FIRST))
            .isPresent();
    if (!known) {
      throw new IllegalArgumentException("it neither reads nor changes rows");
    }
    return statement.text();
  }
}
