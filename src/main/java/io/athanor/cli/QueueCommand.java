package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;

@Command(
    name = "queue",
    description = "Show what is queued and running in each pool, what is paused, and the caps.")
final class QueueCommand extends ClientCommand {

  QueueCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Api api = api();
    JsonNode queue = api.get(Api.V1 + "/queue");
    JsonNode caps = api.get(Api.V1 + "/caps?limit=500").path("items");
    if (json()) {
      ((ObjectNode) queue).set("caps", caps);
      print(queue);
      return ExitCode.OK;
    }
    if (queue.path("pools").isEmpty()) {
      terminal().progress("Nothing is queued or running.");
    } else {
      pools(queue.path("pools"));
    }
    if (!caps.isEmpty()) {
      caps(caps);
    }
    String least = queue.path("exact").asBoolean(true) ? "" : "at least ";
    terminal()
        .progress(
            least
                + queue.path("waiting").asText("0")
                + " wait for a time or for others, "
                + queue.path("held").asText("0")
                + " are held by a cap.");
    return ExitCode.OK;
  }

  private void pools(JsonNode pools) {
    Table table = new Table("pool", "queued", "running", "oldest", "the first waits for");
    for (JsonNode pool : pools) {
      table.row(
          pool.path("pool").asText(""),
          pool.path("ready").asText("0") + (pool.path("exact").asBoolean(true) ? "" : "+"),
          pool.path("running").asText("0"),
          pool.path("oldestReady").asText(""),
          pool.path("first")
              .path("waiting")
              .asText(pool.path("paused").asBoolean(false) ? "paused" : ""));
    }
    table.print(terminal());
  }

  private void caps(JsonNode caps) {
    Table table = new Table("cap", "most", "taken", "held");
    for (JsonNode cap : caps) {
      table.row(
          cap.path("key").asText(""),
          cap.path("most").asText(""),
          cap.path("taken").asText(""),
          cap.path("held").asText(""));
    }
    table.print(terminal());
  }
}
