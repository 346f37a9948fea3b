package io.athanor.profiling.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A part of an expression.
 *
 * @param name of the column, function, type or operator; the value of a constant
 * @param path what stands before the name of a column
 * @param parts of which it is made
 * @param text as SQL without the names of tables before columns
 */
record Expression(Kind kind, String name, List<String> path, List<Expression> parts, String text) {

  /** What it is. */
  enum Kind {
    COLUMN,
    CONSTANT,
    /** Known only when the statement is executed. */
    PARAMETER,
    CALL,
    CAST,
    OPERATOR,
    AND,
    OR,
    NOT,
    /** A test, such as {@code null} or {@code not true}. */
    IS,
    /** Something compared with any of a list or array. */
    ANY,
    /** Several expressions. */
    ROW,
    /** What is not looked into; its parts are the columns that it names. */
    OPAQUE
  }

  /** Types of text that all compare in the same way. */
  private static final Set<String> TEXTS =
      Set.of("text", "character varying", "varchar", "character", "bpchar", "unknown");

  Expression {
    path = List.copyOf(path);
    parts = List.copyOf(parts);
  }

  static Expression of(Kind kind, String name, List<Expression> parts, String text) {
    return new Expression(kind, name, List.of(), parts, text);
  }

  static Expression operator(String name, Expression left, Expression right) {
    String text = left.text() + " " + name + " " + right.text();
    return of(Kind.OPERATOR, name, List.of(left, right), text);
  }

  Expression part(int place) {
    return parts.get(place);
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  Expression withText(String other) {
    return new Expression(kind, name, path, parts, other);
  }

  /** Every column in it. */
  List<Expression> columns() {
    List<Expression> columns = new ArrayList<>();
    walk(
        one -> {
          if (one.kind == Kind.COLUMN) {
            columns.add(one);
          }
        });
    return columns;
  }

  private void walk(Consumer<Expression> visitor) {
    visitor.accept(this);
    parts.forEach(part -> part.walk(visitor));
  }

  /** Whether its value stands in the statement. */
  boolean constant() {
    return switch (kind) {
      case CONSTANT -> true;
      case CAST, ROW -> parts.stream().allMatch(Expression::constant);
      case OPERATOR -> parts.size() == 1 && part(0).constant();
      default -> false;
    };
  }

  /** The constant below casts, or null when it is none. */
  String literal() {
    Expression inner = this;
    while (inner.kind == Kind.CAST) {
      inner = inner.part(0);
    }
    return inner.kind == Kind.CONSTANT ? inner.name : null;
  }

  /** What is below the casts between types of text. */
  Expression withoutTextCasts() {
    Expression inner = this;
    while (inner.kind == Kind.CAST && TEXTS.contains(inner.name)) {
      inner = inner.part(0);
    }
    return inner;
  }

  /** The parts of a conjunction, or of a disjunction, or the whole. */
  List<Expression> split(Kind by) {
    if (kind != by) {
      return List.of(this);
    }
    return parts.stream().flatMap(part -> part.split(by).stream()).toList();
  }

  /**
   * A text that is the same for what means the same, however it was written: with or without
   * brackets, casts between texts, blanks and names of tables.
   */
  String canonical() {
    boolean castColumn = kind == Kind.CAST && part(0).is(Kind.COLUMN);
    return castColumn ? "CAST:" + name + "(" + part(0).canonical() + ")" : canonicalPart();
  }

  private String canonicalPart() {
    Expression inner = withoutTextCasts();
    List<String> below = inner.parts.stream().map(Expression::canonicalPart).toList();
    String list = String.join(",", below);
    return switch (inner.kind) {
      case COLUMN -> "\"" + inner.name + "\"";
      case CONSTANT -> "'" + inner.name + "'";
      case OPAQUE -> inner.text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
      case PARAMETER -> inner.text;
      default -> inner.kind + ":" + inner.name + "(" + list + ")";
    };
  }
}
