package io.athanor.persistence.twin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The two numbers of a plan that what-if questions are about. */
final class PlanFigures {

  private PlanFigures() {}

  /** What the planner expects the statement to cost, in its own units. */
  static double cost(String plan) {
    return top(plan).getDouble("Total Cost");
  }

  /** How many rows the planner expects. */
  static double rows(String plan) {
    return top(plan).getDouble("Plan Rows");
  }

  private static JsonObject top(String plan) {
    return new JsonArray(plan).getJsonObject(0).getJsonObject("Plan");
  }
}
