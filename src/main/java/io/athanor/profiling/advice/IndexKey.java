package io.athanor.profiling.advice;

import io.athanor.profiling.advice.Expression.Kind;
import java.util.Locale;

/**
 * A key of an index as it is compared with others, however it was written.
 *
 * @param what the column or the expression
 * @param column its name, or null when it is an expression
 * @param operators the operator class, or empty for that of the type
 */
record IndexKey(
    String what, String column, String operators, boolean descending, boolean nullsFirst) {

  static IndexKey of(String text) {
    Cursor cursor;
    Expression read;
    try {
      cursor = new Cursor(text);
      read = new ExpressionReader(cursor).any();
    } catch (UnreadableException e) {
      return new IndexKey(text.strip().toLowerCase(Locale.ROOT), null, "", false, false);
    }
    String operators = "";
    if (cursor.peek().isName() && !cursor.peek().is("asc") && !cursor.peek().is("desc")) {
      operators = operators(cursor);
    }
    boolean descending = cursor.take("desc");
    cursor.take("asc");
    boolean first = descending;
    if (cursor.take("nulls")) {
      first = cursor.take("first");
    }
    String column = read.is(Kind.COLUMN) ? read.name() : null;
    return new IndexKey(read.canonical(), column, operators, descending, first);
  }

  private static String operators(Cursor cursor) {
    if (cursor.peek().is("nulls")) {
      return "";
    }
    String name = cursor.next().text();
    while (cursor.takeSign(".")) {
      name = cursor.next().text();
    }
    if (cursor.peek().isSign("(")) {
      cursor.skipBrackets();
    }
    // The two name the same order.
    return name.equals("varchar_pattern_ops") ? "text_pattern_ops" : name;
  }

  IndexKey reversed() {
    return new IndexKey(what, column, operators, !descending, !nullsFirst);
  }

  /** A text that is the same for all ways to write an expression. */
  static String canonical(String expression) {
    try {
      return ExpressionReader.read(expression).canonical();
    } catch (UnreadableException e) {
      return expression.replaceAll("\\s+", " ").strip();
    }
  }
}
