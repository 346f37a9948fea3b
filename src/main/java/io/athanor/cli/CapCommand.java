package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "cap",
    description = {
      "Say how many experiments that share a key may be queued or running at once.",
      "What exceeds it is held until there is room. A concurrency key without a cap has one of 1."
    },
    footer = {
      "",
      "Examples:",
      "  athanor cap pool:gpu 4",
      "  athanor cap session:0199a0e4-4f4e-7000-8000-000000000001 100",
      "  athanor cap key:licence none"
    })
final class CapCommand extends ClientCommand {

  @Parameters(index = "0", paramLabel = "KEY", description = "pool:NAME, session:ID or key:WORD.")
  private String key;

  @Parameters(index = "1", paramLabel = "MOST", description = "A number, or none to take it away.")
  private String most;

  CapCommand(Terminal terminal) {
    super(terminal);
  }

  private String uncapped() {
    return key.startsWith("key:") ? " has a cap of 1 again, as every key" : " has no cap";
  }

  @Override
  public Integer call() {
    ObjectNode body = Json.object().put("key", key);
    if (most.equals("none")) {
      body.putNull("most");
    } else if (most.matches("[0-9]{1,7}")) {
      body.put("most", Integer.parseInt(most));
    } else {
      throw CommandFailure.usage("'" + SafeText.line(most) + "' is no number: write 4, or none.");
    }
    JsonNode cap = api().post(Api.V1 + "/caps", body);
    if (json()) {
      print(cap);
    } else {
      String text = cap.path("most").asText("");
      print(
          SafeText.line(cap.path("key").asText(""))
              + (text.isEmpty() || text.equals("null") ? uncapped() : " has a cap of " + text));
    }
    return ExitCode.OK;
  }
}
