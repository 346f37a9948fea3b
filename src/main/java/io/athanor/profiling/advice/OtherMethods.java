package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Column;
import io.athanor.contract.WhatIf.Table;
import io.athanor.profiling.advice.Condition.Form;
import io.athanor.profiling.advice.Expression.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes candidates that are no trees. */
final class OtherMethods {

  private static final Set<String> JSON = Set.of("@>", "?", "?|", "?&", "@?", "@@");
  private static final Set<String> JSON_PATHS = Set.of("@>", "@?", "@@");
  private static final Set<String> JSON_PARTS = Set.of("->", "#>");
  private static final Set<String> ARRAYS = Set.of("@>", "<@", "&&");
  private static final Set<String> PATTERNS = Set.of("~~", "~~*", "~", "~*");
  private static final String TRIGRAMS = "pg_trgm";

  /** From here on a tree is large enough for a summary of blocks to be worth its lower aim. */
  private static final long LARGE = 100L << 20;

  /** Types of which blocks have no summary. */
  private static final Set<String> NOT_SUMMED = Set.of("xid8", "boolean", "tsquery", "money");

  private static final double SORTED = 0.9;

  private static final int INVERTED_RANK = 95;
  private static final int TRIGRAM_RANK = 90;
  private static final int HASH_RANK = 68;
  private static final int BLOCK_RANK = 40;

  private final TableUse use;
  private final KnownTables known;
  private final KeyMaker maker;
  private final List<Candidate> found = new ArrayList<>();

  OtherMethods(TableUse use, KnownTables known, KeyMaker maker) {
    this.use = use;
    this.known = known;
    this.maker = maker;
  }

  List<Candidate> candidates() {
    for (Condition condition : use.conditions()) {
      switch (condition.form()) {
        case OPERATOR -> operator(condition);
        case EQUAL -> hash(condition);
        case RANGE -> blocks(condition);
        default -> {}
      }
    }
    return found;
  }

  private void add(String method, Candidate.Key key, int rank, String reason) {
    Table table = use.table();
    found.add(
        new Candidate(
            table.schema(), table.name(), method, List.of(key), List.of(), null, rank, reason));
  }

  private void operator(Condition condition) {
    Expression subject = condition.subject();
    String operator = condition.operator();
    String type = type(subject);
    boolean json = type.equals("jsonb") && JSON.contains(operator);
    boolean array = type.endsWith("[]") && ARRAYS.contains(operator);
    boolean words = type.equals("tsvector") && operator.equals("@@");
    if (json || array || words) {
      String reason = operator + " on " + subject.text();
      inverted(subject, "", INVERTED_RANK, reason);
      if (json && JSON_PATHS.contains(operator)) {
        inverted(subject, " jsonb_path_ops", INVERTED_RANK - 1, reason);
      }
    } else if (PATTERNS.contains(operator) && known.has(TRIGRAMS)) {
      inverted(subject, " gin_trgm_ops", TRIGRAM_RANK, "a part of " + subject.text());
    }
  }

  private void inverted(Expression subject, String operators, int rank, String reason) {
    maker.any(subject, operators).ifPresent(key -> add("gin", key, rank, reason));
  }

  private String type(Expression subject) {
    if (subject.is(Kind.OPERATOR) && JSON_PARTS.contains(subject.name())) {
      return "jsonb";
    }
    if (subject.is(Kind.CALL) && subject.name().equals("to_tsvector")) {
      return "tsvector";
    }
    return maker.column(subject).map(Column::type).orElse("");
  }

  /** Where values are too wide for a tree. */
  private void hash(Condition condition) {
    Optional<Column> column =
        maker.column(condition.subject()).filter(one -> one.width() > KeyMaker.WIDEST);
    boolean text = column.isPresent() && column.get().type().matches("text|character varying.*");
    if (text && !condition.alternative() && condition.form() == Form.EQUAL) {
      maker
          .any(condition.subject(), "")
          .ifPresent(key -> add("hash", key, HASH_RANK, "equality of wide " + key.text()));
    }
  }

  private void blocks(Condition condition) {
    if (use.table().bytes() < LARGE || condition.alternative()) {
      return;
    }
    maker
        .column(condition.subject())
        .filter(
            column ->
                Math.abs(column.correlation()) > SORTED && !NOT_SUMMED.contains(column.type()))
        .flatMap(column -> maker.ordered(condition.subject(), ""))
        .ifPresent(
            key -> add("brin", key, BLOCK_RANK, "range of " + key.text() + ", in order already"));
  }
}
