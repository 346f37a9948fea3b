package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "retry",
    description = {
      "Run experiments again that have ended, each as a new one of the same specification.",
      "Prints the new ids. A whole group of failures: athanor failures --retry GROUP."
    })
final class RetryCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", arity = "1..*", description = ExperimentIds.HELP)
  private List<String> ids;

  RetryCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Api api = api();
    ArrayNode items = Json.array();
    for (String id :
        ids.stream().map(typed -> ExperimentIds.resolve(api, typed)).distinct().toList()) {
      JsonNode accepted = api.post(Api.V1 + "/experiments/" + id + "/retry", Json.object());
      items.add(accepted);
      if (!json()) {
        print(SafeText.line(accepted.path("id").asText("")));
      }
    }
    if (json()) {
      print(Json.object().set("items", items));
    }
    return ExitCode.OK;
  }
}
