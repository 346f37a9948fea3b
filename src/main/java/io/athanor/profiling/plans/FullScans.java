package io.athanor.profiling.plans;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Which tables a plan reads from end to end. Told by work and not by the name of a node: what costs
 * as much as to read most pages of the table at random is one, whatever it is called, and an index
 * that is read without a condition; a scan that is stopped early is none, because what stops it
 * costs less than it.
 */
public final class FullScans {

  /** Of what a scan costs all that is above it costs at least this part, or the scan is stopped. */
  private static final double TO_THE_END = 0.5;

  /** What a page costs that is not read after the one before it, and some rows in it. */
  private static final double AT_RANDOM = 3;

  private FullScans() {}

  /**
   * The names of the tables.
   *
   * @param wholes of partitions the whole table
   * @param blocks of tables and partitions
   * @param least blocks that one has to have
   */
  public static Set<String> of(
      Plan plan, Map<String, String> wholes, Map<String, Long> blocks, long least) {
    Set<String> found = new TreeSet<>();
    walk(
        plan.root(),
        Double.MAX_VALUE,
        (node, most) -> {
          String table = node.target().relation();
          long size = table == null ? 0 : blocks.getOrDefault(table, 0L);
          double work = NodeWork.selfCost(node);
          if (NodeWork.scans(node)
              && size >= least
              && (unconditional(node) || work >= AT_RANDOM * size)
              && most >= TO_THE_END * work) {
            found.add(wholes.getOrDefault(table, table));
          }
        });
    return found;
  }

  /** Shows each node with the least that anything above it costs. */
  private static void walk(PlanNode node, double above, BiConsumer<PlanNode, Double> visitor) {
    double most = Math.min(above, node.estimate().totalCost());
    visitor.accept(node, most);
    node.children().forEach(child -> walk(child, most, visitor));
  }

  private static boolean unconditional(PlanNode node) {
    return node.type().equals("Seq Scan")
        || (node.type().startsWith("Index") && !node.has(ConditionKind.INDEX));
  }
}
