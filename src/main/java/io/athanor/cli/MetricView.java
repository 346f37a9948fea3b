package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Metrics as text: those that were stored, and the latest of a program that still runs. */
final class MetricView {

  /** More do not fit beside each other. */
  private static final int IN_A_LINE = 4;

  private final Terminal terminal;

  /** The last value of one metric with its least, its greatest and how many there were. */
  private record Summary(double last, double least, double greatest, int count) {
    Summary and(double value) {
      return new Summary(value, Math.min(least, value), Math.max(greatest, value), count + 1);
    }
  }

  MetricView(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A line for each of so many names, from all its points. */
  void stored(JsonNode metrics, int most, String id) {
    Map<String, Summary> summaries = new LinkedHashMap<>();
    for (JsonNode metric : metrics) {
      double value = metric.path("value").asDouble(Double.NaN);
      summaries.merge(
          name(metric), new Summary(value, value, value, 1), (all, one) -> all.and(value));
    }
    if (summaries.isEmpty()) {
      return;
    }
    Table table = new Table("name", "last", "min", "max", "values");
    summaries.entrySet().stream()
        .limit(most)
        .forEach(
            one -> {
              Summary s = one.getValue();
              table.row(
                  one.getKey(),
                  number(s.last()),
                  number(s.least()),
                  number(s.greatest()),
                  String.valueOf(s.count()));
            });
    terminal.out().append("\nMetrics\n");
    table.print(terminal);
    more(summaries.size() - most, "athanor show " + id);
  }

  private void more(int names, String where) {
    if (names > 0) {
      terminal.out().append(String.format(Locale.ROOT, "%,d more: %s%n", names, where));
    }
  }

  /** What a program has said until now. */
  void live(JsonNode live) {
    JsonNode metrics = live.path("metrics");
    if (metrics.isEmpty()) {
      lost(live);
      return;
    }
    Table table = new Table("name", "last", "step", "values");
    for (JsonNode metric : metrics) {
      table.row(
          name(metric),
          number(metric.path("value").asDouble(Double.NaN)),
          metric.path("step").asText(""),
          metric.path("points").asText(""));
    }
    terminal.out().append("\nMetrics so far\n");
    table.print(terminal);
    more(live.path("names").asInt() - metrics.size(), "once it has ended");
    lost(live);
  }

  private void lost(JsonNode live) {
    long lost = live.path("lost").asLong();
    if (lost > 0) {
      terminal.progress(
          String.format(
              Locale.ROOT,
              "Metric values that were not finite or not understood so far: %,d",
              lost));
    }
  }

  /** How far it is, and in its own words; empty when it has not said. */
  static String progress(JsonNode live) {
    String done =
        live.path("progress").isNumber()
            ? Math.round(Math.floor(live.path("progress").asDouble() * 1000)) / 10.0 + " %"
            : "";
    return (done + "  " + SafeText.line(live.path("message").asText(""))).strip();
  }

  /** All of it in one line, with the first metrics. */
  static String line(JsonNode live) {
    StringBuilder line = new StringBuilder(progress(live));
    int shown = 0;
    for (JsonNode metric : live.path("metrics")) {
      if (shown++ < IN_A_LINE) {
        line.append("  ").append(name(metric)).append(' ');
        line.append(number(metric.path("value").asDouble(Double.NaN)));
      }
    }
    return line.toString().strip();
  }

  private static String name(JsonNode metric) {
    return SafeText.line(metric.path("name").asText(""));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.6g", value);
  }
}
