package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** One experiment as text: what it was, what became of it, and what it found. */
final class ExperimentView {
  private static final int LONGEST_RESULT = 4000;
  private static final int BRIEF = 20;
  private static final Set<String> NO_ERROR = Set.of("exit", "signal");

  private final Terminal terminal;
  private final JsonNode experiment;

  ExperimentView(Terminal terminal, JsonNode experiment) {
    this.terminal = terminal;
    this.experiment = experiment;
  }

  /** Everything, on one screen. */
  void whole(Instant now) {
    String state = text(experiment, "state");
    line("Experiment", text(experiment, "id"));
    line("Name", text(experiment, "name"));
    print(String.format("%-12s %s", "State", terminal.coloured() ? Colours.state(state) : state));
    line("Reason", SafeText.line(Explanations.reason(experiment)));
    line("Progress", MetricView.progress(experiment.path("live")));
    line("Runtime", text(experiment, "runtime"));
    object("Parameters", experiment.path("parameters"));
    object("Tags", experiment.path("tags"));
    object("Limits", experiment.path("limits"));
    line("Seed", text(experiment, "seed"));
    line("Pool", text(experiment, "pool"));
    line("Priority", text(experiment, "priority"));
    line("Session", text(experiment, "sessionId"));
    line("Hypothesis", text(experiment, "hypothesisId"));
    line("Fingerprint", text(experiment, "fingerprint"));
    timeline(now);
    attempts();
    outcome(Integer.MAX_VALUE);
  }

  /** What it found: result, metrics of the first names, and artefacts. */
  void brief() {
    outcome(BRIEF);
  }

  private void outcome(int most) {
    MetricView metrics = new MetricView(terminal);
    metrics.live(experiment.path("live"));
    metrics.stored(experiment.path("metrics"), most, text(experiment, "id"));
    artifacts();
    notes();
    JsonNode result = experiment.path("result");
    if (!result.isMissingNode()) {
      heading("Result");
      String text = result.isContainerNode() ? Json.pretty(result) : Json.compact(result);
      print(
          SafeText.block(
              text.length() > LONGEST_RESULT
                  ? text.substring(0, LONGEST_RESULT) + "… (the whole: --json)"
                  : text));
    }
    error();
  }

  private void timeline(Instant now) {
    Optional<Instant> submitted = instant("submittedAt");
    Optional<Instant> started = instant("startedAt");
    Optional<Instant> finished = instant("finishedAt");
    submitted.ifPresent(at -> line("Submitted", at + "  (" + Quantities.age(at, now) + ")"));
    started.ifPresent(
        at ->
            line(
                "Started",
                at
                    + submitted
                        .map(s -> "  (waited " + Quantities.duration(Duration.between(s, at)) + ")")
                        .orElse("")));
    finished.ifPresent(
        at ->
            line(
                "Finished",
                at
                    + started
                        .map(s -> "  (took " + Quantities.duration(Duration.between(s, at)) + ")")
                        .orElse("")));
  }

  private void attempts() {
    JsonNode attempts = experiment.path("attempts");
    if (attempts.isEmpty()) {
      return;
    }
    heading("Attempts");
    Table table =
        new Table(
            "#", "verdict", "queued", "wall", "cpu", "memory", "start", "exit", "node", "reason");
    for (JsonNode attempt : attempts) {
      String signal = text(attempt, "signal");
      table.row(
          text(attempt, "number"),
          attempt.has("verdict") ? text(attempt, "verdict") : text(attempt, "state"),
          millis(attempt.path("phases"), "queued"),
          millis(attempt, "wallMillis"),
          millis(attempt, "cpuMillis"),
          memory(attempt),
          (text(attempt, "start") + " " + millis(attempt, "startMillis")).strip(),
          signal.isEmpty() || signal.equals("0") ? text(attempt, "exitCode") : "signal " + signal,
          text(attempt, "node"),
          text(attempt, "reason"));
    }
    table.print(terminal);
  }

  /** The most that it used, of what it was allowed. */
  private static String memory(JsonNode attempt) {
    String limit = attempt.path("memoryLimit").asText("");
    return attempt.has("peakMemory")
        ? Quantities.bytes(attempt.path("peakMemory").asLong())
            + (limit.isEmpty() ? "" : " of " + Quantities.bytes(Long.parseLong(limit)))
        : "";
  }

  /** What of the last attempt's work was not kept. */
  private void notes() {
    JsonNode attempts = experiment.path("attempts");
    for (JsonNode note : attempts.path(attempts.size() - 1).path("notes")) {
      terminal.progress("Note: " + SafeText.line(note.asText()) + ".");
    }
  }

  private void artifacts() {
    JsonNode artifacts = experiment.path("artifacts");
    if (artifacts.isEmpty()) {
      return;
    }
    heading("Artefacts");
    Table table = new Table("name", "size", "type");
    for (JsonNode artifact : artifacts) {
      table.row(
          text(artifact, "name"),
          Quantities.bytes(artifact.path("size").asLong()),
          text(artifact, "contentType"));
    }
    table.print(terminal);
  }

  private void error() {
    JsonNode attempts = experiment.path("attempts");
    JsonNode error = attempts.path(attempts.size() - 1).path("error");
    if (!error.isObject()) {
      return;
    }
    String trace = error.path("trace").asText("");
    if (NO_ERROR.contains(text(error, "type")) && !error.path("file").isTextual()) {
      // Said in the reason; what the program itself may have had to say stands at the end of
      // stderr.
      if (!trace.isBlank()) {
        heading("End of stderr");
        print(SafeText.block(trace.stripTrailing()));
      }
      return;
    }
    heading("Error");
    String place = text(error, "file") + (error.has("line") ? ":" + text(error, "line") : "");
    String message = SafeText.block(error.path("message").asText(""));
    print(
        (text(error, "type") + ": " + message).strip()
            + (place.isEmpty() ? "" : "  (" + place + ")"));
    if (!trace.isBlank()) {
      print(SafeText.block(trace.stripTrailing()));
    }
  }

  private void object(String label, JsonNode object) {
    line(label, SafeText.line(assignments(object)));
  }

  /** An object as {@code a=1 b="x y"}. */
  static String assignments(JsonNode object) {
    StringBuilder text = new StringBuilder();
    object
        .properties()
        .forEach(
            field ->
                text.append(text.isEmpty() ? "" : " ")
                    .append(field.getKey())
                    .append('=')
                    .append(value(field.getValue())));
    return text.toString();
  }

  private static String value(JsonNode value) {
    return value.isTextual() && !value.textValue().contains(" ")
        ? value.textValue()
        : Json.compact(value);
  }

  private static String millis(JsonNode node, String field) {
    return node.has(field) ? Quantities.duration(Duration.ofMillis(node.path(field).asLong())) : "";
  }

  private Optional<Instant> instant(String field) {
    return Quantities.instant(experiment.path(field).asText(""));
  }

  private static String text(JsonNode node, String field) {
    return SafeText.line(node.path(field).asText(""));
  }

  private void line(String label, String value) {
    if (!value.isEmpty()) {
      print(String.format("%-12s %s", label, value));
    }
  }

  private void heading(String title) {
    print("");
    print(title);
  }

  private void print(String line) {
    terminal.out().append(line).append('\n');
  }
}
