package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the sweep of {@code demo} found, whether that is right, and where the time went. */
final class DemoReport {
  private final PiSweep.Outcome outcome;
  private final Convergence convergence;
  private final List<JsonNode> failed;
  private final Map<String, long[]> phases = new LinkedHashMap<>();

  DemoReport(PiSweep.Outcome outcome) {
    this.outcome = outcome;
    this.failed = outcome.experiments().stream().filter(e -> !Explanations.completed(e)).toList();
    List<Convergence.Estimate> estimates = new ArrayList<>();
    for (JsonNode experiment : outcome.experiments()) {
      if (Explanations.completed(experiment)) {
        JsonNode result = experiment.path("result");
        long n = experiment.path("parameters").path("n").asLong(result.path("n").asLong(1));
        estimates.add(new Convergence.Estimate(n, result.path("estimate").asDouble(Double.NaN)));
      }
    }
    convergence = Convergence.of(estimates);
    phase("waiting in the queue", experiment -> between(experiment, "submittedAt", "startedAt"));
    phase("starting the sandbox", experiment -> lastAttempt(experiment, "startMillis"));
    phase("running the program", experiment -> lastAttempt(experiment, "wallMillis"));
    phase("of that, processor time", experiment -> lastAttempt(experiment, "cpuMillis"));
  }

  private void phase(String name, Function<JsonNode, Optional<Long>> millis) {
    long[] sorted =
        outcome.experiments().stream()
            .map(millis)
            .flatMap(Optional::stream)
            .mapToLong(m -> m)
            .sorted()
            .toArray();
    if (sorted.length > 0) {
      phases.put(name, sorted);
    }
  }

  private static Optional<Long> between(JsonNode experiment, String from, String to) {
    Optional<Instant> start = Quantities.instant(experiment.path(from).asText(""));
    Optional<Instant> end = Quantities.instant(experiment.path(to).asText(""));
    return start.flatMap(s -> end.map(e -> Duration.between(s, e).toMillis()));
  }

  private static Optional<Long> lastAttempt(JsonNode experiment, String field) {
    JsonNode attempts = experiment.path("attempts");
    JsonNode millis = attempts.path(attempts.size() - 1).path(field);
    return millis.isNumber() ? Optional.of(millis.asLong()) : Optional.empty();
  }

  /** All completed and the answer is right. */
  boolean passed() {
    return failed.isEmpty() && convergence.passed();
  }

  private double throughput() {
    return outcome.experiments().size() / Math.max(1e-3, outcome.wall().toNanos() / 1e9);
  }

  void print(Terminal terminal) {
    answer(terminal);
    times(terminal);
    if (!failed.isEmpty()) {
      terminal.out().append('\n');
      Table failures = new Table("failed", "state", "reason");
      failed.forEach(e -> failures.row(text(e, "name"), text(e, "state"), Explanations.reason(e)));
      failures.print(terminal);
    }
  }

  private void answer(Terminal terminal) {
    Table sizes = new Table("points", "runs", "mean estimate", "error (rms)", "expected error");
    for (Convergence.Size size : convergence.sizes()) {
      sizes.row(
          format("%,d", size.n()),
          format("%d", size.count()),
          format("%.6f", size.mean()),
          format("%.6f", size.error()),
          format("%.6f", size.expectedError()));
    }
    sizes.print(terminal);
    String slope =
        "%nThe error falls as n^%.3f (theory: -0.5; chance moves it by up to 0.15 here): %s%n";
    String bounds = "The furthest estimate lies %.1f standard errors from pi: %s%n";
    terminal.out().append(format(slope, convergence.slope(), word(convergence.slopeAsExpected())));
    terminal
        .out()
        .append(format(bounds, convergence.largestDeviation(), word(convergence.withinBounds())));
  }

  private void times(Terminal terminal) {
    int all = outcome.experiments().size();
    String total = "%d of %d experiments completed in %s, %.1f per second.%n%n";
    terminal
        .out()
        .append(
            format(
                total,
                all - failed.size(),
                all,
                Quantities.duration(outcome.wall()),
                throughput()));
    Table times = new Table("where the time went", "median", "95 %", "sum");
    phases.forEach(
        (name, sorted) ->
            times.row(
                name,
                quantile(sorted, 0.5),
                quantile(sorted, 0.95),
                millis(Arrays.stream(sorted).sum())));
    times.print(terminal);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("");
  }

  private static String word(boolean right) {
    return right ? "as it should be." : "WRONG.";
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String quantile(long[] sorted, double share) {
    return millis(sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  }

  private static String millis(long millis) {
    return Quantities.duration(Duration.ofMillis(millis));
  }

  ObjectNode document() {
    ObjectNode document =
        Json.object().put("passed", passed()).put("experiments", outcome.experiments().size());
    document.put("wallMillis", outcome.wall().toMillis()).put("perSecond", throughput());
    ObjectNode answer = document.putObject("answer");
    putFinite(answer, "slope", convergence.slope());
    putFinite(answer, "largestDeviationInStandardErrors", convergence.largestDeviation());
    ArrayNode sizes = answer.putArray("sizes");
    for (Convergence.Size size : convergence.sizes()) {
      ObjectNode one = sizes.addObject().put("n", size.n()).put("runs", size.count());
      putFinite(one, "mean", size.mean());
      putFinite(one, "error", size.error());
      putFinite(one, "expectedError", size.expectedError());
    }
    ObjectNode times = document.putObject("millis");
    phases.forEach(
        (name, sorted) ->
            times
                .putObject(name)
                .put("median", sorted[sorted.length / 2])
                .put("sum", Arrays.stream(sorted).sum()));
    ArrayNode failures = document.putArray("failed");
    failed.forEach(
        e ->
            failures
                .addObject()
                .put("id", text(e, "id"))
                .put("state", text(e, "state"))
                .put("reason", Explanations.reason(e)));
    return document;
  }

  // JSON has no NaN.
  private static void putFinite(ObjectNode object, String field, double value) {
    if (Double.isFinite(value)) {
      object.put(field, value);
    } else {
      object.putNull(field);
    }
  }
}
