package io.athanor.profiling.plans;

import io.athanor.contract.Plans.Finding;
import io.athanor.contract.Plans.Table;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is wrong with a plan, by the work that it does: rows that are read for nothing and blocks
 * for each row, not the name of a node.
 */
final class PlanJudge {

  private static final double FEW_ROWS = 1_000;
  private static final double BLOCKS_PER_ROW = 100;
  private static final long FEW_BLOCKS = 500;
  private static final double MANY_ROWS = 10_000;
  private static final double WRONG_FACTOR = 10;
  private static final double SLOW_TRIGGER_MILLIS = 10;
  private static final double SHARE_OF_TRIGGERS = 0.2;

  private final Plan plan;
  private final List<Table> tables;
  private final IdentityHashMap<PlanNode, String> ids;
  private final List<Finding> findings = new ArrayList<>();

  private PlanJudge(Plan plan, List<Table> tables) {
    this.plan = plan;
    this.tables = tables;
    this.ids = PlanTree.ids(plan);
  }

  /**
   * The findings, those that read too much first.
   *
   * @param tables sizes of the tables that the plan names, as far as they are known
   */
  static List<Finding> findings(Plan plan, List<Table> tables) {
    PlanJudge judge = new PlanJudge(plan, tables);
    ScanWork.of(plan.root(), tables).forEach(judge::scan);
    judge.nested(plan.root(), 1);
    plan.root().walk(judge::node);
    plan.triggers().forEach(judge::trigger);
    return List.copyOf(judge.findings);
  }

  private void scan(ScanWork work) {
    PlanNode node = work.first();
    boolean wasted = work.isWasted();
    boolean scattered =
        work.blocks() > FEW_BLOCKS && work.blocks() > BLOCKS_PER_ROW * Math.max(1, work.kept());
    if (!wasted && !scattered) {
      return;
    }
    String parts = work.scans() > 1 ? " in " + work.scans() + " partitions" : "";
    String why =
        (work.expected() ? "expects to read " : "read ")
            + PlanLabels.number(work.read())
            + " rows"
            + parts
            + (work.blocks() > 0 ? " in " + PlanLabels.number(work.blocks()) + " blocks" : "")
            + " and keeps "
            + PlanLabels.number(work.kept());
    add("wasteful-scan", node, why, scanAdvice(node));
  }

  private static String scanAdvice(PlanNode node) {
    String table = node.target().relation();
    Stream<ConditionKind> kinds = Stream.of(ConditionKind.FILTER, ConditionKind.RECHECK);
    String condition = kinds.flatMap(kind -> node.conditions(kind).stream()).findFirst().orElse("");
    if (node.has(ConditionKind.INDEX)) {
      return "Add the columns of " + condition + " to the index " + node.target().index() + ".";
    }
    return condition.isEmpty()
        ? "The rows lie in many blocks that are nearly empty: VACUUM " + table + "."
        : "An index on the columns of " + condition + " of " + table + ".";
  }

  /** Looks for whole tables that are read once for each row of something else. */
  private void nested(PlanNode node, double times) {
    boolean loop = node.type().equals("Nested Loop");
    double outer = node.children().isEmpty() ? 1 : rows(node.children().get(0));
    for (PlanNode child : node.children()) {
      boolean inner = loop && "Inner".equals(child.place().relationship());
      boolean subplan = "SubPlan".equals(child.place().relationship());
      double executions =
          child.actual() != null ? child.actual().loops() : inner ? times * outer : times;
      if ((inner || subplan) && executions > 1) {
        repeated(child, executions, subplan);
      }
      nested(child, executions);
    }
  }

  private void repeated(PlanNode top, double executions, boolean subplan) {
    top.walk(
        node -> {
          double read = executions * tableRows(node);
          if (!node.type().equals("Seq Scan") || read < MANY_ROWS) {
            return;
          }
          add(
              subplan ? "repeated-subquery" : "nested-loop-scan",
              node,
              "%s is read from end to end %s times, %s rows in all"
                  .formatted(
                      node.target().relation(),
                      PlanLabels.number(executions),
                      PlanLabels.number(read)),
              subplan
                  ? "Join instead of asking for each row, or an index on what the subquery compares."
                  : "An index on the columns by which " + node.target().relation() + " is joined.");
        });
  }

