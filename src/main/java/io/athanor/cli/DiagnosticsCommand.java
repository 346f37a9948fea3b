package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
    name = "diagnostics",
    description = {
      "Show what the process of a node and the machine under it are doing, as the node sampled it",
      "in the last seconds. Ends with 1 if a section is in error."
    })
final class DiagnosticsCommand extends ClientCommand {

  static final String PATH = "/admin/diagnostics/system";

  DiagnosticsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode report = api().get(PATH);
    if (json()) {
      print(report);
    } else {
      table(report);
    }
    return report.path("status").asText("").equals("error") ? ExitCode.FAILED : ExitCode.OK;
  }

  private void table(JsonNode report) {
    print(
        SafeText.line(
            "Node "
                + report.path("node").path("id").asText("?")
                + ": "
                + report.path("status").asText("?")
                + ", sampled at "
                + Quantities.seconds(report.path("sampledAt").asText("?"))));
    Table table = new Table("section", "status", "found");
    SystemSections.of(report).forEach(one -> table.row(one.name(), one.word(), one.found()));
    table.print(terminal());
    report.path("reasons").forEach(reason -> print("- " + SafeText.line(reason.asText())));
  }
}
