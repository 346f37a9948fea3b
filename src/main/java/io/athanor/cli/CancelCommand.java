package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "cancel",
    description =
        "Cancel experiments that have not ended. All are tried; the first failure decides the exit code.")
final class CancelCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", arity = "1..*", description = ExperimentIds.HELP)
  private List<String> ids;

  CancelCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Api api = api();
    ArrayNode items = Json.array();
    int code = ExitCode.OK;
    // 'last' must mean the same experiment throughout, so all are found before any is cancelled.
    for (String id :
        ids.stream().map(typed -> ExperimentIds.resolve(api, typed)).distinct().toList()) {
      try {
        JsonNode answer = api.post(Api.V1 + "/experiments/" + id + "/cancel", Json.object());
        items.add(answer);
        if (!json()) {
          print(id + "  " + SafeText.line(answer.path("state").asText("accepted")));
        }
      } catch (CommandFailure e) {
        if (e.exitCode() == ExitCode.UNREACHABLE) {
          throw e;
        }
        terminal().progress("athanor: " + id + ": " + e.getMessage());
        items.add(Json.object().put("id", id).put("error", e.getMessage()));
        code = code == ExitCode.OK ? e.exitCode() : code;
      }
    }
    if (json()) {
      print(Json.object().set("items", items));
    } else if (items.findValuesAsText("state").contains("RUNNING")) {
      terminal().progress("What runs was told to end; athanor wait says when it has.");
    }
    return code;
  }
}
