package io.athanor.profiling.plans;

/** Plans as the server prints them, shortened. */
final class PlanJson {

  private PlanJson() {}

  /** A whole plan around a root; quotes may be single ones. */
  static Plan plan(String root) {
    return plan(root, "");
  }

  static Plan plan(String root, String more) {
    return PlanReader.read(text(root, more));
  }

  static String text(String root, String more) {
    return ("[{'Plan': " + root + more + "}]").replace('\'', '"').replace('`', '\'');
  }

  /** A node with a cost and, when loops are given, what happened. */
  static String node(String type, String fields, String... children) {
    String below = children.length == 0 ? "" : ", 'Plans': [" + String.join(", ", children) + "]";
    return "{'Node Type': '"
        + type
        + "', 'Total Cost': 100.0, 'Plan Rows': 10"
        + fields
        + below
        + "}";
  }

  /**
   * What happened in a node: rows of a loop, loops, rows removed of a loop, milliseconds of one.
   */
  static String actual(double rows, double loops, double removed, double millis) {
    return ", 'Actual Rows': %s, 'Actual Loops': %s, 'Rows Removed by Filter': %s, 'Actual Total Time': %s"
        .formatted(rows, loops, removed, millis);
  }

  static String blocks(long blocks) {
    return ", 'Shared Hit Blocks': " + blocks + ", 'Shared Read Blocks': 0";
  }

  static String on(String relation) {
    return ", 'Schema': 'public', 'Relation Name': '" + relation + "', 'Alias': '" + relation + "'";
  }

  static String filter(String text) {
    return ", 'Filter': '" + text + "'";
  }

  static String as(String relationship) {
    return ", 'Parent Relationship': '" + relationship + "'";
  }
}
