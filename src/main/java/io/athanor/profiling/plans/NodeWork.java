package io.athanor.profiling.plans;

/** What a node does itself, without what is below it. */
final class NodeWork {

  private NodeWork() {}

  /** The planner's cost of all expected executions of this node alone. */
  static double selfCost(PlanNode node) {
    double below = 0;
    for (PlanNode child : node.children()) {
      below += child.estimate().totalCost();
    }
    return Math.max(0, node.estimate().totalCost() - below);
  }

  /** Time of all loops of this node alone; 0 when it was not executed. */
  static double selfMillis(PlanNode node) {
    if (node.actual() == null) {
      return 0;
    }
    double below = 0;
    for (PlanNode child : node.children()) {
      if (child.actual() != null) {
        below += child.actual().allMillis() / processes(node, child);
      }
    }
    return Math.max(0, node.actual().allMillis() - below);
  }

  /** Below a Gather the same seconds count once for each process. */
  private static double processes(PlanNode node, PlanNode child) {
    boolean gathers = node.type().equals("Gather") || node.type().equals("Gather Merge");
    return gathers ? Math.max(1, child.actual().loops()) : 1;
  }

  /** Blocks that this node alone touched. */
  static long selfBlocks(PlanNode node) {
    long below = 0;
    for (PlanNode child : node.children()) {
      below += child.blocks().touched();
    }
    return Math.max(0, node.blocks().touched() - below);
  }

  /** Whether it reads a table or an index. */
  static boolean scans(PlanNode node) {
    return node.target().relation() != null && node.type().endsWith("Scan");
  }
}
