package io.athanor.profiling.plans;

import io.athanor.contract.Plans.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the scans of one table in one place of a plan read, and what was kept of it; the partitions
 * of a table below one Append are one.
 *
 * @param first the first of them
 * @param read rows that were looked at
 * @param kept rows that were handed on
 * @param blocks that were touched, or 0 when nothing was executed
 * @param expected whether the figures are the planner's only
 */
record ScanWork(
    PlanNode first, int scans, double read, double kept, long blocks, boolean expected) {

  private static final double FEW_ROWS = 1_000;
  private static final double MOSTLY = 0.9;

  /** Whether most of what was read was read for nothing. */
  boolean isWasted() {
    return read > FEW_ROWS && kept < (1 - MOSTLY) * read;
  }

  /** The scans of a plan, those of the partitions of a table together. */
  static List<ScanWork> of(PlanNode root, List<Table> tables) {
    List<ScanWork> found = new ArrayList<>();
    collect(root, tables, found);
    return found;
  }

  private static void collect(PlanNode node, List<Table> tables, List<ScanWork> found) {
    boolean folds = node.type().equals("Append") || node.type().equals("Merge Append");
    Map<String, ScanWork> members = new LinkedHashMap<>();
    for (PlanNode child : node.children()) {
      if (folds && NodeWork.scans(child)) {
        one(child, tables).ifPresent(work -> members.merge(part(child), work, ScanWork::and));
        child.children().forEach(below -> collect(below, tables, found));
      } else {
        collect(child, tables, found);
      }
    }
    found.addAll(members.values());
    if (node.place().relationship() == null || !"Member".equals(node.place().relationship())) {
      one(node, tables).ifPresent(found::add);
    }
  }

  /** What all partitions of a table have in common. */
  private static String part(PlanNode node) {
    String alias = node.target().alias();
    return node.type() + " " + (alias == null ? "" : alias.replaceAll("_\\d+$", ""));
  }

  private static Optional<ScanWork> one(PlanNode node, List<Table> tables) {
    if (!NodeWork.scans(node) || node.type().equals("Bitmap Index Scan")) {
      return Optional.empty();
    }
    PlanNode.Actual actual = node.actual();
    if (actual == null) {
      return expected(node, tables);
    }
    return Optional.of(
        new ScanWork(
            node,
            1,
            actual.allRows() + actual.allRemoved(),
            actual.allRows(),
            node.blocks().touched(),
            false));
  }

  /** Only of a whole table is it known beforehand how much is read. */
  private static Optional<ScanWork> expected(PlanNode node, List<Table> tables) {
    if (!node.type().equals("Seq Scan") || !node.has(ConditionKind.FILTER)) {
      return Optional.empty();
    }
    return tables.stream()
        .filter(table -> table.name().equals(node.target().relation()) && table.rows() >= 0)
        .findFirst()
        .map(table -> new ScanWork(node, 1, table.rows(), node.estimate().rows(), 0, true));
  }

  private ScanWork and(ScanWork other) {
    return new ScanWork(
        first,
        scans + other.scans,
        read + other.read,
        kept + other.kept,
        blocks + other.blocks,
        expected);
  }
}
