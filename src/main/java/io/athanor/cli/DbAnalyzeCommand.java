package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "analyze",
    description = {
      "Execute a statement that reads, and show what took its time: athanor db explain --analyze.",
      "It runs in a transaction that reads only, for a few seconds at most, and is rolled back."
    })
final class DbAnalyzeCommand extends ClientCommand {

  @Mixin private ExplainRequest request;

  DbAnalyzeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode explained = request.send(api(), true, false);
    if (json()) {
      print(explained);
    } else {
      request.print(explained, terminal());
    }
    return ExitCode.OK;
  }
}
