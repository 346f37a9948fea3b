package io.athanor.profiling.plans;

import java.util.List;
import java.util.Map;

/**
 * A whole execution plan.
 *
 * @param queryId the server's number of the statement, or null when it computes none
 * @param planningMillis 0 when the server did not tell
 * @param executionMillis 0 when it was only planned
 * @param triggers that were fired
 * @param settings that differ from the defaults and bear on planning, with SETTINGS
 */
public record Plan(
    PlanNode root,
    Long queryId,
    double planningMillis,
    double executionMillis,
    List<Trigger> triggers,
    Map<String, String> settings) {

  /**
   * A trigger that was fired; foreign keys are enforced by triggers, too.
   *
   * @param constraint the constraint that it enforces, or null
   */
  public record Trigger(
      String name, String constraint, String relation, double millis, double calls) {}

  /** Copies the collections. */
  public Plan {
    triggers = List.copyOf(triggers);
    settings = Map.copyOf(settings);
  }
}
