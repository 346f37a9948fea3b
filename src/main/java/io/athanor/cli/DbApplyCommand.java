package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "apply",
    description = {
      "Do what athanor db advise recommends, and compare statements after it.",
      "If one gets slower, it is reverted at once, by the node: this command need not go on."
    },
    footer = {
      "",
      "Exit codes: 0 it was kept, 1 it was reverted or failed, 5 it was refused.",
      "",
      "Example:",
      "  athanor db apply create-idx_papers_title_a72b02 --watch 30m"
    })
final class DbApplyCommand extends ClientCommand {

  private static final String ADVICE = "/admin/database/advice";

  @Parameters(
      index = "0",
      paramLabel = "RECOMMENDATION-ID",
      description = "Of the last analysis; athanor db advise --last --json shows it.")
  private String recommendation;

  @Option(
      names = "--watch",
      paramLabel = "TIME",
      description = "For how long statements are compared. Default: ${DEFAULT-VALUE}",
      defaultValue = "10m")
  private String watch;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--no-wait", description = "End as soon as it has begun.")
  private boolean noWait;

  DbApplyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Duration duration = Quantities.parseDuration(watch);
    JsonNode analysis = api().get(ADVICE);
    JsonNode found = found(analysis);
    if (!yes) {
      confirm(found);
    }
    ObjectNode body = Json.object();
    body.put("recommendation", recommendation);
    body.put("watchSeconds", duration.toSeconds());
    JsonNode change = api().post(ADVICE + "/" + analysis.path("id").asText("") + "/apply", body);
    terminal().progress("Change " + change.path("id").asText("") + ": " + text(found, "apply"));
    if (!noWait) {
      change = ChangeReport.awaited(change, api(), terminal());
    }
    if (json()) {
      print(change);
    } else {
      ChangeReport.print(change, terminal());
    }
    return noWait || ChangeReport.state(change).equals("KEPT") ? ExitCode.OK : ExitCode.FAILED;
  }

  private JsonNode found(JsonNode analysis) {
    for (JsonNode one : analysis.path("report").path("recommendations")) {
      if (one.path("id").asText("").equals(recommendation)) {
        return one;
      }
    }
    throw new CommandFailure(
        ExitCode.NOT_FOUND,
        "The last analysis has no recommendation "
            + SafeText.line(recommendation)
            + "; athanor db advise --last lists those that it has.");
  }

  private void confirm(JsonNode found) {
    if (!terminal().errWatched()) {
      throw CommandFailure.usage("Nobody can be asked here; add --yes to do it.");
    }
    terminal()
        .progress(
            text(found, "apply")
                + "\nThis takes "
                + Quantities.bytes(found.path("bytes").asLong())
                + " and may take some time; others can read and write while it goes on. Do it? [y/N]");
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(terminal().in(), StandardCharsets.UTF_8));
    try {
      String answer = reader.readLine();
      if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
        throw new CommandFailure(ExitCode.FAILED, "Nothing was changed.");
      }
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, "Nothing was changed.", e);
    }
  }

  private static String text(JsonNode one, String field) {
    return SafeText.line(one.path(field).asText(""));
  }
}
