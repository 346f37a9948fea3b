package io.athanor.profiling.advice;

import io.athanor.profiling.advice.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads one expression, as a statement has it or as the server prints it in a plan, by the server's
 * precedence of operators. Parsers of statements refuse part of what the server prints, and some
 * read {@code ~~} as two operators.
 */
final class ExpressionReader {

  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int IS = 4;
  private static final int COMPARED = 5;
  private static final int WITHIN = 6;
  private static final int OTHER = 7;
  private static final int ZONE = 11;
  private static final int COLLATE = 12;
  private static final int UNARY = 13;
  private static final int CAST = 14;

  private static final Map<String, Integer> STRENGTH =
      Map.ofEntries(
          Map.entry("=", COMPARED),
          Map.entry("<", COMPARED),
          Map.entry(">", COMPARED),
          Map.entry("<=", COMPARED),
          Map.entry(">=", COMPARED),
          Map.entry("<>", COMPARED),
          Map.entry("!=", COMPARED),
          Map.entry("+", 8),
          Map.entry("-", 8),
          Map.entry("*", 9),
          Map.entry("/", 9),
          Map.entry("%", 9),
          Map.entry("^", 10));

  private static final Map<String, String> LIKES = Map.of("like", "~~", "ilike", "~~*");

  private final Cursor cursor;
  private final OperandReader operands;

  ExpressionReader(Cursor cursor) {
    this.cursor = cursor;
    this.operands = new OperandReader(cursor, this);
  }

  /**
   * The whole text as one expression.
   *
   * @throws UnreadableException when it is not understood
   */
  static Expression read(String sql) {
    Cursor cursor = new Cursor(sql);
    Expression expression = new ExpressionReader(cursor).any();
    if (!cursor.atEnd()) {
      throw new UnreadableException("\"" + cursor.peek().text() + "\" is not expected");
    }
    return expression;
  }

  Expression any() {
    return read(0);
  }

  Expression unary() {
    return read(UNARY);
  }

  /** All that follows, without looking into it. */
  Expression rest() {
    return operands.rest();
  }

  /** Expressions with commas between them, and the sign that ends them. */
  List<Expression> list(String end) {
    List<Expression> parts = new ArrayList<>();
    if (cursor.takeSign(end)) {
      return parts;
    }
    do {
      if (cursor.peek().isOperator("*") && cursor.peek(1).isSign(end)) {
        cursor.next();
      } else {
        parts.add(any());
      }
    } while (cursor.takeSign(","));
    cursor.expectSign(end);
    return parts;
  }

  private Expression read(int least) {
    int from = cursor.place();
    Expression left;
    if (cursor.take("not")) {
      left = of(Kind.NOT, "not", from, read(NOT));
    } else {
      left = operands.read();
    }
    Expression more = left;
    while (more != null) {
      left = more;
      more = continued(left, least, from);
    }
    return left;
  }

  private Expression of(Kind kind, String name, int from, Expression... parts) {
    return Expression.of(kind, name, List.of(parts), cursor.text(from));
  }

  /** What an expression becomes with what follows it; null when nothing more belongs to it. */
  private Expression continued(Expression left, int least, int from) {
    Token token = cursor.peek();
    if (token.kind() == Token.Kind.OPERATOR) {
      int strength = STRENGTH.getOrDefault(token.text(), OTHER);
      return strength > least ? operator(left, strength, from) : null;
    }
    if (token.kind() == Token.Kind.SIGN) {
      return least < CAST ? suffix(left, from) : null;
    }
    if (token.kind() != Token.Kind.NAME) {
      return null;
    }
    return switch (token.text()) {
      case "or" -> least < OR ? joined(Kind.OR, left, OR, from) : null;
      case "and" -> least < AND ? joined(Kind.AND, left, AND, from) : null;
      case "is" -> least < IS ? test(left, from) : null;
      case "isnull", "notnull" -> {
        String name = cursor.next().text().equals("isnull") ? "null" : "not null";
        yield of(Kind.IS, name, from, left);
      }
      case "not", "in", "like", "ilike", "between", "similar" ->
          least < WITHIN ? within(left, from) : null;
      case "at" -> least < ZONE && cursor.peek(1).is("time") ? zone(left, from) : null;
      case "collate" -> least < COLLATE ? collate(left, from) : null;
      default -> null;
    };
  }

