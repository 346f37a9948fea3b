package io.athanor.profiling.advice;

/**
 * By what rows are sorted.
 *
 * @param nullsFirst where rows without a value go
 */
record SortKey(Expression what, boolean descending, boolean nullsFirst) {

  /**
   * A key as the server prints it, or as it stands after ORDER BY.
   *
   * @throws UnreadableException when it is not understood
   */
  static SortKey read(String text) {
    Cursor cursor = new Cursor(text);
    Expression what = new ExpressionReader(cursor).any();
    boolean descending = cursor.take("desc");
    cursor.take("asc");
    boolean first = descending;
    if (cursor.take("nulls")) {
      first = cursor.take("first");
      cursor.take("last");
    }
    if (!cursor.atEnd()) {
      throw new UnreadableException("\"" + cursor.peek().text() + "\" is not expected");
    }
    return new SortKey(what, descending, first);
  }

  /** What stands after the key in an index. */
  String suffix() {
    String nulls = nullsFirst == descending ? "" : nullsFirst ? " NULLS FIRST" : " NULLS LAST";
    return (descending ? " DESC" : "") + nulls;
  }
}
