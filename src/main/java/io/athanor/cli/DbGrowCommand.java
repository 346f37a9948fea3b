package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "grow",
    description = {
      "Show which statements would not do any more if there were more rows, by what the planner says.",
      "Ends with 1 if there is one; nothing is executed and the database is not touched."
    },
    footer = {"", "Example:", "  athanor db grow --times 100"})
final class DbGrowCommand extends ClientCommand {

  @Option(
      names = "--times",
      paramLabel = "N",
      description = "How many times as many rows. Default: ${DEFAULT-VALUE}",
      defaultValue = "10")
  private double times;

  @Mixin private Forecast forecast;

  DbGrowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    if (!(times > 1)) {
      throw CommandFailure.usage("--times wants a number above 1.");
    }
    JsonNode answer = forecast.send(api(), List.of(), List.of(), times);
    if (json()) {
      print(answer);
    } else {
      Forecast.print(answer, terminal());
    }
    for (JsonNode one : answer.path("statements")) {
      if (one.hasNonNull("breaks")) {
        return ExitCode.FAILED;
      }
    }
    return ExitCode.OK;
  }
}