  private Expression joined(Kind kind, Expression left, int strength, int from) {
    cursor.next();
    Expression right = read(strength);
    return of(kind, kind.name(), from, left, right);
  }

  private Expression operator(Expression left, int strength, int from) {
    String name = cursor.next().text();
    Token token = cursor.peek();
    boolean any = token.is("any") || token.is("some");
    if ((any || token.is("all")) && cursor.peek(1).isSign("(")) {
      cursor.next();
      Expression list = operands.read();
      return any
          ? of(Kind.ANY, name, from, left, list)
          : of(Kind.OPERATOR, name + " all", from, left, list);
    }
    return of(Kind.OPERATOR, name.equals("!=") ? "<>" : name, from, left, read(strength));
  }

  private Expression suffix(Expression left, int from) {
    if (cursor.takeSign("::")) {
      return of(Kind.CAST, cursor.type(), from, left);
    }
    if (cursor.peek().isSign("[")) {
      cursor.skipBrackets();
      return of(Kind.OPAQUE, "element", from, left);
    }
    if (cursor.takeSign(".")) {
      cursor.next();
      return of(Kind.OPAQUE, "field", from, left);
    }
    return null;
  }

  private Expression test(Expression left, int from) {
    cursor.next();
    String not = cursor.take("not") ? "not " : "";
    if (cursor.take("distinct")) {
      cursor.expect("from");
      return of(Kind.OPERATOR, "is " + not + "distinct from", from, left, read(IS));
    }
    return of(Kind.IS, not + cursor.next().text(), from, left);
  }

  private Expression within(Expression left, int from) {
    boolean not = cursor.take("not");
    Token word = cursor.next();
    if (word.is("in")) {
      Expression list = operands.read();
      boolean single = !list.is(Kind.ROW) && !list.is(Kind.OPAQUE);
      Expression row = single ? Expression.of(Kind.ROW, "row", List.of(list), list.text()) : list;
      return not
          ? of(Kind.OPERATOR, "not in", from, left, row)
          : of(Kind.ANY, "=", from, left, row);
    }
    if (word.is("between")) {
      return between(left, not, from);
    }
    String like = LIKES.get(word.text());
    if (word.is("similar")) {
      cursor.expect("to");
    } else if (like == null) {
      throw new UnreadableException("\"" + word.text() + "\" is not expected");
    }
    Expression right = read(WITHIN);
    if (cursor.take("escape")) {
      return of(Kind.OPAQUE, "escape", from, left, right, read(WITHIN));
    }
    String name = (not ? "!" : "") + (like == null ? "similar" : like);
    return of(Kind.OPERATOR, name, from, left, right);
  }

  private Expression between(Expression left, boolean not, int from) {
    boolean symmetric = cursor.take("symmetric");
    Expression low = read(WITHIN);
    cursor.expect("and");
    Expression high = read(WITHIN);
    if (not || symmetric) {
      return of(Kind.OPAQUE, "between", from, left, low, high);
    }
    Expression above = Expression.operator(">=", left, low);
    return of(Kind.AND, "AND", from, above, Expression.operator("<=", left, high));
  }

  private Expression zone(Expression left, int from) {
    cursor.next();
    cursor.expect("time");
    cursor.expect("zone");
    Expression zone = read(ZONE);
    // Brackets around it are needed wherever a call needs none.
    return of(Kind.CALL, "at time zone", from, zone, left);
  }

  private Expression collate(Expression left, int from) {
    cursor.next();
    do {
      cursor.next();
    } while (cursor.takeSign("."));
    return of(Kind.OPERATOR, "collate", from, left);
  }
}
