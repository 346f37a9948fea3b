package io.athanor.profiling.advice;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys of a tree that together could serve a statement.
 *
 * @param covering whether it is of use only with all columns that are needed
 */
record Shape(List<Candidate.Key> keys, int rank, String reason, boolean covering) {

  /** More keys make an index larger and hardly more selective. */
  private static final int MOST_KEYS = 4;

  private static final int ORDER_OF_FIRST = 100;
  private static final int JOIN_AND_EQUAL = 88;
  private static final int EQUAL_AND_RANGE = 85;
  private static final int EQUAL = 80;
  private static final int EQUAL_AND_ORDER = 75;
  private static final int ONE_EQUAL = 70;
  private static final int OTHER_LEADS = 66;
  private static final int JOIN = 65;
  private static final int RANGE = 60;
  private static final int GROUP = 50;

  /** The sets of equal keys of which each may lead. */
  private static final int FEW = 3;

  /** Everything that the terms, orders and groups of a use can make. */
  static List<Shape> of(Terms terms, TableUse use, KeyMaker maker) {
    Collected all = new Collected();
    List<Candidate.Key> equal = Terms.keys(terms.equal());
    all.add(EQUAL, "equality of " + Terms.texts(equal), equal);
    terms.equal().forEach(term -> all.add(ONE_EQUAL, "equality of " + text(term), one(term)));
    terms.single().forEach(term -> all.add(ONE_EQUAL, "one way is " + text(term), one(term)));
    leading(terms, all);
    joins(terms, all, equal);
    for (Terms.Range range : terms.ranges()) {
      String words = equal.isEmpty() ? "" : "equality of " + Terms.texts(equal) + " and ";
      int rank = equal.isEmpty() ? RANGE : EQUAL_AND_RANGE;
      all.add(rank, words + range.words(), equal, range.keys());
      all.add(RANGE, range.words(), range.keys());
    }
    for (TableUse.Order order : use.orders()) {
      order(order, terms, maker, all);
    }
    for (List<SortKey> group : use.groups()) {
      List<Candidate.Key> keys = maker.ordered(group);
      if (!keys.isEmpty()) {
        List<Candidate.Key> once = terms.once();
        String words = "groups of " + Terms.texts(keys);
        all.add(GROUP, words, once.isEmpty(), once, keys);
      }
    }
    return List.copyOf(all.shapes.values());
  }

  /** Other statements may share an index that begins with any of the equal keys. */
  private static void leading(Terms terms, Collected all) {
    List<Candidate.Key> equal = Terms.keys(terms.equal());
    if (equal.size() < 2 || equal.size() > FEW) {
      return;
    }
    for (Candidate.Key first : equal) {
      all.add(OTHER_LEADS, "equality of " + Terms.texts(equal), List.of(first), equal);
    }
  }

  private static void joins(Terms terms, Collected all, List<Candidate.Key> equal) {
    List<Candidate.Key> joined = Terms.keys(terms.joined());
    String words = "join by " + Terms.texts(joined);
    for (Terms.Term term : terms.joined()) {
      all.add(JOIN, "join by " + text(term), one(term));
      if (!equal.isEmpty()) {
        String both = "join by " + text(term) + " and equality of " + Terms.texts(equal);
        all.add(JOIN_AND_EQUAL, both, one(term), equal);
        all.add(JOIN_AND_EQUAL - 1, both, equal, one(term));
      }
      for (Terms.Range range : terms.ranges()) {
        String both = "join by " + text(term) + " and " + range.words();
        all.add(JOIN_AND_EQUAL - 2, both, one(term), equal, range.keys());
      }
    }
    if (joined.size() > 1 && joined.size() <= FEW) {
      all.add(JOIN + 1, words, joined);
      all.add(JOIN_AND_EQUAL - FEW, words, joined, equal);
    }
  }

  private static void order(TableUse.Order order, Terms terms, KeyMaker maker, Collected all) {
    List<Candidate.Key> keys = maker.ordered(order.keys());
    if (keys.isEmpty()) {
      return;
    }
    List<Candidate.Key> once = terms.once();
    String words = (order.limited() ? "the first by " : "order by ") + Terms.texts(keys);
    String equal = once.isEmpty() ? "" : "equality of " + Terms.texts(once) + ", ";
    if (!once.isEmpty()) {
      all.add(order.limited() ? ORDER_OF_FIRST : EQUAL_AND_ORDER, equal + words, once, keys);
    }
    if (order.limited()) {
      boolean free = once.isEmpty() && terms.joined().isEmpty();
      all.add(free ? ORDER_OF_FIRST : ONE_EQUAL, words, keys);
      for (Terms.Term term : terms.joined()) {
        String joined = "join by " + text(term) + ", " + equal + words;
        all.add(ORDER_OF_FIRST - 2, joined, one(term), once, keys);
      }
    }
  }

  private static List<Candidate.Key> one(Terms.Term term) {
    return List.of(term.key());
  }

  private static String text(Terms.Term term) {
    return term.key().text();
  }

  /** Shapes by their keys; of two with the same keys the more promising one. */
  private static final class Collected {
    private final Map<List<Candidate.Key>, Shape> shapes = new LinkedHashMap<>();

    @SafeVarargs
    final void add(int rank, String reason, List<Candidate.Key>... lists) {
      add(rank, reason, false, lists);
    }

    @SafeVarargs
    final void add(int rank, String reason, boolean covering, List<Candidate.Key>... lists) {
      Map<String, Candidate.Key> keys = new LinkedHashMap<>();
      for (List<Candidate.Key> list : lists) {
        list.forEach(
            key -> keys.putIfAbsent(key.column() == null ? key.text() : key.column(), key));
      }
      List<Candidate.Key> some = new ArrayList<>(keys.values());
      if (some.size() > MOST_KEYS) {
        some = some.subList(0, MOST_KEYS);
      }
      if (!some.isEmpty()) {
        Shape shape = new Shape(List.copyOf(some), rank, reason, covering);
        shapes.merge(shape.keys(), shape, (a, b) -> b.rank() > a.rank() ? b : a);
      }
    }
  }
}
