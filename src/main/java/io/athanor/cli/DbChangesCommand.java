package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "changes",
    description = "List the indexes that were made or dropped on advice, or show one change.",
    footer = {"", "Example:", "  athanor db changes --limit 5"})
final class DbChangesCommand extends ClientCommand {

  @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "Show this one.")
  private String id;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many, the newest first. Default: ${DEFAULT-VALUE}",
      defaultValue = "20")
  private int limit;

  DbChangesCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode found =
        api()
            .get(
                id == null
                    ? ChangeReport.PATH + "?limit=" + limit
                    : ChangeReport.PATH + "/" + Api.encode(id));
    if (json()) {
      print(found);
    } else if (id != null) {
      ChangeReport.print(found, terminal());
    } else if (found.path("items").isEmpty()) {
      terminal().progress("Nothing was changed on advice yet.");
    } else {
      table(found.path("items"));
    }
    return ExitCode.OK;
  }

  private void table(JsonNode items) {
    Table table = new Table("id", "state", "do", "index", "table", "begun", "reason");
    for (JsonNode one : items) {
      JsonNode recommendation = one.path("recommendation");
      table.row(
          one.path("id").asText(""),
          ChangeReport.state(one),
          recommendation.path("kind").asText("").toLowerCase(Locale.ROOT),
          recommendation.path("index").asText(""),
          recommendation.path("table").asText(""),
          Quantities.instant(one.path("startedAt").asText(""))
              .map(then -> Quantities.age(then, Instant.now()))
              .orElse(""),
          one.hasNonNull("reason") ? one.path("reason").asText("") : "");
    }
    table.print(terminal());
  }
}
