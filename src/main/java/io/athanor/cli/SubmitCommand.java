package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "submit",
    description = "Submit a program and print the id of the experiment.",
    footer = {
      "",
      "Example:",
      "  id=$(athanor submit fit.py -p depth=4) && athanor wait $id && athanor show $id"
    })
final class SubmitCommand extends ClientCommand {
  @Mixin private Submission submission;

  SubmitCommand(Terminal terminal) {
    super(terminal);
    submission = new Submission();
  }

  @Override
  public Integer call() {
    Api api = api();
    JsonNode accepted = api.post(Api.V1 + "/experiments", submission.body(terminal(), api));
    if (json()) {
      print(accepted);
    } else {
      print(SafeText.line(accepted.path("id").asText("")));
      sayMore(accepted, terminal());
    }
    return ExitCode.OK;
  }

  static void sayMore(JsonNode accepted, Terminal terminal) {
    for (JsonNode warning : accepted.path("warnings")) {
      terminal.progress("Warning: " + SafeText.line(warning.asText()));
    }
    String from = accepted.path("reusedFrom").asText("");
    if (!from.isEmpty()) {
      terminal.progress(
          "Nothing to run: the result of the identical experiment "
              + SafeText.line(from)
              + " is reused.");
    }
  }
}
