package io.athanor.profiling.plans;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One node of an execution plan, as the server printed it. Texts that the server did not print are
 * null.
 *
 * @param type such as {@code Seq Scan}
 * @param place where it stands
 * @param target what it reads or changes
 * @param variant how it works
 * @param conditions its expressions by kind, a list for keys and one text for conditions
 * @param estimate what the planner expects
 * @param actual what happened, or null when it was only planned
 * @param blocks what it and everything below it touched; all 0 when it was only planned
 * @param output the columns that it hands on, with VERBOSE
 * @param children in the server's order
 */
public record PlanNode(
    String type,
    Place place,
    Target target,
    Variant variant,
    Map<ConditionKind, List<String>> conditions,
    Estimate estimate,
    Actual actual,
    Blocks blocks,
    List<String> output,
    List<PlanNode> children) {

  /**
   * Where a node stands.
   *
   * @param relationship to its parent: {@code Outer}, {@code Inner}, {@code Member}, {@code
   *     SubPlan}, {@code InitPlan}, {@code Subquery}; null for the root
   * @param subplan such as {@code SubPlan 1} or {@code CTE found}, or null
   * @param parallel whether several processes share its work
   */
  public record Place(String relationship, String subplan, boolean parallel) {}

  /**
   * What a node reads or changes.
   *
   * @param relation the table
   * @param schema of the table, with VERBOSE
   * @param alias under which the statement names it
   * @param index that it uses
   * @param other the function, the CTE or the tuple store that it reads instead of a table
   */
  public record Target(String relation, String schema, String alias, String index, String other) {}

  /**
   * How a node works.
   *
   * @param operation of a node that changes data, such as {@code Delete}
   * @param strategy of an aggregate or a set operation
   * @param joinType such as {@code Left}
   * @param direction of a scan, {@code Forward} or {@code Backward}
   * @param workersPlanned processes beside the first
   */
  public record Variant(
      String operation, String strategy, String joinType, String direction, int workersPlanned) {}

  /**
   * What the planner expects of one execution.
   *
   * @param startupCost until the first row
   * @param totalCost until the last row
   */
  public record Estimate(double startupCost, double totalCost, double rows, int width) {}

  /**
   * What happened. Times and rows are means of one loop, as the server prints them; multiply them
   * by the loops, or use the methods that do.
   *
   * @param totalMillis of one loop; 0 without TIMING
   * @param rows handed on by one loop
   * @param loops how often it was executed; 0 for never
   * @param removed rows of one loop that were read and thrown away
   * @param heapFetches of an index-only scan: rows that had to be looked at after all
   * @param lossyBlocks of a bitmap that did not fit into memory
   * @param indexSearches descents of the index, from PostgreSQL 18 on
   * @param sort what a sort needed, or null
   */
  public record Actual(
      double startupMillis,
      double totalMillis,
      double rows,
      double loops,
      Removed removed,
      long heapFetches,
      long exactBlocks,
      long lossyBlocks,
      long indexSearches,
      Sort sort) {

    /** Rows that all loops together handed on. */
    public double allRows() {
      return rows * loops;
    }

    /** Time of all loops together, with what is below. */
    public double allMillis() {
      return totalMillis * loops;
    }

    /** Rows that all loops together threw away. */
    public double allRemoved() {
      return removed.all() * loops;
    }
  }

  /** Rows of one loop that were thrown away by a filter, a join filter or a second look. */
  public record Removed(double byFilter, double byJoinFilter, double byRecheck) {
    /** All of them. */
    public double all() {
      return byFilter + byJoinFilter + byRecheck;
    }
  }

  /**
   * What a sort needed.
   *
   * @param method such as {@code top-N heapsort}
   * @param kilobytes of memory or disk
   * @param onDisk whether it did not fit into memory
   */
  public record Sort(String method, long kilobytes, boolean onDisk) {}

  /** Blocks of 8 kB, of all loops together. */
  public record Blocks(
      long sharedHit,
      long sharedRead,
      long sharedDirtied,
      long sharedWritten,
      long tempRead,
      long tempWritten) {
    /** Blocks of tables and indexes that were looked at. */
    public long touched() {
      return sharedHit + sharedRead;
    }
  }

  /** Copies the collections. */
  public PlanNode {
    conditions = Map.copyOf(conditions);
    output = List.copyOf(output);
    children = List.copyOf(children);
  }

  /** The expressions of a kind; empty when there are none. */
  public List<String> conditions(ConditionKind kind) {
    return conditions.getOrDefault(kind, List.of());
  }

  /** Whether it has an expression of this kind. */
  public boolean has(ConditionKind kind) {
    return conditions.containsKey(kind);
  }

  /** Whether it was executed at least once. */
  public boolean executed() {
    return actual != null && actual.loops() > 0;
  }

  /** Shows this node and all below it, parents first. */
  public void walk(Consumer<PlanNode> visitor) {
    visitor.accept(this);
    children.forEach(child -> child.walk(visitor));
  }
}
