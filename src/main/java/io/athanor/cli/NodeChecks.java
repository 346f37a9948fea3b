package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a running node says about itself. That none runs is no fault. */
final class NodeChecks {
  private NodeChecks() {}

  static List<Check> of(Home home, Map<String, String> environment) {
    List<Check> checks = new ArrayList<>();
    try {
      Api api = home.api(environment);
      checks.add(Check.ok("node", "ready at " + api.address()));
      if (api.ask("/health/ready").status() != 200) {
        checks.set(0, Check.fail("node", "not ready at " + api.address(), "see the checks below"));
      }
      health(api, checks);
      sandbox(api, checks);
      system(api, checks);
      return checks;
    } catch (CommandFailure e) {
      return List.of(absent(home, environment, e));
    }
  }

  /** How the node that runs has started; empty where none runs or it does not say. */
  static Optional<JsonNode> startup(Home home, Map<String, String> environment) {
    try {
      Api.Answer answer = home.api(environment).ask("/startup");
      return answer.status() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (CommandFailure e) {
      return Optional.empty();
    }
  }

  private static Check absent(Home home, Map<String, String> environment, CommandFailure e) {
    if (e.exitCode() != ExitCode.UNREACHABLE) {
      return Check.fail(
          "node", e.getMessage(), "set ATHANOR_URL and ATHANOR_API_KEY right, or unset them");
    }
    if (!environment.getOrDefault("ATHANOR_URL", "").isBlank()) {
      return Check.fail("node", e.getMessage(), "start it, or correct ATHANOR_URL");
    }
    Optional<Home.Node> node = home.node().filter(Home.Node::alive);
    if (node.isPresent()) {
      return Check.fail(
          "node",
          "process " + node.get().process() + " lives but does not answer",
          "look at its log");
    }
    return home.starting()
        .map(process -> Check.ok("node", "is starting (process %d)".formatted(process.pid())))
        .orElseGet(
            () ->
                Check.ok(
                    "node", "none runs on " + home.directory() + "; start one with athanor serve"));
  }

  private static void health(Api api, List<Check> checks) {
    Api.Answer answer = api.ask("/health");
    if (answer.status() == 401 || answer.status() == 403) {
      checks.add(
          Check.warn(
              "health",
              "the node wants a key for that",
              "set ATHANOR_API_KEY, or ATHANOR_HOME to the home of the node"));
      return;
    }
    for (JsonNode check : answer.body().path("checks")) {
      String name = "health: " + check.path("name").asText("?");
      String status = check.path("status").asText("unknown");
      String found = (status + " " + check.path("detail").asText("")).strip();
      switch (status) {
        case "healthy", "disabled" -> checks.add(Check.ok(name, found));
        case "unhealthy" ->
            checks.add(
                Check.fail(name, found, check.path("advice").asText("look at the node's log")));
        default ->
            checks.add(
                Check.warn(name, found, check.path("advice").asText("look at the node's log")));
      }
    }
  }

  private static void sandbox(Api api, List<Check> checks) {
    Api.Answer answer = api.ask("/admin/diagnostics/sandbox");
    if (answer.status() != 200) {
      return;
    }
    String tier = answer.body().path("tier").asText("unknown");
    String tested = answer.body().path("testedAt").asText("");
    String found = "tier " + tier + (tested.isEmpty() ? "" : ", tried at " + tested);
    checks.add(
        "none".equals(tier)
            ? Check.warn("sandbox", found, "do not run programs of others on this node")
            : Check.ok("sandbox", found));
    answer.body().path("checks").forEach(check -> checks.add(trial(check, tier)));
    for (JsonNode runtime : answer.body().path("runtimes")) {
      String name = "runtime " + runtime.path("name").asText("?");
      checks.add(
          runtime.path("available").asBoolean(false)
              ? Check.ok(name, runtime.path("version").asText(""))
              : Check.warn(name, "not available", runtime.path("install").asText("install it")));
    }
  }

  /** The process and the machine as the node itself sees them. */
  private static void system(Api api, List<Check> checks) {
    Api.Answer answer = api.ask(DiagnosticsCommand.PATH);
    if (answer.status() == 200) {
      for (Check one : SystemSections.of(answer.body())) {
        checks.add(new Check("node: " + one.name(), one.status(), one.found(), one.advice()));
      }
    }
  }

  /** At the strongest tier everything holds; below it something does not, and that is why. */
  private static Check trial(JsonNode check, String tier) {
    String name = "sandbox: " + check.path("name").asText("?");
    String seen = check.path("seen").asText("?");
    if (check.path("passed").asBoolean(true)) {
      return Check.ok(name, seen);
    }
    return "strict".equals(tier)
        ? Check.fail(name, seen, "do not run programs of others on this node")
        : Check.warn(name, seen, "with it the tier would be better than " + tier);
  }
}
