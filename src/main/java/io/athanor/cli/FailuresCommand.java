package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "failures",
    description = {
      "Show failures that are alike as one line, the newest first; run a group again or give it up.",
      "The experiments of a group: GET /api/v1/experiments?failureGroup=GROUP."
    })
final class FailuresCommand extends ClientCommand {

  /** What is done with a group. */
  static final class Action {
    @Option(
        names = "--retry",
        paramLabel = "GROUP",
        description = "Run those again that ended so and were not run again, at most 1,000.")
    private String retry;

    @Option(
        names = "--cancel",
        paramLabel = "GROUP",
        description = "End those that failed so and would be tried again.")
    private String cancel;
  }

  @ArgGroup private Action action;

  @Mixin private PageOptions options;

  FailuresCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    if (action != null) {
      return act();
    }
    StringBuilder query = options.query();
    options.appendCursor(query);
    JsonNode page = api().get(Api.V1 + "/failure-groups?" + query);
    if (json()) {
      print(page);
    } else {
      table(page);
    }
    return ExitCode.OK;
  }

  private int act() {
    boolean retry = action.retry != null;
    String group = Api.encode(retry ? action.retry : action.cancel);
    String path = Api.V1 + "/failure-groups/" + group + (retry ? "/retry" : "/cancel");
    JsonNode answer = api().post(path, Json.object());
    if (json()) {
      print(answer);
    } else if (retry) {
      answer.path("items").forEach(one -> print(SafeText.line(one.path("id").asText(""))));
      terminal().progress(answer.path("items").size() + " experiments run again.");
    } else {
      terminal().progress(answer.path("cancelled").asText("0") + " experiments were told to end.");
    }
    return ExitCode.OK;
  }

  private void table(JsonNode page) {
    if (page.path("items").isEmpty()) {
      terminal().progress("Nothing has failed.");
      return;
    }
    Table table = new Table("group", "failures", "verdict", "signature");
    for (JsonNode group : page.path("items")) {
      table.row(
          group.path("id").asText(""),
          group.path("failures").asText("") + (group.path("exact").asBoolean(true) ? "" : "+"),
          group.path("verdict").asText(""),
          group.path("signature").asText(""));
    }
    table.print(terminal());
    String next = page.path("nextCursor").asText("");
    if (!next.isEmpty()) {
      terminal()
          .progress("There are more: --cursor " + SafeText.line(next) + " shows the next page.");
    }
  }
}
