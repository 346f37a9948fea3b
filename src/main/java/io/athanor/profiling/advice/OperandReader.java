package io.athanor.profiling.advice;

import io.athanor.profiling.advice.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads what stands between operators. */
final class OperandReader {

  private static final Set<String> WORDS_OF_SUBQUERIES = Set.of("select", "with", "values");
  private static final Set<String> PLACEHOLDERS = Set.of("subplan", "initplan");

  /** A subquery that may look at the row. */
  static final String SUBPLAN = "subplan";

  /** Functions that are called without brackets. */
  private static final Set<String> BARE_CALLS =
      Set.of(
          "current_date",
          "current_time",
          "current_timestamp",
          "localtime",
          "localtimestamp",
          "current_user",
          "session_user",
          "user",
          "current_catalog",
          "current_schema",
          "current_role");

  /** Words after which no column can stand. */
  private static final Set<String> NO_COLUMNS =
      Set.of("from", "where", "select", "then", "else", "end", "when", "as", "on", "using");

  private final Cursor cursor;
  private final ExpressionReader whole;

  OperandReader(Cursor cursor, ExpressionReader whole) {
    this.cursor = cursor;
    this.whole = whole;
  }

  Expression read() {
    int from = cursor.place();
    Token token = cursor.next();
    return switch (token.kind()) {
      case TEXT, NUMBER -> constant(token.text(), from);
      case PARAMETER -> Expression.of(Kind.PARAMETER, token.text(), List.of(), token.text());
      case OPERATOR -> {
        Expression operand = whole.unary();
        yield Expression.of(Kind.OPERATOR, token.text(), List.of(operand), cursor.text(from));
      }
      case SIGN -> brackets(token, from);
      case QUOTED -> name(from);
      case NAME -> word(token, from);
    };
  }

  /** All that follows, without looking into it. */
  Expression rest() {
    int from = cursor.place();
    while (!cursor.atEnd()) {
      cursor.next();
    }
    return opaque("rest", from);
  }

  private Expression constant(String value, int from) {
    return Expression.of(Kind.CONSTANT, value, List.of(), cursor.text(from));
  }

