package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Column;
import io.athanor.profiling.advice.Expression.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes keys of indexes from what statements compare and sort. */
final class KeyMaker {

  /** A tree refuses entries of more than a third of a page; the mean says little of the longest. */
  static final double WIDEST = 256;

  private static final Set<String> UNORDERED =
      Set.of(
          "json",
          "jsonb",
          "xml",
          "point",
          "line",
          "lseg",
          "box",
          "path",
          "polygon",
          "circle",
          "tsvector",
          "xid",
          "cid",
          "aclitem",
          "jsonpath",
          "pg_snapshot",
          "txid_snapshot");

  private static final Set<String> JSON_PARTS = Set.of("->", "#>");

  private final TableUse use;
  private final Immutability immutability;

  KeyMaker(TableUse use) {
    this.use = use;
    this.immutability = new Immutability(use);
  }

  /** The column that an expression is but for casts that change nothing. */
  Optional<Column> column(Expression expression) {
    Expression inner = expression.withoutTextCasts();
    if (!inner.is(Kind.COLUMN)) {
      return Optional.empty();
    }
    boolean cast = expression.is(Kind.CAST);
    return use.column(inner.name())
        .filter(
            column ->
                !cast
                    || column.type().startsWith("character varying")
                    || column.type().equals("text"));
  }

  /** A key of a tree. */
  Optional<Candidate.Key> ordered(Expression expression, String suffix) {
    Optional<Column> column = column(expression);
    if (column.isPresent()) {
      return column
          .filter(KeyMaker::hasOrder)
          .map(one -> new Candidate.Key(Identifiers.quoted(one.name()) + suffix, one.name()));
    }
    boolean json = expression.is(Kind.OPERATOR) && JSON_PARTS.contains(expression.name());
    boolean narrow = immutability.width(expression) <= WIDEST;
    return json || !narrow
        ? Optional.empty()
        : expression(expression).map(text -> new Candidate.Key(text + suffix, null));
  }

  /** All keys of an order; empty when one is impossible. */
  List<Candidate.Key> ordered(List<SortKey> order) {
    List<Candidate.Key> keys =
        order.stream().flatMap(key -> ordered(key.what(), key.suffix()).stream()).toList();
    return keys.size() == order.size() ? keys : List.of();
  }

  /** A key without an order. */
  Optional<Candidate.Key> any(Expression expression, String suffix) {
    return column(expression)
        .map(one -> new Candidate.Key(Identifiers.quoted(one.name()) + suffix, one.name()))
        .or(() -> expression(expression).map(text -> new Candidate.Key(text + suffix, null)));
  }

  /** A key of a tree in the order of the bytes, which finds beginnings in every collation. */
  Optional<Candidate.Key> pattern(Expression expression) {
    String type = column(expression).map(Column::type).orElse("text");
    String operators =
        type.startsWith("character varying")
            ? " varchar_pattern_ops"
            : type.equals("text") ? " text_pattern_ops" : null;
    return operators == null ? Optional.empty() : ordered(expression, operators);
  }

  private Optional<String> expression(Expression expression) {
    boolean named = expression.columns().stream().allMatch(c -> use.column(c.name()).isPresent());
    if (!named || expression.is(Kind.COLUMN) || !immutability.holds(expression)) {
      return Optional.empty();
    }
    boolean call = expression.is(Kind.CALL) && expression.text().endsWith(")");
    boolean bare = call && !expression.name().equals("at time zone");
    return Optional.of(bare ? expression.text() : "(" + expression.text() + ")");
  }

  private static boolean hasOrder(Column column) {
    String type = column.type();
    return !UNORDERED.contains(type) && column.width() <= WIDEST;
  }
}
