package io.athanor.persistence.twin;

import io.athanor.contract.Amounts;
import io.athanor.contract.PlannerStatistics.Column;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Relation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sees that statistics from elsewhere are such as a server can have: the server that they are given
 * to believes them.
 */
final class StatisticsCheck {

  /** Pages that a relation can have, and more than all relations together are given. */
  private static final long MOST_PAGES = 1L << 31;

  private static final double MOST_ROWS = 1e15;
  private static final int WIDEST = 1 << 30;
  private static final int DEEPEST = 10;
  private static final int MOST_SHARES = 20_000;

  private final Set<String> seen = new HashSet<>();
  private double pages;

  private final double grow;

  private StatisticsCheck(double grow) {
    this.grow = grow;
  }

  /**
   * Checks all of them.
   *
   * @param grow how many times as many rows there are to be
   * @throws IllegalArgumentException when they cannot be true; the message says where, and what may
   *     be
   */
  static void check(Exported statistics, double grow) {
    StatisticsCheck check = new StatisticsCheck(grow);
    for (int i = 0; i < statistics.relations().size(); i++) {
      check.relation("relations[" + i + "]", statistics.relations().get(i));
    }
    require(
        check.pages <= MOST_PAGES,
        "all blocks together"
            + check.growing()
            + " are "
            + Amounts.number(check.pages)
            + ", and should be at most "
            + Amounts.number(MOST_PAGES));
  }

  private void relation(String place, Relation relation) {
    require(
        relation.schema() != null && relation.name() != null && relation.kind() != null,
        place + " has no schema, no name or no kind, and should have all three");
    String name = relation.schema() + "." + relation.name();
    require(seen.add(name), name + " is in it twice, and should be once");
    String of = " of " + name;
    grown("pages" + of, (double) relation.pages(), 0, MOST_PAGES - 1.0);
    grown("blocks" + of, (double) relation.blocks(), 0, MOST_PAGES - 1.0);
    grown("allVisible" + of, (double) relation.allVisible(), 0, MOST_PAGES - 1.0);
    grown("rows" + of, relation.rows(), -1, MOST_ROWS);
    if (relation.depth() != null) {
      within("depth" + of, relation.depth(), 0, DEEPEST);
    }
    pages += relation.blocks() * grow;
    relation.columns().forEach(column -> column(name, column));
  }

  private void column(String relation, Column column) {
    require(
        column.name() != null && column.type() != null,
        "a column of " + relation + " has no name or no type, and should have both");
    String name = relation + "." + column.name();
    require(
        seen.add("column " + name + " " + column.inherited()),
        name + " is in it twice, and should be once");
    String of = " of " + name;
    within("nulls" + of, column.nulls(), 0, 1);
    within("width" + of, column.width(), 0, WIDEST);
    within("distinct" + of, column.distinct(), -1, MOST_ROWS);
    within("correlation" + of, column.correlation(), -1, 1);
    within("emptyRanges" + of, column.emptyRanges(), 0, 1);
    numbers("commonShares" + of, column.commonShares(), 1);
    numbers("elementShares" + of, column.elementShares(), 1);
    numbers("elementCounts" + of, column.elementCounts(), MOST_ROWS);
    list("common" + of, column.common());
    list("histogram" + of, column.histogram());
    list("elements" + of, column.elements());
    list("rangeLengths" + of, column.rangeLengths());
    list("rangeBounds" + of, column.rangeBounds());
    require(
        (column.common() == null) == (column.commonShares() == null),
        "common" + of + " should be there together with commonShares");
    require(
        (column.elements() == null) == (column.elementShares() == null),
        "elements" + of + " should be there together with elementShares");
  }

  private String growing() {
    return grow == 1 ? "" : " times " + Amounts.number(grow);
  }

  private void grown(String what, double number, double least, double most) {
    boolean fits = number >= least && number * grow <= most;
    require(
        fits,
        what
            + " is "
            + number(number)
            + growing()
            + ", and should be from "
            + number(least)
            + " to "
            + number(most));
  }

  private static void within(String what, double number, double least, double most) {
    require(
        number >= least && number <= most,
        what
            + " is "
            + number(number)
            + ", and should be from "
            + number(least)
            + " to "
            + number(most));
  }

  private static void within(String what, Double number, double least, double most) {
    if (number != null) {
      within(what, number.doubleValue(), least, most);
    }
  }

  private static void numbers(String what, List<Double> numbers, double most) {
    if (numbers != null) {
      within("the length of " + what, numbers.size(), 0, MOST_SHARES);
      numbers.forEach(number -> within("a number of " + what, number, 0, most));
    }
  }

  private static void list(String what, String text) {
    require(
        text == null || (text.startsWith("{") && text.endsWith("}") && text.indexOf(0) < 0),
        what + " is no list of values, and should be one as SQL writes it: \"{a,b}\"");
  }

  /** As it may be written in the file. */
  private static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e16
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence + ".");
    }
  }
}
