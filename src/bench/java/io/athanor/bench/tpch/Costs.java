package io.athanor.bench.tpch;

import java.util.Map;

/**
 * What the planner expects of each query without and with a list of indexes.
 *
 * @param before cost by query, without them
 * @param after cost by query, with all of them
 * @param bytes size by index
 */
public record Costs(
    Map<String, Double> before, Map<String, Double> after, Map<String, Long> bytes) {

  /** Of all queries, each once. */
  public double totalBefore() {
    return before.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Of all queries, each once. */
  public double totalAfter() {
    return after.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Which part of the cost is left; the measure of published comparisons. */
  public double part() {
    return totalAfter() / totalBefore();
  }

  /** Whether the plan of this query uses none of them. */
  public boolean unchanged(String query) {
    return before.get(query).equals(after.get(query));
  }

  /** Of all indexes. */
  public long totalBytes() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }
}
