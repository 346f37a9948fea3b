package io.athanor.profiling.advice;

import io.athanor.profiling.advice.Expression.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a condition as far as it can be read: what is joined by AND is read part by part, and of a
 * part that is not understood at least what is compared.
 */
final class ConditionReader {

  /**
   * What was read.
   *
   * @param notRead the parts of which nothing is known, each with the reason
   */
  record Read(List<Expression> parts, List<String> notRead) {}

  private ConditionReader() {}

  static Read read(String sql) {
    try {
      return new Read(List.of(ExpressionReader.read(sql)), List.of());
    } catch (UnreadableException e) {
      List<String> split = split(sql);
      return split.equals(List.of(sql)) ? compared(sql, e) : all(split);
    }
  }

  private static Read all(List<String> texts) {
    List<Expression> parts = new ArrayList<>();
    List<String> notRead = new ArrayList<>();
    for (String text : texts) {
      Read read = read(text);
      parts.addAll(read.parts());
      notRead.addAll(read.notRead());
    }
    return new Read(parts, notRead);
  }

  private static Read compared(String sql, UnreadableException why) {
    try {
      return new Read(List.of(comparison(sql)), List.of());
    } catch (UnreadableException e) {
      return new Read(List.of(), List.of(sql + ": " + why.getMessage()));
    }
  }

  private static Expression comparison(String sql) {
    Cursor cursor = new Cursor(sql);
    ExpressionReader reader = new ExpressionReader(cursor);
    Expression left = reader.unary();
    Token operator = cursor.next();
    if (operator.kind() != Token.Kind.OPERATOR || cursor.atEnd()) {
      throw new UnreadableException("no comparison");
    }
    Expression right = reader.rest();
    String text = cursor.text(0);
    return Expression.of(Kind.OPERATOR, operator.text(), List.of(left, right), text);
  }

  /** The parts between the ANDs that are in no bracket but those around the whole. */
  private static List<String> split(String sql) {
    List<Token> tokens;
    try {
      tokens = Tokens.of(sql);
    } catch (UnreadableException e) {
      return List.of(sql);
    }
    int first = 0;
    int last = tokens.size();
    while (last - first > 2 && enclosed(tokens.subList(first, last))) {
      first++;
      last--;
    }
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = first;
    for (int i = first; i < last; i++) {
      Token token = tokens.get(i);
      depth += token.isSign("(") ? 1 : token.isSign(")") ? -1 : 0;
      if (depth == 0 && token.is("and") && i > from) {
        parts.add(sql.substring(tokens.get(from).from(), tokens.get(i - 1).to()));
        from = i + 1;
      }
    }
    if (from < last) {
      parts.add(sql.substring(tokens.get(from).from(), tokens.get(last - 1).to()));
    }
    return parts;
  }

  private static boolean enclosed(List<Token> tokens) {
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      depth += tokens.get(i).isSign("(") ? 1 : tokens.get(i).isSign(")") ? -1 : 0;
      if (depth == 0 && i < tokens.size() - 1) {
        return false;
      }
    }
    return depth == 0;
  }
}
