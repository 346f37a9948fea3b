package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Table;
import io.athanor.profiling.plans.ConditionKind;
import io.athanor.profiling.plans.Plan;
import io.athanor.profiling.plans.PlanNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads from a plan what it does with each table. */
final class PlanUses {

  private static final List<ConditionKind> CONDITIONS =
      List.of(
          ConditionKind.INDEX,
          ConditionKind.RECHECK,
          ConditionKind.FILTER,
          ConditionKind.JOIN_FILTER,
          ConditionKind.HASH,
          ConditionKind.MERGE);

  /** Through these the first rows that are wanted are the first that are read. */
  private static final Set<String> PASSING =
      Set.of("Gather", "Gather Merge", "Result", "LockRows", "ProjectSet", "Subquery Scan");

  /** How plans stand to others that say nothing of their columns. */
  private static final Set<String> APART = Set.of("InitPlan", "SubPlan", "Subquery");

  private static final String NUMBERED = "_\\d+$";

  private static final Set<String> SORTS = Set.of("Sort", "Incremental Sort");
  private static final Set<String> GROUPING = Set.of("Aggregate", "Unique", "WindowAgg", "Group");

  private final KnownTables known;
  private final UseCollector collector;
  private final Map<String, TableUse> uses = new LinkedHashMap<>();
  private final Map<String, TableUse> byAlias = new HashMap<>();

  private PlanUses(KnownTables known, UseCollector collector) {
    this.known = known;
    this.collector = collector;
  }

  /** The uses of tables that are known and not small. */
  static List<TableUse> of(Plan plan, KnownTables known, UseCollector collector) {
    PlanUses reader = new PlanUses(known, collector);
    plan.root().walk(reader::register);
    reader.node(plan.root(), null, false);
    reader.needed(plan.root(), false);
    return List.copyOf(reader.uses.values());
  }

  private void register(PlanNode node) {
    PlanNode.Target target = node.target();
    boolean changes = node.type().equals("ModifyTable");
    if (target.relation() == null || target.schema() == null || target.alias() == null) {
      return;
    }
    Optional<Table> table = known.find(target.schema(), target.relation());
    if (table.isEmpty() || changes) {
      return;
    }
    boolean part = known.isPartition(target.schema(), target.relation());
    String alias = target.alias();
    String parent = part ? alias.replaceAll(NUMBERED, "") : alias;
    TableUse use =
        uses.computeIfAbsent(
            table.get().schema() + "." + table.get().name() + " " + parent,
            key -> new TableUse(table.get()));
    byAlias.put(alias, use);
    byAlias.putIfAbsent(parent, use);
  }

  private Function<Expression, Optional<TableUse>> owner(PlanNode node) {
    return column -> {
      List<String> path = column.path();
      String alias = path.isEmpty() ? node.target().alias() : path.get(path.size() - 1);
      if (alias == null) {
        // The server leaves the name out where there is but one.
        return uses.size() == 1 ? uses.values().stream().findFirst() : Optional.empty();
      }
      TableUse exact = byAlias.get(alias);
      return Optional.ofNullable(exact == null ? partitioned(alias) : exact);
    };
  }

  /** A partitioned table that is there twice has a number itself. */
  private TableUse partitioned(String alias) {
    TableUse use = byAlias.get(alias.replaceAll(NUMBERED, ""));
    return use != null && use.table().partitioned() ? use : null;
  }

  private void node(PlanNode node, PlanNode parent, boolean limited) {
    Function<Expression, Optional<TableUse>> owner = owner(node);
    if (!node.type().equals("Bitmap Index Scan")) {
      for (ConditionKind kind : CONDITIONS) {
        boolean grouped = kind == ConditionKind.FILTER && GROUPING.contains(node.type());
        for (String text : grouped ? List.<String>of() : node.conditions(kind)) {
          collector.condition(text, owner);
        }
      }
    }
    if (SORTS.contains(node.type())) {
      sorted(node, parent, limited);
    }
    List<SortKey> groups = collector.keys(node.conditions(ConditionKind.GROUP_KEY));
    UseCollector.onlyOwner(groups, owner).ifPresent(use -> use.group(groups));
    extremes(node);
    boolean first = node.type().equals("Limit");
    boolean passes = PASSING.contains(node.type()) || SORTS.contains(node.type());
    for (PlanNode child : node.children()) {
      node(child, node, first || (limited && passes));
    }
  }

  private void sorted(PlanNode node, PlanNode parent, boolean limited) {
    if (parent != null && parent.type().equals("Merge Join")) {
      return;
    }
    List<SortKey> keys = collector.keys(node.conditions(ConditionKind.SORT_KEY));
    Optional<TableUse> only = UseCollector.onlyOwner(keys, owner(node));
    boolean groups = parent != null && GROUPING.contains(parent.type());
    only.ifPresent(
        use -> {
          if (groups) {
            use.group(keys);
          } else {
            use.order(keys, limited);
          }
        });
  }

  /** The least and the greatest are the first in an order. */
  private void extremes(PlanNode node) {
    if (!node.type().equals("Aggregate") || node.has(ConditionKind.GROUP_KEY)) {
      return;
    }
    for (Expression read : collector.readable(node.output())) {
      boolean extreme = read.name().equals("min") || read.name().equals("max");
      if (extreme && read.parts().size() == 1) {
        List<SortKey> keys = List.of(new SortKey(read.part(0), false, false));
        UseCollector.onlyOwner(keys, owner(node)).ifPresent(use -> use.order(keys, true));
      }
    }
  }

  /**
   * Which columns are needed is said by the nodes above a scan; the scan itself may hand on all
   * that it has, as that is cheaper.
   */
  private void needed(PlanNode node, boolean said) {
    boolean scans = node.target().relation() != null;
    if (!scans || !said) {
      collector.values(node.output(), owner(node));
    }
    boolean changes = node.type().equals("ModifyTable");
    for (PlanNode child : node.children()) {
      boolean apart = APART.contains(String.valueOf(child.place().relationship()));
      needed(child, !changes && !apart && (said || !node.output().isEmpty()));
    }
  }
}
