package io.athanor.persistence;

import io.athanor.contract.Kind;

/**
 * Sub-selects for related records: in the statement of the record itself, so that there is never a
 * second one, and bounded by number and size, because anything may have any number of relatives.
 */
final class Included {

  /** Records of one sort that come with another; further ones are found by their lists. */
  static final int MOST = 100;

  /** Characters of them: the newest come until this is reached, at least one. */
  static final int LONGEST = 1_000_000;

  private static final String EXPERIMENT =
      "(left("
          + ExperimentReader.HEAD
          + ", -1) || ',\"parameters\":' || e.parameters::text || '}')";

  private Included() {}

  /** Text of one object, or null. */
  static String one(Kind kind, String condition) {
    RecordTable table = RecordTables.of(kind);
    return "(select " + table.body("b") + " from " + table.table() + " b where " + condition + ")";
  }

  /** Text of an array, newest first. */
  static String many(Kind kind, String condition) {
    RecordTable table = RecordTables.of(kind);
    return array(
        "select "
            + table.body("b")
            + " as body from "
            + table.table()
            + " b where "
            + condition
            + " order by b.id desc limit "
            + MOST);
  }

  static String experiment(String condition) {
    return "(select "
        + EXPERIMENT
        + " from experiments e "
        + ExperimentReader.JOINS
        + " where "
        + condition
        + ")";
  }

  static String experiments(String condition) {
    return array(
        "select "
            + EXPERIMENT
            + " as body from experiments e "
            + ExperimentReader.JOINS
            + " where "
            + condition
            + " order by e.id desc limit "
            + MOST);
  }

  private static String array(String select) {
    return "(select '[' || coalesce(string_agg(i.body, ','), '') || ']' from (select m.body, row_number() over () as n,"
        + " sum(length(m.body)) over (rows unbounded preceding) as total from ("
        + select
        + ") m) i where i.n = 1 or i.total <= "
        + LONGEST
        + ")";
  }
}
