package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "results",
    description = {
      "Print the results of experiments, one line for each in the order given: its result as JSON, or its state.",
      "Ends with 1 if one has not completed."
    })
final class ResultsCommand extends ClientCommand {
  private static final int MOST = 1_000;

  @Parameters(paramLabel = "ID", arity = "1..*", description = ExperimentIds.HELP)
  private List<String> ids;

  ResultsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Api api = api();
    List<String> all = ids.stream().map(typed -> ExperimentIds.resolve(api, typed)).toList();
    ArrayNode items = Json.array();
    while (items.size() < all.size()) {
      ObjectNode body = Json.object();
      ArrayNode list = body.putArray("ids");
      all.subList(items.size(), Math.min(all.size(), items.size() + MOST)).forEach(list::add);
      api.post(Api.V1 + "/experiments/batch/results", body).path("items").forEach(items::add);
    }
    boolean completed = true;
    for (JsonNode item : items) {
      completed &= Explanations.completed(item);
      if (!json()) {
        print(
            item.has("result") ? Json.compact(item.path("result")) : item.path("state").asText(""));
      }
    }
    if (json()) {
      print(Json.object().set("items", items));
    }
    return completed ? ExitCode.OK : ExitCode.FAILED;
  }
}
