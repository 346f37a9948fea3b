package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "revert",
    description = "Take back a change that is being watched or was kept.",
    footer = {"", "Exit codes: 0 it was reverted, 1 it could not be, 5 it was refused."})
final class DbRevertCommand extends ClientCommand {

  @Parameters(index = "0", paramLabel = "CHANGE-ID", description = "athanor db changes lists them.")
  private String id;

  DbRevertCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode begun =
        api().post(ChangeReport.PATH + "/" + Api.encode(id) + "/revert", Json.object());
    JsonNode change = ChangeReport.awaited(begun, api(), terminal());
    if (json()) {
      print(change);
    } else {
      ChangeReport.print(change, terminal());
    }
    return ChangeReport.state(change).equals("REVERTED") ? ExitCode.OK : ExitCode.FAILED;
  }
}