  private double tableRows(PlanNode node) {
    if (node.actual() != null) {
      return node.actual().rows() + node.actual().removed().all();
    }
    return tables.stream()
        .filter(table -> table.name().equals(node.target().relation()))
        .mapToDouble(Table::rows)
        .findFirst()
        .orElse(node.estimate().rows());
  }

  private static double rows(PlanNode node) {
    return node.actual() == null ? node.estimate().rows() : node.actual().rows();
  }

  private void node(PlanNode node) {
    if (!node.executed()) {
      return;
    }
    PlanNode.Actual actual = node.actual();
    if (actual.lossyBlocks() > 0) {
      add(
          "lossy-bitmap",
          node,
          actual.lossyBlocks() + " blocks were read whole, as the bitmap did not fit into memory",
          "A larger work_mem, or an index that finds fewer rows.");
    }
    if (actual.sort() != null && actual.sort().onDisk()) {
      add(
          "sort-on-disk",
          node,
          "the sort took " + PlanLabels.number(actual.sort().kilobytes()) + " kB on disk",
          "A larger work_mem, or an index in the order of "
              + String.join(", ", node.conditions(ConditionKind.SORT_KEY))
              + ".");
    }
    if (actual.heapFetches() > FEW_ROWS && actual.heapFetches() > actual.allRows() / 2) {
      add(
          "heap-fetches",
          node,
          PlanLabels.number(actual.heapFetches())
              + " rows had to be looked at in the table after all",
          "VACUUM " + node.target().relation() + ".");
    }
    estimate(node, actual);
  }

  private void estimate(PlanNode node, PlanNode.Actual actual) {
    double expected = Math.max(1, node.estimate().rows());
    double found = Math.max(1, actual.rows());
    double factor = Math.max(expected / found, found / expected);
    // Whoever stops early, as a Limit does, has not seen what was expected.
    boolean complete = found > expected || !limited(plan.root(), node, false);
    if (NodeWork.scans(node)
        && factor > WRONG_FACTOR
        && Math.max(expected, found) * actual.loops() > FEW_ROWS
        && complete) {
      add(
          "wrong-estimate",
          node,
          PlanLabels.number(expected)
              + " rows were expected, and "
              + PlanLabels.number(found)
              + " found",
          "ANALYZE "
              + node.target().relation()
              + ", or CREATE STATISTICS on columns that depend on each other.");
    }
  }

  /** Whether a node stands below something that may stop it before its end. */
  private boolean limited(PlanNode from, PlanNode sought, boolean below) {
    if (ids.get(from).equals(ids.get(sought))) {
      return below;
    }
    boolean stops =
        from.type().equals("Limit")
            || from.type().equals("Merge Join")
            || "Semi".equals(from.variant().joinType())
            || "Anti".equals(from.variant().joinType());
    return from.children().stream().anyMatch(child -> limited(child, sought, below || stops));
  }

  private void trigger(Plan.Trigger trigger) {
    if (trigger.constraint() == null
        || trigger.millis() < SLOW_TRIGGER_MILLIS
        || trigger.millis() < SHARE_OF_TRIGGERS * plan.executionMillis()) {
      return;
    }
    add(
        "slow-foreign-key",
        plan.root(),
        "the constraint %s took %s ms for %s rows"
            .formatted(
                trigger.constraint(),
                PlanLabels.number(trigger.millis()),
                PlanLabels.number(trigger.calls())),
        "An index on the referencing columns of " + trigger.constraint() + ".");
  }

  private void add(String type, PlanNode node, String why, String advice) {
    findings.add(new Finding(type, ids.get(node), PlanLabels.title(node), why, advice));
  }
}
