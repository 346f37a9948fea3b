package io.athanor.profiling.plans;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@code EXPLAIN (FORMAT JSON)} prints, of PostgreSQL 15 and later. */
public final class PlanReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Names of what a node reads when that is no table. */
  private static final List<String> OTHER_TARGETS =
      List.of("CTE Name", "Function Name", "Table Function Name", "Tuplestore Name");

  private PlanReader() {}

  /**
   * The plan that a text describes.
   *
   * @param text an array of one plan, or the plan alone
   * @throws IllegalArgumentException when it is none
   */
  public static Plan read(String text) {
    JsonNode document;
    try {
      document = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
    JsonNode plan = document.isArray() ? document.path(0) : document;
    if (!plan.path("Plan").has("Node Type")) {
      throw new IllegalArgumentException("no execution plan: it has no Plan with a Node Type");
    }
    return new Plan(
        node(plan.path("Plan")),
        plan.has("Query Identifier") ? plan.path("Query Identifier").asLong() : null,
        plan.path("Planning Time").asDouble(),
        plan.path("Execution Time").asDouble(),
        triggers(plan.path("Triggers")),
        settings(plan.path("Settings")));
  }

  private static List<Plan.Trigger> triggers(JsonNode array) {
    List<Plan.Trigger> triggers = new ArrayList<>();
    for (JsonNode one : array) {
      triggers.add(
          new Plan.Trigger(
              text(one, "Trigger Name"),
              text(one, "Constraint Name"),
              text(one, "Relation"),
              one.path("Time").asDouble(),
              one.path("Calls").asDouble()));
    }
    return triggers;
  }

  private static Map<String, String> settings(JsonNode object) {
    Map<String, String> settings = new LinkedHashMap<>();
    object.properties().forEach(one -> settings.put(one.getKey(), one.getValue().asText()));
    return settings;
  }

  private static PlanNode node(JsonNode json) {
    List<PlanNode> children = new ArrayList<>();
    json.path("Plans").forEach(child -> children.add(node(child)));
    return new PlanNode(
        json.path("Node Type").asText(),
        new PlanNode.Place(
            text(json, "Parent Relationship"),
            text(json, "Subplan Name"),
            json.path("Parallel Aware").asBoolean()),
        target(json),
        new PlanNode.Variant(
            text(json, "Operation"),
            text(json, "Strategy"),
            text(json, "Join Type"),
            text(json, "Scan Direction"),
            json.path("Workers Planned").asInt()),
        conditions(json),
        new PlanNode.Estimate(
            json.path("Startup Cost").asDouble(),
            json.path("Total Cost").asDouble(),
            json.path("Plan Rows").asDouble(),
            json.path("Plan Width").asInt()),
        json.has("Actual Loops") ? actual(json) : null,
        blocks(json),
        texts(json.path("Output")),
        children);
  }

  private static PlanNode.Target target(JsonNode json) {
    String other =
        OTHER_TARGETS.stream().filter(json::has).findFirst().map(f -> text(json, f)).orElse(null);
    return new PlanNode.Target(
        text(json, "Relation Name"),
        text(json, "Schema"),
        text(json, "Alias"),
        text(json, "Index Name"),
        other);
  }

  private static Map<ConditionKind, List<String>> conditions(JsonNode json) {
    Map<ConditionKind, List<String>> found = new EnumMap<>(ConditionKind.class);
    for (ConditionKind kind : ConditionKind.values()) {
      List<String> texts = texts(json.path(kind.field()));
      if (!texts.isEmpty()) {
        found.put(kind, texts);
      }
    }
    return found;
  }

  private static PlanNode.Actual actual(JsonNode json) {
    return new PlanNode.Actual(
        json.path("Actual Startup Time").asDouble(),
        json.path("Actual Total Time").asDouble(),
        json.path("Actual Rows").asDouble(),
        json.path("Actual Loops").asDouble(),
        new PlanNode.Removed(
            json.path("Rows Removed by Filter").asDouble(),
            json.path("Rows Removed by Join Filter").asDouble(),
            json.path("Rows Removed by Index Recheck").asDouble()),
        json.path("Heap Fetches").asLong(),
        json.path("Exact Heap Blocks").asLong(),
        json.path("Lossy Heap Blocks").asLong(),
        json.path("Index Searches").asLong(),
        sort(json));
  }

  private static PlanNode.Sort sort(JsonNode json) {
    return json.has("Sort Method")
        ? new PlanNode.Sort(
            text(json, "Sort Method"),
            json.path("Sort Space Used").asLong(),
            "Disk".equals(text(json, "Sort Space Type")))
        : null;
  }

  private static PlanNode.Blocks blocks(JsonNode json) {
    return new PlanNode.Blocks(
        json.path("Shared Hit Blocks").asLong(),
        json.path("Shared Read Blocks").asLong(),
        json.path("Shared Dirtied Blocks").asLong(),
        json.path("Shared Written Blocks").asLong(),
        json.path("Temp Read Blocks").asLong(),
        json.path("Temp Written Blocks").asLong());
  }

  private static List<String> texts(JsonNode value) {
    List<String> texts = new ArrayList<>();
    if (value.isTextual()) {
      texts.add(value.asText());
    }
    value.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    return value.isMissingNode() || value.isNull() ? null : value.asText();
  }
}
