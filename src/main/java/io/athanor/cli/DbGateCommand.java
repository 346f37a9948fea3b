package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "gate",
    description = {
      "Plan every statement of this version on a database that has the given statistics and no rows,"
          + " and compare with a baseline: new full scans, other plans, higher costs.",
      "Needs no node: it starts a PostgreSQL of its own in a temporary folder. Ends with 0 when all is"
          + " as before, with 1 when something has to be looked at, with 2 when a file cannot be used.",
      "Without a baseline it is written; look at its differences and commit it."
    },
    footer = {
      "",
      "Examples:",
      "  athanor db statistics --output planner.json",
      "  athanor db gate --statistics planner.json --baseline plans.json",
      "  athanor db gate --statistics planner.json --baseline plans.json --accept"
    })
final class DbGateCommand extends ClientCommand {

  private static final double MOST = 10_000;

  private final StatementGate gate;

  @Option(
      names = "--statistics",
      required = true,
      paramLabel = "FILE",
      description = "What athanor db statistics has written.")
  private Path statistics;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "The plans that were accepted. Default: the statistics' name with .plans.json")
  private Path baseline;

  @Option(
      names = "--accept",
      description = {
        "Take the plans of now for right: write the baseline anew from them instead of comparing,"
            + " and end with 0. Look at what has changed before you commit it."
      })
  private boolean accept;

  @Option(
      names = "--growth",
      paramLabel = "N",
      description = {
        "Plan as if every table had N times the rows, pages and blocks that the file says; from 1 (as"
            + " it says) to 10000. A baseline is compared only under the N that it was written with."
            + " Default: ${DEFAULT-VALUE}"
      },
      defaultValue = "1")
  private double growth;

  DbGateCommand(Terminal terminal, StatementGate gate) {
    super(terminal);
    this.gate = gate;
  }

  @Override
  public Integer call() {
    if (!(growth >= 1 && growth <= MOST)) {
      throw CommandFailure.usage(
          "--growth is how many times as many rows there are to be: a number from 1 to 10000.");
    }
    Path compared = baseline == null ? usual(statistics) : baseline;
    JsonNode answer;
    try {
      answer =
          gate.run(
              new StatementGate.Order(
                  statistics, compared, accept, growth, Optional.of(home().directory())));
    } catch (StatementGate.Unusable e) {
      throw new CommandFailure(
          e.given() ? ExitCode.USAGE : ExitCode.CONFIGURATION,
          SafeText.block(String.valueOf(e.getMessage())),
          e);
    }
    if (json()) {
      print(answer);
    } else {
      print(answer, compared);
    }
    return answer.path("failed").asBoolean() ? ExitCode.FAILED : ExitCode.OK;
  }

  private static Path usual(Path statistics) {
    String name = String.valueOf(statistics.getFileName());
    return statistics.resolveSibling(name.replaceFirst("\\.json$", "") + ".plans.json");
  }

  private void print(JsonNode answer, Path compared) {
    answer
        .path("notes")
        .forEach(note -> terminal().progress("Note: " + SafeText.line(note.asText(""))));
    Table table = new Table("finding", "statement", "cost before", "cost now", "what");
    for (JsonNode one : answer.path("findings")) {
      String kind = one.path("kind").asText("").replace('_', ' ');
      table.row(
          one.path("fails").asBoolean() ? kind : kind.toLowerCase(Locale.ROOT),
          one.path("statement").asText(""),
          cost(one.path("costBefore")),
          cost(one.path("costNow")),
          one.path("text").asText(""));
    }
    if (!answer.path("findings").isEmpty()) {
      table.print(terminal());
    }
    String file = SafeText.line(compared.toString());
    String planned = Quantities.count(answer.path("planned").asLong(), "statement") + " planned";
    if (answer.path("written").asBoolean()) {
      terminal().progress(planned + "; what was planned is in " + file + ".");
    } else if (answer.path("failed").asBoolean()) {
      terminal()
          .progress(planned + ". To accept these plans, add --accept and commit " + file + ".");
    } else {
      terminal().progress(planned + ", none worse than in " + file + ".");
    }
  }

  private static String cost(JsonNode cost) {
    return cost.isNumber()
        ? String.format(Locale.ROOT, cost.asDouble() < 100 ? "%,.1f" : "%,.0f", cost.asDouble())
        : "";
  }
}
