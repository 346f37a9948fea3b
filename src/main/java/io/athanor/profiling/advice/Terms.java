package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Column;
import io.athanor.profiling.advice.Condition.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The conditions on a table as keys of a tree, by what they are good for.
 *
 * @param equal those that are compared with one value, the most selective first, then those that
 *     are compared with several
 * @param joined those that are compared with other tables
 * @param ranges keys of which a part of the order is read
 * @param single those that only serve together with others
 */
record Terms(List<Term> equal, List<Term> joined, List<Range> ranges, List<Term> single) {

  /**
   * A key that is compared.
   *
   * @param several whether it is compared with more than one value
   */
  record Term(Candidate.Key key, Condition condition, boolean several, double distinct) {}

  /** Keys of which a part of the order is read. */
  record Range(List<Candidate.Key> keys, String words) {}

  static Terms of(TableUse use, KeyMaker maker) {
    Map<String, Term> equal = new LinkedHashMap<>();
    Map<String, Term> joined = new LinkedHashMap<>();
    Map<String, Term> single = new LinkedHashMap<>();
    Map<List<Candidate.Key>, Range> ranges = new LinkedHashMap<>();
    for (Condition condition : use.conditions()) {
      switch (condition.form()) {
        case EQUAL, ONE_OF, TRUTH, IS_NULL -> {
          Map<String, Term> place =
              condition.alternative() ? single : condition.joins() ? joined : equal;
          maker
              .ordered(condition.subject(), "")
              .ifPresent(key -> place.putIfAbsent(key.text(), term(key, condition, use)));
        }
        case RANGE, PREFIX, NOT_NULL ->
            ranges(condition, maker).forEach(range -> ranges.putIfAbsent(range.keys(), range));
        case OPERATOR -> {}
      }
    }
    List<Term> ordered = new ArrayList<>(equal.values());
    ordered.sort(
        Comparator.comparing(Term::several)
            .thenComparing(Comparator.comparingDouble(Term::distinct).reversed()));
    return new Terms(
        ordered,
        List.copyOf(joined.values()),
        List.copyOf(ranges.values()),
        List.copyOf(single.values()));
  }

  private static Term term(Candidate.Key key, Condition condition, TableUse use) {
    boolean several = condition.form() == Form.ONE_OF;
    double distinct = key.column() == null ? 0 : distinct(use, key.column());
    return new Term(key, condition, several, distinct);
  }

  /** How many values a column has; 0 when that is not known. */
  static double distinct(TableUse use, String name) {
    double distinct = use.column(name).map(Column::distinct).orElse(0.0);
    boolean truth = use.column(name).filter(one -> one.type().equals("boolean")).isPresent();
    double counted = distinct < 0 ? -distinct * Math.max(0, use.table().rows()) : distinct;
    return counted == 0 && truth ? 2 : counted;
  }

  private static List<Range> ranges(Condition condition, KeyMaker maker) {
    Expression subject = condition.subject();
    List<Range> ranges = new ArrayList<>();
    List<Expression> parts = subject.is(Expression.Kind.ROW) ? subject.parts() : List.of(subject);
    List<Candidate.Key> keys =
        parts.stream().flatMap(part -> maker.ordered(part, "").stream()).toList();
    boolean begins = condition.form() == Form.PREFIX;
    if (!keys.isEmpty() && keys.size() == parts.size()) {
      ranges.add(new Range(keys, (begins ? "beginning of " : "range of ") + texts(keys)));
    }
    if (begins) {
      maker
          .pattern(subject)
          .ifPresent(key -> ranges.add(new Range(List.of(key), "beginning of " + subject.text())));
    }
    return ranges;
  }

  static String texts(List<Candidate.Key> keys) {
    return String.join(", ", keys.stream().map(Candidate.Key::text).toList());
  }

  /** The same without the key of one condition. */
  Terms without(Condition condition) {
    return new Terms(
        equal.stream().filter(term -> !term.condition().equals(condition)).toList(),
        joined,
        ranges,
        single);
  }

  /** The keys that are compared with one value. */
  List<Candidate.Key> once() {
    return equal.stream().filter(term -> !term.several()).map(Term::key).toList();
  }

  static List<Candidate.Key> keys(List<Term> terms) {
    return terms.stream().map(Term::key).toList();
  }
}
