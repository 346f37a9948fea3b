package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "explain",
    description = {
      "Show how the database would execute a statement, and what of it costs more than it should.",
      "Nothing is executed unless --analyze is given, and everything is rolled back."
    },
    footer = {
      "",
      "Examples:",
      "  athanor db explain 'select count(*) from papers where domain = $1' -p physics",
      "  athanor db explain --name attempts.claim",
      "  athanor db explain --analyze @slow.sql"
    })
final class DbExplainCommand extends ClientCommand {

  @Mixin private ExplainRequest request;

  @Option(names = "--analyze", description = "Execute it, too: only what reads.")
  private boolean analyze;

  @Option(names = "--generic", description = "The plan for any parameters.")
  private boolean generic;

  DbExplainCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode explained = request.send(api(), analyze, generic);
    if (json()) {
      print(explained);
    } else {
      request.print(explained, terminal());
    }
    return ExitCode.OK;
  }
}
