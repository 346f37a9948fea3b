package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "what-if",
    description = {
      "Show what statements would cost if there were other indexes.",
      "The planner is asked; nothing is executed and the database is not touched."
    },
    footer = {
      "",
      "Examples:",
      "  athanor db what-if 'create index by_title on papers (title)' --sql 'select * from papers where title = $1'",
      "  athanor db what-if --without idx_papers_domain",
    })
final class DbWhatIfCommand extends ClientCommand {

  @Parameters(
      arity = "0..*",
      paramLabel = "INDEX",
      description = "CREATE INDEX name ON table (columns), or @FILE with it.")
  private List<String> create = new ArrayList<>();

  @Option(
      names = "--without",
      paramLabel = "INDEX",
      description =
          "The name of an index (not of a table) that there would not be; athanor db indexes lists them.")
  private List<String> without = new ArrayList<>();

  @Mixin private Forecast forecast;

  DbWhatIfCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    if (create.isEmpty() && without.isEmpty()) {
      throw CommandFailure.usage("Give an index, or --without with the name of one.");
    }
    List<String> texts = create.stream().map(StatementText::of).toList();
    JsonNode answer = forecast.send(api(), texts, without, 1);
    if (json()) {
      print(answer);
    } else {
      Forecast.print(answer, terminal());
    }
    return ExitCode.OK;
  }
}
