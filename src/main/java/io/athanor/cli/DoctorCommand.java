package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
    name = "doctor",
    description = {
      "Check what a node needs on this machine and, if one runs, ask it how it is.",
      "Every line that is not ok says what to type. Ends with 1 if a check failed."
    })
final class DoctorCommand extends ClientCommand {
  DoctorCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    List<Check> checks = new ArrayList<>(new MachineChecks(home().directory()).all());
    checks.addAll(NodeChecks.of(home(), terminal().environment()));
    Optional<JsonNode> startup = NodeChecks.startup(home(), terminal().environment());
    if (json()) {
      document(checks, startup);
    } else {
      table(checks);
      startup.ifPresent(this::timeline);
    }
    return checks.stream().anyMatch(check -> check.status() == Check.Status.FAIL)
        ? ExitCode.FAILED
        : ExitCode.OK;
  }

  private void table(List<Check> checks) {
    Table table = new Table("check", "status", "found", "what to do");
    checks.forEach(check -> table.row(check.name(), check.word(), check.found(), check.advice()));
    table.print(terminal());
  }

  /** As the node draws it: what it says of others' text is made safe all the same. */
  private void timeline(JsonNode startup) {
    if (startup.path("timeline").isEmpty()) {
      return;
    }
    print("");
    print("how the node started (# critical path, = beside it, . queued):");
    startup.path("timeline").forEach(line -> print(SafeText.line(line.asText())));
  }

  private void document(List<Check> checks, Optional<JsonNode> startup) {
    ArrayNode items = Json.array();
    for (Check check : checks) {
      ObjectNode item =
          items
              .addObject()
              .put("check", check.name())
              .put("status", check.word())
              .put("found", check.found());
      if (!check.advice().isEmpty()) {
        item.put("advice", check.advice());
      }
    }
    ObjectNode document = Json.object();
    document.set("checks", items);
    startup.ifPresent(report -> document.set("startup", report));
    print(document);
  }
}
