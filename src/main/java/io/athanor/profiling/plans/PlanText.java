package io.athanor.profiling.plans;

import io.athanor.contract.Plans.Node;
import java.util.List;
import java.util.Locale;

/** The tree of a plan as text. */
final class PlanText {

  private PlanText() {}

  static String of(List<Node> tree) {
    StringBuilder text = new StringBuilder();
    for (Node node : tree) {
      String indent = "  ".repeat(node.depth());
      text.append(node.expensive() ? "=> " : "   ").append(indent);
      text.append(node.depth() == 0 ? "" : "-> ").append(node.title()).append("  (");
      text.append(figures(node)).append(")\n");
      for (String condition : node.conditions()) {
        text.append("      ").append(indent).append(condition).append('\n');
      }
    }
    return text.toString();
  }

  private static String figures(Node node) {
    StringBuilder text = new StringBuilder();
    if (node.rows() == null) {
      return text.append("self cost ")
          .append(PlanLabels.number(node.selfCost()))
          .append(", rows expected ")
          .append(PlanLabels.number(node.expectedRows()))
          .toString();
    }
    if (node.loops() == 0) {
      return "never executed";
    }
    text.append(String.format(Locale.ROOT, "self %.2f ms, rows ", node.selfMillis()));
    text.append(PlanLabels.number(node.rows()));
    text.append(" (expected ").append(PlanLabels.number(node.expectedRows())).append(')');
    if (node.removed() > 0) {
      text.append(", removed ").append(PlanLabels.number(node.removed()));
    }
    if (node.loops() > 1) {
      text.append(", loops ").append(PlanLabels.number(node.loops()));
    }
    return text.append(", blocks ").append(PlanLabels.number(node.blocks())).toString();
  }
}
