package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "history", description = "List research sessions, newest first.")
final class HistoryCommand extends ClientCommand {

  private static final int MOST = 500;

  private final Clock clock;

  @Option(names = "--status", paramLabel = "S", description = "active, paused or completed.")
  private String status;

  @Option(names = "--domain", paramLabel = "D", description = "Of this field of research.")
  private String domain;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many, at most 500. Default: ${DEFAULT-VALUE}",
      defaultValue = "20")
  private int limit;

  @Option(names = "--cursor", description = "Go on where an earlier page ended.")
  private String cursor;

  HistoryCommand(Terminal terminal, Clock clock) {
    super(terminal);
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw CommandFailure.usage("--limit wants a number from 1 to " + MOST + ".");
    }
    JsonNode page =
        api()
            .get(
                Api.V1
                    + "/sessions?limit="
                    + limit
                    + and("status", status)
                    + and("domain", domain)
                    + and("cursor", cursor));
    if (json()) {
      print(page);
    } else {
      table(page);
    }
    return ExitCode.OK;
  }

  private static String and(String name, String value) {
    return value == null ? "" : "&" + name + "=" + Api.encode(value);
  }

  private void table(JsonNode page) {
    if (page.path("items").isEmpty()) {
      terminal().progress("No session matches. POST /api/v1/sessions opens one.");
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
