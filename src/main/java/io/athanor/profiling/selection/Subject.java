package io.athanor.profiling.selection;

import java.util.Set;

/**
 * A statement of the workload, as it is planned now.
 *
 * @param callsPerHour how often it is executed
 * @param meanMillis of an execution; null when not known
 * @param cost that the planner expects
 * @param tables that its plan reads or changes, with their schema
 * @param indexes that its plan uses
 * @param updated columns that it changes, {@code schema.table.column}
 */
public record Subject(
    String name,
    String sql,
    double callsPerHour,
    Double meanMillis,
    double cost,
    Set<String> tables,
    Set<String> indexes,
    Set<String> updated) {

  /** On a machine of our days a page from memory costs about ten microseconds, one unit. */
  private static final double MILLIS_OF_UNIT = 0.01;

  /** Copies the sets. */
  public Subject {
    tables = Set.copyOf(tables);
    indexes = Set.copyOf(indexes);
    updated = Set.copyOf(updated);
  }

  /** What it takes in an hour, in milliseconds, where the planner expects this cost. */
  double millis(double otherCost) {
    double each =
        meanMillis == null
            ? otherCost * MILLIS_OF_UNIT
            : meanMillis * otherCost / Math.max(cost, 1e-9);
    return callsPerHour * each;
  }

  double millis() {
    return millis(cost);
  }
}
