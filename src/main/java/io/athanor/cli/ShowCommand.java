package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description =
        "Show one experiment: state, reason, parameters, attempts, metrics, artefacts and result.")
final class ShowCommand extends ClientCommand {
  private final Clock clock;

  @Parameters(paramLabel = "ID", description = ExperimentIds.HELP)
  private String id;

  ShowCommand(Terminal terminal, Clock clock) {
    super(terminal);
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Api api = api();
    String path =
        Api.V1
            + "/experiments/"
            + ExperimentIds.resolve(api, id)
            + "?include=result,attempts,metrics,artifacts";
    JsonNode experiment = api.get(path);
    if (json()) {
      print(experiment);
    } else {
      new ExperimentView(terminal(), experiment).whole(clock.instant());
    }
    return ExitCode.OK;
  }
}
