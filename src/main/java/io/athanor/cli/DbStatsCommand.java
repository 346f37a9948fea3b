package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "stats",
    description = {
      "Show what each statement costs, the most expensive first, and what one request asks again",
      "and again. With --reset the statistics begin anew; what they were is printed before."
    })
final class DbStatsCommand extends ClientCommand {
  private static final String STATS = "/admin/database/stats";
  private static final String FINDINGS = "/admin/database/findings?limit=500";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many statements the table has. Default: ${DEFAULT-VALUE}",
      defaultValue = "20")
  private int limit;

  @Option(names = "--reset", description = "Begin anew on every node; thresholds stay.")
  private boolean reset;

  DbStatsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw CommandFailure.usage("--limit wants a number from 1 on.");
    }
    Api api = api();
    JsonNode stats = api.get(STATS);
    JsonNode findings = api.get(FINDINGS).path("items");
    JsonNode done = reset ? api.post("/admin/database/reset-stats", Json.object()) : Json.object();
    if (json()) {
      ((ObjectNode) stats).set("findings", findings);
      print(stats);
      return ExitCode.OK;
    }
    statements(stats.path("statements"));
    findings(findings);
    String server = stats.path("server").asText("");
    if (!server.isEmpty()) {
      terminal().progress(SafeText.line(server));
    }
    if (reset) {
      terminal()
          .progress(
              "They begin anew from "
                  + SafeText.line(Quantities.seconds(done.path("since").asText(""))));
    }
    return ExitCode.OK;
  }

  private void statements(JsonNode statements) {
    if (statements.isEmpty()) {
      terminal().progress("Nothing was executed yet.");
      return;
    }
    Table table =
        new Table(
            "statement",
            "calls",
            "errors",
            "slow",
            "total",
            "mean",
            "median",
            "95 %",
            "99 %",
            "max",
            "wait");
    int rows = 0;
    for (JsonNode one : statements) {
      if (rows++ < limit) {
        table.row(
            one.path("name").asText(""),
            number(one, "count"),
            number(one, "errors"),
            number(one, "slow"),
            Quantities.millis(one, "totalMillis"),
            Quantities.millis(one, "meanMillis"),
            Quantities.millis(one, "p50Millis"),
            Quantities.millis(one, "p95Millis"),
            Quantities.millis(one, "p99Millis"),
            Quantities.millis(one, "maxMillis"),
            Quantities.millis(one, "meanWaitMillis"));
      }
    }
    table.print(terminal());
    if (rows > limit) {
      terminal().progress((rows - limit) + " more: --limit " + rows + " shows all.");
    }
  }

  private void findings(JsonNode findings) {
    for (JsonNode one : findings) {
      boolean repeated = one.path("flaw").asText("").equals("REPEATED");
      terminal()
          .progress(
              SafeText.line(
                  one.path("name").asText("")
                      + ": up to "
                      + Quantities.count(one.path("executions").asLong(), "time")
                      + " in one request, "
                      + (repeated ? "for the same values" : "each time for other values")
                      + ", at "
                      + one.path("callSite").asText("?")
                      + ". "
                      + one.path("advice").asText("")));
      String rewrite = one.path("rewrite").asText("");
      if (!rewrite.isEmpty()) {
        terminal().progress("  " + SafeText.line(rewrite));
      }
    }
  }

  private static String number(JsonNode one, String field) {
    return String.format(Locale.ROOT, "%,d", one.path(field).asLong());
  }
}
