package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "pool",
    description = {
      "Pause a pool, or let it go on.",
      "Nothing is started in a paused pool; what runs there goes on."
    })
final class PoolCommand extends ClientCommand {

  /** What can be done with a pool. */
  enum Action {
    pause,
    resume
  }

  @Parameters(index = "0", paramLabel = "ACTION", description = "pause or resume.")
  private Action action;

  @Parameters(index = "1", paramLabel = "NAME", description = "The pool.")
  private String name;

  PoolCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode pool =
        api().post(Api.V1 + "/pools/" + Api.encode(name) + "/" + action.name(), Json.object());
    if (json()) {
      print(pool);
    } else {
      print(
          SafeText.line(pool.path("name").asText(""))
              + (pool.path("paused").asBoolean() ? " is paused" : " goes on"));
    }
    return ExitCode.OK;
  }
}
