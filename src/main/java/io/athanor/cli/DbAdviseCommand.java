package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "advise",
    description = {
      "Look for indexes that should be made or dropped, and prove each by asking the planner.",
      "With --clock they are built on a copy of the tables, and statements are timed there.",
      "Nothing is changed; athanor db apply does what is recommended."
    },
    footer = {
      "",
      "Examples:",
      "  athanor db advise --budget 200MB",
      "  athanor db advise --clock --copy 500MB",
      "  athanor db advise --workload @statements.json --format sql > indexes.sql",
      "",
      "A workload is a JSON array: [{\"sql\": \"select …\", \"callsPerHour\": 60}, …]"
    })
final class DbAdviseCommand extends ClientCommand {

  private static final String ADVICE = "/admin/database/advice";

  /** How the advice is printed. */
  enum Format {
    table,
    json,
    sql
  }

  @Option(
      names = "--budget",
      paramLabel = "SIZE",
      description = "What new indexes may have in all, such as 200MB. Default: 1GB")
  private String budget;

  @Option(
      names = "--workload",
      paramLabel = "JSON",
      description = "Statements that matter, or @FILE with them. Default: what was executed.")
  private String workload;

  @Option(
      names = "--clock",
      description = "Choose by the clock on a copy of the tables; this takes minutes.")
  private boolean clock;

  @Option(
      names = "--copy",
      paramLabel = "SIZE",
      description = "What the copy may have; of larger tables a sample is copied. Default: 2GB")
  private String copy;

  @Option(names = "--last", description = "Show the last analysis instead of making one.")
  private boolean last;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, json or sql. Default: ${DEFAULT-VALUE}",
      defaultValue = "table")
  private Format format;

  DbAdviseCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode analysis = last ? api().get(ADVICE) : awaited(api().post(ADVICE, body()));
    if (json() || format == Format.json) {
      print(analysis);
    }
    String state = analysis.path("state").asText("");
    if (state.equals("FAILED")) {
      throw new CommandFailure(
          ExitCode.FAILED, "The analysis failed: " + analysis.path("failure").asText(""));
    }
    if (state.equals("RUNNING")) {
      terminal().progress("The analysis goes on; ask again with --last.");
    } else if (!json() && format == Format.table) {
      AdviceTable.print(analysis.path("report"), terminal());
    } else if (!json() && format == Format.sql) {
      AdviceTable.sql(analysis.path("report"), terminal());
    }
    return ExitCode.OK;
  }

  private ObjectNode body() {
    ObjectNode body = Json.object();
    if (budget != null) {
      body.put("budgetBytes", Quantities.parseBytes(budget));
    }
    if (clock) {
      body.put("clock", true);
    }
    if (copy != null) {
      if (!clock) {
        throw CommandFailure.usage("--copy goes together with --clock.");
      }
      body.put("copyBytes", Quantities.parseBytes(copy));
    }
    if (workload != null) {
      body.set(
          "statements",
          Json.parse(StatementText.of(workload))
              .orElseThrow(() -> CommandFailure.usage("The workload is no JSON.")));
    }
    return body;
  }

  private JsonNode awaited(JsonNode begun) {
    JsonNode analysis = begun;
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    while (analysis.path("state").asText("").equals("RUNNING")) {
      backoff.pause();
      analysis = api().get(ADVICE + "/" + begun.path("id").asText(""));
    }
    return analysis;
  }
}
