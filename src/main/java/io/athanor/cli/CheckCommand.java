package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    description = {
      "Look whether everything holds that must hold of the experiments, whatever happened: one place and one end for each, results of",
      "the last attempt only, no attempt without its record, no key overdrawn. Ends with 1 if something is broken."
    },
    footer = {
      "",
      "A journal holds what a client was answered, a JSON object a line: {\"ids\": [\"...\"], \"key\": \"...\"}. Every id in it must be there,",
      "and an idempotency key must always have got the same ids."
    })
final class CheckCommand extends ClientCommand {

  @Option(names = "--journal", paramLabel = "FILE", description = "What a client was answered.")
  private Path journal;

  @Option(names = "--all-ended", description = "Each id of the journal must have ended.")
  private boolean allEnded;

  CheckCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    Api api = api();
    List<String> lines = journal == null ? List.of() : lines(journal);
    JsonNode report = api.post("/admin/database/check", Json.object());
    Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));
    while (report.path("progress").asText("").equals("RUNNING")) {
      backoff.pause();
      report = api.get("/admin/database/check");
    }
    if (!report.path("progress").asText("").equals("DONE")) {
      throw new CommandFailure(
          ExitCode.REFUSED, SafeText.line(report.path("problem").asText("The check broke off.")));
    }
    ArrayNode invariants = Json.array();
    report.path("invariants").forEach(invariants::add);
    if (journal != null) {
      new Journal(api, allEnded).check(lines).forEach(invariants::add);
    }
    return tell(report, invariants);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "Cannot read the journal " + file + ".", e);
    }
  }

  private static String first(JsonNode broken) {
    String more = broken.size() == 1 ? "" : " and " + (broken.size() - 1) + " more";
    return broken.get(0).asText("") + more;
  }

  private int tell(JsonNode report, ArrayNode invariants) {
    boolean broken = false;
    Table table = new Table("invariant", "", "broken by");
    for (JsonNode one : invariants) {
      boolean holds = one.path("broken").isEmpty();
      broken |= !holds;
      table.row(
          one.path("name").asText(""),
          holds ? "holds" : "BROKEN",
          holds ? "" : first(one.path("broken")));
    }
    if (json()) {
      print(((ObjectNode) report).set("invariants", invariants));
    } else {
      table.print(terminal());
      terminal().progress(broken ? "Something is broken." : "Everything holds.");
    }
    return broken ? ExitCode.FAILED : ExitCode.OK;
  }
}
