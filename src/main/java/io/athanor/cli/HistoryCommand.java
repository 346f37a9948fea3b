package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "history", description = "List research sessions, newest first.")
final class HistoryCommand extends ClientCommand {

  private final Clock clock;

  @Option(names = "--status", paramLabel = "S", description = "active, paused or completed.")
  private String status;

  @Option(names = "--domain", paramLabel = "D", description = "Of this field of research.")
  private String domain;

  @Mixin private PageOptions options;

  HistoryCommand(Terminal terminal, Clock clock) {
    super(terminal);
    this.clock = clock;
  }

  @Override
  public Integer call() {
    StringBuilder query = options.query();
    PageOptions.append(query, "status", status);
    PageOptions.append(query, "domain", domain);
    options.appendCursor(query);
    JsonNode page = api().get(Api.V1 + "/sessions?" + query);
    if (json()) {
      print(page);
    } else {
      table(page);
    }
    return ExitCode.OK;
  }

  private void table(JsonNode page) {
    if (page.path("items").isEmpty()) {
      terminal().progress("No session matches. Open one with: athanor session create QUESTION");
      return;
    }
    Instant now = clock.instant();
    Table table = new Table("id", "status", "question", "age");
    for (JsonNode item : page.path("items")) {
      table.row(
          item.path("id").asText(""),
          item.path("status").asText(""),
          item.path("question").asText(""),
          Quantities.instant(item.path("createdAt").asText(""))
              .map(at -> Quantities.age(at, now))
              .orElse(""));
    }
    table.print(terminal());
    String next = page.path("nextCursor").asText("");
    if (!next.isEmpty()) {
      terminal()
          .progress("There are more: --cursor " + SafeText.line(next) + " shows the next page.");
    }
  }
}
