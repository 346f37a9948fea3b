package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what a client was answered with what the server has. */
final class Journal {
  private static final int MOST = 20;

  private final Api api;
  private final boolean allEnded;

  Journal(Api api, boolean allEnded) {
    this.api = api;
    this.allEnded = allEnded;
  }

  /** What holds of these lines, in the form of the server's invariants. */
  List<ObjectNode> check(List<String> lines) {
    List<String> missing = new ArrayList<>();
    List<String> open = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    Map<String, JsonNode> byKey = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String place = "line " + (i + 1);
      JsonNode line =
          Json.parse(lines.get(i))
              .filter(JsonNode::isObject)
              .orElseThrow(
                  () -> CommandFailure.usage(place + " of the journal is no JSON object."));
      JsonNode before = byKey.putIfAbsent(line.path("key").asText(place), line.path("ids"));
      if (before != null && !before.equals(line.path("ids"))) {
        changed.add(line.path("key").asText(""));
      }
      for (JsonNode id : line.path("ids")) {
        Api.Answer answer = api.ask(Api.V1 + "/experiments/" + Api.encode(id.asText("")));
        if (answer.status() == 404) {
          missing.add(id.asText(""));
        } else if (!Explanations.terminal(answer.body().path("state").asText(""))) {
          open.add(id.asText("") + " is " + answer.body().path("state").asText("unknown"));
        }
      }
    }
    List<ObjectNode> told = new ArrayList<>();
    told.add(invariant("I5 one idempotency key has one answer", changed));
    told.add(invariant("I6 what was accepted is there", missing));
    if (allEnded) {
      told.add(invariant("I1 what was accepted has ended", open));
    }
    return told;
  }

  private static ObjectNode invariant(String name, List<String> broken) {
    ObjectNode node = Json.object().put("name", name);
    ArrayNode list = node.putArray("broken");
    broken.stream().limit(MOST).forEach(list::add);
    return node.put("millis", 0);
  }
}
