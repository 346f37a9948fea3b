package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "slow-queries",
    description = {
      "Show statements that took long, the last first: of a node that runs, or of a slow log.",
      "Values of parameters are not shown; statements are with --json."
    },
    footer = {
      "",
      "Example:",
      "  athanor db slow-queries --log ~/.athanor/slow-queries.jsonl --threshold 1s"
    })
final class DbSlowQueriesCommand extends ClientCommand {

  /** Which executions. */
  enum Kind {
    slow,
    recent,
    failed
  }

  /** How they are printed. */
  enum Format {
    table,
    json
  }

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "slow, recent or failed. Default: ${DEFAULT-VALUE}",
      defaultValue = "slow")
  private Kind kind;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Read this slow log; no node needs to run.")
  private Path log;

  @Option(
      names = "--threshold",
      paramLabel = "TIME",
      description = "Only what took at least this long, such as 250ms or 2s.")
  private String threshold;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many, at most 500. Default: ${DEFAULT-VALUE}",
      defaultValue = "20")
  private int limit;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table or json. Default: ${DEFAULT-VALUE}",
      defaultValue = "table")
  private Format format;

  DbSlowQueriesCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > PageOptions.MOST) {
      throw CommandFailure.usage("--limit wants a number from 1 to " + PageOptions.MOST + ".");
    }
    double millis = threshold == null ? 0 : Quantities.parseDuration(threshold).toNanos() / 1e6;
    JsonNode page = log == null ? asked(millis) : read(millis);
    if (json() || format == Format.json) {
      print(page);
    } else {
      table(page.path("items"));
    }
    return ExitCode.OK;
  }

  private JsonNode asked(double millis) {
    String query = "?kind=" + kind + "&limit=" + limit + "&minMillis=" + millis;
    return api().get("/admin/database/slow-queries" + query);
  }

  private JsonNode read(double millis) {
    if (kind == Kind.recent) {
      throw CommandFailure.usage("A slow log has no recent statements: --kind slow or failed.");
    }
    SlowLogReader reader = new SlowLogReader(kind.name(), millis, limit);
    ArrayNode items = reader.read(log);
    if (reader.unreadable() > 0) {
      terminal().progress(Quantities.count(reader.unreadable(), "line") + " could not be read.");
    }
    if (reader.dropped() > 0) {
      terminal()
          .progress(Quantities.count(reader.dropped(), "line") + " lost when the log was written.");
    }
    return Json.object().set("items", items);
  }

  private void table(JsonNode items) {
    if (items.isEmpty()) {
      terminal().progress("There are none.");
      return;
    }
    Table table = new Table("at", "took", "waited", "rows", "failure", "statement", "correlation");
    for (JsonNode one : items) {
      table.row(
          Quantities.toMillis(one.path("at").asText("")),
          time(one, "millis"),
          time(one, "waitMillis"),
          one.path("rows").asText(""),
          one.path("failure").asText(""),
          one.path("name").asText(""),
          one.path("correlationId").asText(""));
    }
    table.print(terminal());
  }

  private static String time(JsonNode one, String field) {
    return Quantities.millis(one.path(field).asDouble());
  }
}
