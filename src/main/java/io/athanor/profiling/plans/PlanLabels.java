package io.athanor.profiling.plans;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Nodes in words. */
final class PlanLabels {

  private PlanLabels() {}

  /** What a node does and with what, in the words of the server. */
  static String title(PlanNode node) {
    StringBuilder text = new StringBuilder();
    if (node.place().subplan() != null) {
      text.append(node.place().subplan()).append(": ");
    }
    text.append(node.place().parallel() ? "Parallel " : "").append(node.type());
    PlanNode.Variant variant = node.variant();
    if (variant.operation() != null) {
      text.append(' ').append(variant.operation());
    }
    if (variant.joinType() != null && !variant.joinType().equals("Inner")) {
      text.append(' ').append(variant.joinType());
    }
    if ("Backward".equals(variant.direction())) {
      text.append(" Backward");
    }
    PlanNode.Target target = node.target();
    if (target.index() != null) {
      text.append(" using ").append(target.index());
    }
    String read = target.relation() == null ? target.other() : target.relation();
    if (read != null) {
      text.append(" on ").append(read);
      if (target.alias() != null && !target.alias().equals(read)) {
        text.append(' ').append(target.alias());
      }
    }
    return text.toString();
  }

  /** Its expressions, each with what it is for. */
  static List<String> conditions(PlanNode node) {
    List<String> texts = new ArrayList<>();
    for (ConditionKind kind : ConditionKind.values()) {
      if (node.has(kind)) {
        texts.add(kind.field() + ": " + String.join(", ", node.conditions(kind)));
      }
    }
    return texts;
  }

  /** A whole number as people read it. */
  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A number as people read it. */
  static String number(double value) {
    return value >= 100 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
