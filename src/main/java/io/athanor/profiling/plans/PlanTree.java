package io.athanor.profiling.plans;

import io.athanor.contract.Plans.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A plan as a list of lines for people, parents first, with the most expensive node marked. */
final class PlanTree {

  private record Line(PlanNode node, String id, int depth) {}

  private final List<Line> lines = new ArrayList<>();
  private final String expensive;

  private PlanTree(Plan plan) {
    add(plan.root(), "1", 0);
    boolean timed = plan.root().executed() && plan.root().actual().allMillis() > 0;
    ToDoubleFunction<PlanNode> measure = timed ? NodeWork::selfMillis : NodeWork::selfCost;
    expensive =
        lines.stream()
            .max(Comparator.comparingDouble(line -> measure.applyAsDouble(line.node())))
            .orElseThrow()
            .id();
  }

  static List<Node> of(Plan plan) {
    PlanTree tree = new PlanTree(plan);
    return tree.lines.stream().map(tree::node).toList();
  }

  /** The id of every node. */
  static IdentityHashMap<PlanNode, String> ids(Plan plan) {
    IdentityHashMap<PlanNode, String> ids = new IdentityHashMap<>();
    new PlanTree(plan).lines.forEach(line -> ids.put(line.node(), line.id()));
    return ids;
  }

  private void add(PlanNode node, String id, int depth) {
    lines.add(new Line(node, id, depth));
    int number = 1;
    for (PlanNode child : node.children()) {
      add(child, id + "." + number++, depth + 1);
    }
  }

  private Node node(Line line) {
    PlanNode node = line.node();
    PlanNode.Actual actual = node.actual();
    boolean measured = actual != null;
    double loops = measured ? Math.max(1, actual.loops()) : 1;
    return new Node(
        line.id(),
        line.depth(),
        PlanLabels.title(node),
        PlanLabels.conditions(node),
        round(NodeWork.selfCost(node)),
        measured ? round(NodeWork.selfMillis(node)) : null,
        round(node.estimate().rows() * loops),
        measured ? round(actual.allRows()) : null,
        measured ? actual.loops() : null,
        measured ? round(actual.allRemoved()) : null,
        measured ? NodeWork.selfBlocks(node) : null,
        line.id().equals(expensive));
  }

  private static double round(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
