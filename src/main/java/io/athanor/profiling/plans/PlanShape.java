package io.athanor.profiling.plans;

import io.athanor.contract.Contents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What two executions of one plan have in common: the nodes, what they use and by which
 * expressions, without costs, rows and constants. Partitions of one table count as one.
 */
public final class PlanShape {

  private static final int DIGEST_CHARACTERS = 16;

  /** A cast, also to types of several words and to arrays. */
  private static final String CAST =
      "(?:::(?:\"[^\"]+\"|double precision|character varying|bit varying"
          + "|time(?:stamp)? with(?:out)? time zone|\\w+)(?:\\(\\d+(?:,\\d+)?\\))?(?:\\[\\])*)?";

  /** Constants with their casts, parameters, and numbers that are no part of a name. */
  private static final Pattern CONSTANT =
      Pattern.compile(
          "(?:'(?:[^']++|'')*+'|\\$\\d+|(?<![\\w\"$.])-?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?(?![\\w\"]))"
              + CAST);

  private static final Pattern WRAPPED = Pattern.compile("\\(\\?\\)" + CAST);
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern NUMBERED = Pattern.compile("_\\d+(?=$|\\.)");
  private static final Pattern NUMBERED_QUALIFIER = Pattern.compile("\\b([a-z_]\\w*?)_\\d+\\.");

  private PlanShape() {}

  /** Sixteen hexadecimal digits that two plans share when they have the same shape. */
  public static String hash(PlanNode root) {
    return Contents.digestOf(of(root).getBytes(StandardCharsets.UTF_8))
        .substring(0, DIGEST_CHARACTERS);
  }

  /** The shape in words, nodes in nested brackets. */
  public static String of(PlanNode root) {
    return shape(root, false);
  }

  /** The same plan with a question mark for every constant and parameter in its expressions. */
  static Plan withoutConstants(Plan plan) {
    return new Plan(
        withoutConstants(plan.root()),
        plan.queryId(),
        plan.planningMillis(),
        plan.executionMillis(),
        plan.triggers(),
        plan.settings());
  }

  private static PlanNode withoutConstants(PlanNode node) {
    Map<ConditionKind, List<String>> conditions = new EnumMap<>(ConditionKind.class);
    node.conditions()
        .forEach(
            (kind, texts) ->
                conditions.put(kind, texts.stream().map(PlanShape::expression).toList()));
    return new PlanNode(
        node.type(),
        node.place(),
        node.target(),
        node.variant(),
        conditions,
        node.estimate(),
        node.actual(),
        node.blocks(),
        List.of(),
        node.children().stream().map(PlanShape::withoutConstants).toList());
  }

  private static String shape(PlanNode node, boolean partition) {
    List<String> words = new ArrayList<>();
    words.add(node.type());
    add(words, node.place().subplan());
    add(words, node.variant().operation());
    add(words, node.variant().strategy());
    add(words, node.variant().joinType());
    add(words, "Backward".equals(node.variant().direction()) ? "Backward" : null);
    PlanNode.Target target = node.target();
    // A partition goes under its table's alias, which is the same for every month.
    add(words, partition ? without(NUMBERED, target.alias()) : target.relation());
    add(words, partition ? without(NUMBER, target.index()) : target.index());
    add(words, target.other());
    for (ConditionKind kind : ConditionKind.values()) {
      if (node.has(kind)) {
        String text = String.join(", ", node.conditions(kind));
        words.add(kind + "=" + expression(partition ? qualified(text) : text));
      }
    }
    String children = String.join("", children(node, partition));
    return "[" + String.join(" ", words) + children + "]";
  }

  private static Set<String> children(PlanNode node, boolean partition) {
    boolean members = node.type().equals("Append") || node.type().equals("Merge Append");
    Set<String> shapes = new LinkedHashSet<>();
    int number = 0;
    for (PlanNode child : node.children()) {
      boolean member = members && "Member".equals(child.place().relationship());
      String shape = shape(child, partition || member);
      // Only members of one table may fall together; two equal sides of a join stay two.
      shapes.add(member ? shape : number++ + shape);
    }
    return shapes;
  }

  /** An expression with a question mark for every constant and parameter. */
  static String expression(String text) {
    String marked = CONSTANT.matcher(text).replaceAll("?");
    return WRAPPED.matcher(marked).replaceAll("?");
  }

  private static String qualified(String text) {
    return NUMBERED_QUALIFIER.matcher(text).replaceAll("$1.");
  }

  private static String without(Pattern part, String text) {
    return text == null ? null : part.matcher(text).replaceAll("");
  }

  private static void add(List<String> words, String word) {
    if (word != null) {
      words.add(word);
    }
  }
}
