package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "status",
    description = "Show how many records there are, by kind and status, in all or of one session.",
    footer = {"", "Example:", "  athanor status 0198c0de-0000-7000-8000-000000000000"})
final class StatusCommand extends ClientCommand {

  @Parameters(
      paramLabel = "SESSION",
      arity = "0..1",
      description = "A research session; 'athanor history' lists them.")
  private String session;

  StatusCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Api api = api();
    ObjectNode answer = Json.object();
    String query = "";
    if (session != null) {
      answer.set("session", api.get(Api.V1 + "/sessions/" + Api.encode(session)));
      query = "?sessionId=" + Api.encode(session);
    }
    answer.set("counts", api.get(Api.V1 + "/counts" + query).path("counts"));
    if (json()) {
      print(answer);
    } else {
      table(answer);
    }
    return ExitCode.OK;
  }

  /** What was submitted and has no end yet. */
  private static long open(JsonNode experiments) {
    long open = 0;
    for (Map.Entry<String, JsonNode> status : experiments.properties()) {
      long count = status.getValue().asLong();
      open += status.getKey().equals("submitted") ? count : -count;
    }
    return Math.max(0, open);
  }

  private void table(JsonNode answer) {
    JsonNode asked = answer.path("session");
    if (!asked.isMissingNode()) {
      print(
          SafeText.line(asked.path("question").asText(""))
              + "  ("
              + SafeText.line(asked.path("status").asText(""))
              + ")");
    }
    if (answer.path("counts").isEmpty()) {
      terminal().progress("There is nothing yet. Submit an experiment with: athanor run FILE");
      return;
    }
    Table table = new Table("what", "status", "count");
    for (Map.Entry<String, JsonNode> kind : answer.path("counts").properties()) {
      for (Map.Entry<String, JsonNode> status : kind.getValue().properties()) {
        String word = status.getKey().equals("submitted") ? "submitted in all" : status.getKey();
        table.row(kind.getKey(), word, status.getValue().asText());
      }
      if (kind.getValue().has("submitted")) {
        table.row(kind.getKey(), "not yet ended", Long.toString(open(kind.getValue())));
      }
    }
    table.print(terminal());
  }
}
