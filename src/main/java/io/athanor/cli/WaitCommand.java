package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "wait",
    description = {
      "Wait until every experiment has ended, however it ended.",
      "Ends with 0 if all completed, with 1 if one did not or the time ran out; the states tell which."
    })
final class WaitCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", arity = "1..*", description = ExperimentIds.HELP)
  private List<String> ids;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      description = "How long at most, as in 90s or 1h30m. Default: as long as it takes.")
  private String timeout;

  WaitCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Duration patience =
        timeout == null ? Duration.ofDays(36_500) : Quantities.parseDuration(timeout);
    Api api = api();
    Map<String, JsonNode> seen = new LinkedHashMap<>();
    ids.forEach(typed -> seen.put(ExperimentIds.resolve(api, typed), Json.object()));
    Set<String> open = new LinkedHashSet<>(seen.keySet());
    Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));
    long start = System.nanoTime();
    while (true) {
      for (String id : List.copyOf(open)) {
        JsonNode experiment = api.get(Api.V1 + "/experiments/" + id);
        seen.put(id, experiment);
        if (Explanations.terminal(experiment.path("state").asText(""))) {
          open.remove(id);
          say(id, experiment);
        }
      }
      if (open.isEmpty() || System.nanoTime() - start > patience.toNanos()) {
        return report(seen, open);
      }
      backoff.pause();
    }
  }

  private void say(String id, JsonNode experiment) {
    if (!json()) {
      String reason = Explanations.reason(experiment);
      print(
          id
              + "  "
              + SafeText.line(experiment.path("state").asText(""))
              + (reason.isEmpty() ? "" : "  " + SafeText.line(reason)));
      terminal().out().flush();
    }
  }

  private int report(Map<String, JsonNode> seen, Set<String> open) {
    if (json()) {
      ArrayNode items = Json.array();
      seen.values().forEach(items::add);
      print(Json.object().put("timedOut", !open.isEmpty()).set("items", items));
    }
    if (!open.isEmpty()) {
      terminal().progress("The time is up; still open: " + String.join(" ", open));
    }
    return open.isEmpty() && seen.values().stream().allMatch(Explanations::completed)
        ? ExitCode.OK
        : ExitCode.FAILED;
  }
}
