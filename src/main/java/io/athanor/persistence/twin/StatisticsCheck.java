package io.athanor.persistence.twin;

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

  private StatisticsCheck() {}

  /**
   * Checks all of them.
   *
   * @param grow how many times as many rows there are to be
   * @throws IllegalArgumentException when they cannot be true; the message is a sentence
   */
  static void check(Exported statistics, double grow) {
    StatisticsCheck check = new StatisticsCheck();
    statistics.relations().forEach(relation -> check.relation(relation, grow));
    require(check.pages <= MOST_PAGES, "The relations of the file are larger than a server holds.");
  }

  private void relation(Relation relation, double grow) {
    require(
        relation.schema() != null && relation.name() != null && relation.kind() != null,
        "A relation of the file has no schema, no name or no kind.");
    String name = relation.schema() + "." + relation.name();
    require(seen.add(name), name + " is in the file twice.");
    boolean sizes =
        relation.pages() >= 0
            && relation.blocks() >= 0
            && relation.allVisible() >= 0
            && relation.pages() * grow < MOST_PAGES
            && relation.blocks() * grow < MOST_PAGES
            && relation.allVisible() * grow < MOST_PAGES;
    require(sizes, "The pages of " + name + " are no number that a table can have.");
    require(
        relation.rows() >= -1 && relation.rows() * grow <= MOST_ROWS,
        "The rows of " + name + " are no number that a table can have: " + relation.rows() + ".");
    require(
        relation.depth() == null || (relation.depth() >= 0 && relation.depth() <= DEEPEST),
        "The depth of " + name + " is none that a b-tree can have.");
    pages += relation.blocks() * grow;
    relation.columns().forEach(column -> column(name, column));
  }

  private void column(String relation, Column column) {
    require(
        column.name() != null && column.type() != null,
        "A column of " + relation + " has no name or no type.");
    String name = relation + "." + column.name();
    require(seen.add("column " + name + " " + column.inherited()), name + " is in the file twice.");
    boolean known =
        part(column.nulls())
            && column.width() >= 0
            && column.width() <= WIDEST
            && column.distinct() >= -1
            && column.distinct() <= MOST_ROWS
            && (column.correlation() == null || Math.abs(column.correlation()) <= 1)
            && (column.emptyRanges() == null || part(column.emptyRanges()))
            && numbers(column.commonShares(), 1)
            && numbers(column.elementShares(), 1)
            && numbers(column.elementCounts(), MOST_ROWS)
            && list(column.common())
            && list(column.histogram())
            && list(column.elements())
            && list(column.rangeLengths())
            && list(column.rangeBounds())
            && (column.common() == null) == (column.commonShares() == null)
            && (column.elements() == null) == (column.elementShares() == null);
    require(known, "What the file says of " + name + " cannot be: a number is out of its range.");
  }

  private static boolean part(double number) {
    return number >= 0 && number <= 1;
  }

  private static boolean numbers(List<Double> numbers, double most) {
    return numbers == null
        || (numbers.size() <= MOST_SHARES
            && numbers.stream().allMatch(number -> number >= 0 && number <= most));
  }

  private static boolean list(String text) {
    return text == null || (text.startsWith("{") && text.endsWith("}") && text.indexOf(0) < 0);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
