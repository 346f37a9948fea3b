package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;

@Command(
    name = "nodes",
    description = "Show the nodes of the cluster, how busy their machines are, and who takes work.")
final class NodesCommand extends ClientCommand {

  NodesCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode nodes = api().get(Api.V1 + "/nodes");
    if (json()) {
      print(nodes);
      return ExitCode.OK;
    }
    Table table =
        new Table("node", "pools", "runtimes", "sandbox", "running", "cpu", "memory", "takes work");
    for (JsonNode node : nodes.path("items")) {
      JsonNode load = node.path("load");
      int slots = node.path("slots").asInt();
      table.row(
          node.path("name").asText(""),
          words(node.path("pools")),
          words(node.path("runtimes")),
          node.path("tier").asText(""),
          node.path("running").asText("0") + " of " + slots,
          percent(load.path("cpu")),
          percent(load.path("memory")),
          slots == 0
              ? "no"
              : load.path("closed").isTextual() ? load.path("closed").asText() : "yes");
    }
    table.print(terminal());
    return ExitCode.OK;
  }

  private static String words(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(","));
  }

  private static String percent(JsonNode share) {
    return share.isNumber() ? Math.round(share.asDouble() * 100) + " %" : "";
  }
}
