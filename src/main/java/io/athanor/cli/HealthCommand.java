package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
    name = "health",
    description = {
      "Ask the node how it and everything that it depends on is, with what to do next.",
      "Ends with 0 while it is ready, degraded or not, and with 1 when it is not."
    })
final class HealthCommand extends ClientCommand {

  private static final int READY = 200;

  HealthCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Api api = api();
    Api.Answer answer = api.ask("/health");
    boolean told = answer.body().path("checks").isArray();
    if (!told) {
      // The same question where a refusal becomes the words of the server.
      api.get("/health");
      throw new CommandFailure(ExitCode.REFUSED, "The node's answer is no report about health.");
    }
    if (json()) {
      print(answer.body());
    } else {
      show(answer.body());
    }
    return answer.status() == READY ? ExitCode.OK : ExitCode.FAILED;
  }

  private void show(JsonNode health) {
    Table table = new Table("check", "status", "how", "ms", "found");
    for (JsonNode check : health.path("checks")) {
      String name = check.path("name").asText();
      table.row(
          check.path("critical").asBoolean() ? name + " *" : name,
          check.path("status").asText(),
          check.path("kind").asText(),
          "%.1f".formatted(check.path("durationMillis").asDouble()),
          check.path("detail").asText());
    }
    table.print(terminal());
    for (JsonNode check : health.path("checks")) {
      String advice = check.path("advice").asText();
      if (!advice.isEmpty()) {
        print(SafeText.line("- %s: %s".formatted(check.path("name").asText(), advice)));
      }
    }
    String ready = health.path("ready").asBoolean() ? "ready" : "not ready";
    print("%s, %s (* critical)".formatted(SafeText.line(health.path("status").asText()), ready));
  }
}