  private Expression brackets(Token token, int from) {
    if (!token.isSign("(")) {
      throw new UnreadableException("\"" + token.text() + "\" is not expected");
    }
    if (cursor.peek().isIn(WORDS_OF_SUBQUERIES)) {
      cursor.back(from);
      cursor.skipBrackets();
      return Expression.of(Kind.OPAQUE, "subquery", List.of(), cursor.text(from));
    }
    Expression first = whole.any();
    if (cursor.takeSign(")")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (cursor.takeSign(",")) {
      parts.add(whole.any());
    }
    cursor.expectSign(")");
    return Expression.of(Kind.ROW, "row", parts, cursor.text(from));
  }

  private Expression word(Token token, int from) {
    String word = token.text();
    if (word.equals("hashed") && cursor.peek().isIn(PLACEHOLDERS)) {
      cursor.next();
      return placeholder(from);
    } else if (token.isIn(PLACEHOLDERS) && cursor.peek().kind() == Token.Kind.NUMBER) {
      return placeholder(from);
    } else if (word.equals("null") || word.equals("true") || word.equals("false")) {
      return constant(word, from);
    } else if (word.equals("case")) {
      return caseOf(from);
    } else if (word.equals("array") && cursor.takeSign("[")) {
      List<Expression> parts = whole.list("]");
      return Expression.of(Kind.ROW, "array", parts, cursor.text(from));
    } else if (token.isIn(BARE_CALLS) && !cursor.peek().isSign(".")) {
      return Expression.of(Kind.CALL, word, List.of(), cursor.text(from));
    } else if (cursor.peek().kind() == Token.Kind.TEXT) {
      // A constant with its type before it.
      return constant(cursor.next().text(), from);
    } else if (cursor.peek().isSign("(")) {
      return wordWithBrackets(word, from);
    }
    return name(from);
  }

  private Expression wordWithBrackets(String word, int from) {
    return switch (word) {
      case "row" -> {
        cursor.next();
        yield Expression.of(Kind.ROW, word, whole.list(")"), cursor.text(from));
      }
      case "any", "all", "some", "exists" -> {
        cursor.skipBrackets();
        yield opaque(word, from);
      }
      case "extract" -> extract(word, from);
      case "cast" -> cast(from);
      default -> call(word, from);
    };
  }

  private Expression extract(String word, int from) {
    cursor.next();
    Token field = cursor.next();
    cursor.expect("from");
    Expression of = whole.any();
    cursor.expectSign(")");
    Expression part = Expression.of(Kind.CONSTANT, field.text(), List.of(), field.text());
    return Expression.of(Kind.CALL, word, List.of(part, of), cursor.text(from));
  }

  private Expression cast(int from) {
    cursor.next();
    Expression inner = whole.any();
    cursor.expect("as");
    String type = cursor.type();
    cursor.expectSign(")");
    return Expression.of(Kind.CAST, type, List.of(inner), cursor.text(from));
  }

  /**
   * A subquery as the server names it in a plan; one that it executes but once is as a parameter.
   */
  private Expression placeholder(int from) {
    cursor.next();
    String text = cursor.text(from);
    boolean once = cursor.between(from).get(0).is("initplan");
    return Expression.of(once ? Kind.PARAMETER : Kind.OPAQUE, SUBPLAN, List.of(), text);
  }

  private Expression caseOf(int from) {
    int depth = 1;
    while (depth > 0) {
      Token token = cursor.next();
      depth += token.is("case") ? 1 : token.is("end") ? -1 : 0;
    }
    return opaque("case", from);
  }

  private Expression call(String name, int from) {
    int open = cursor.place();
    Expression call;
    try {
      cursor.next();
      List<Expression> parts = whole.list(")");
      call = Expression.of(Kind.CALL, name, parts, cursor.text(from));
    } catch (UnreadableException e) {
      // Some functions have a grammar of their own.
      cursor.back(open);
      cursor.skipBrackets();
      call = opaque(name, from);
    }
    boolean more = false;
    while (cursor.peek().is("filter") || cursor.peek().is("over") || cursor.peek().is("within")) {
      more = true;
      cursor.next();
      cursor.take("group");
      if (cursor.peek().isSign("(")) {
        cursor.skipBrackets();
      } else {
        cursor.next();
      }
    }
    return more ? opaque(name, from) : call;
  }

  private Expression name(int from) {
    List<String> path = new ArrayList<>();
    int last = from;
    cursor.back(from);
    String name = cursor.next().text();
    while (cursor.peek().isSign(".")) {
      cursor.next();
      path.add(name);
      last = cursor.place();
      Token token = cursor.next();
      if (token.isOperator("*")) {
        return new Expression(Kind.OPAQUE, "*", path, List.of(), cursor.text(from));
      }
      name = token.text();
    }
    if (cursor.peek().isSign("(")) {
      return call(name, from);
    }
    int end = cursor.place();
    cursor.back(last);
    cursor.qualifier(from);
    cursor.back(end);
    return new Expression(Kind.COLUMN, name, path, List.of(), cursor.text(from));
  }

  /** What is not looked into, with the columns that it names. */
  private Expression opaque(String name, int from) {
    List<Expression> columns = new ArrayList<>();
    List<Token> tokens = List.copyOf(cursor.between(from));
    int end = cursor.place();
    for (int i = 0; i < tokens.size(); i++) {
      boolean begins = tokens.get(i).isName() && !tokens.get(i).isIn(NO_COLUMNS);
      boolean typed = i > 0 && tokens.get(i - 1).isSign("::");
      boolean follows = i > 0 && tokens.get(i - 1).isSign(".");
      if (!begins || typed || follows) {
        continue;
      }
      cursor.back(from + i + 1);
      boolean column = i + 1 >= tokens.size() || !cursor.peek().isSign("(");
      if (column) {
        Expression found = name(from + i);
        columns.add(found);
      }
    }
    cursor.back(end);
    return Expression.of(Kind.OPAQUE, name, columns, cursor.text(from));
  }
}
