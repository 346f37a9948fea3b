package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

@Command(
    name = "report",
    description = {
      "Show where the time of a node goes: its start, database, cache, attempts, requests and"
          + " event",
      "loops, and what to look at first."
    })
final class ReportCommand extends ClientCommand {

  private static final int ROWS = 8;

  ReportCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode report = api().get("/admin/performance/report");
    if (json()) {
      print(report);
      return ExitCode.OK;
    }
    hints(report.path("lookAtFirst"));
    startup(report.path("startup"));
    database(report.path("database"));
    cache(report.path("cache"));
    execution(report.path("execution"));
    http(report.path("http"));
    process(report);
    return ExitCode.OK;
  }

  private void title(String title) {
    print("");
    print(title);
  }

  private void hints(JsonNode hints) {
    if (hints.isEmpty()) {
      print("No rule has found anything to look at first.");
      return;
    }
    print("Look at first:");
    int number = 1;
    for (JsonNode hint : hints) {
      print(
          SafeText.line(
              number++
                  + ". "
                  + hint.path("subject").asText()
                  + ": "
                  + hint.path("evidence").asText()
                  + " ["
                  + hint.path("rule").asText()
                  + "]"));
      print("   " + SafeText.line(hint.path("advice").asText()));
    }
  }

  private void startup(JsonNode one) {
    if (one.isObject()) {
      List<String> path = new ArrayList<>();
      one.path("criticalPath").forEach(name -> path.add(name.asText()));
      title(
          "Start: "
              + millis(one.path("wallMillis"))
              + "; critical path "
              + millis(one.path("criticalMillis"))
              + " ("
              + SafeText.line(String.join(" > ", path))
              + "); sum of the parts "
              + millis(one.path("sumMillis")));
    }
  }

  private void database(JsonNode one) {
    if (!one.isObject()) {
      return;
    }
    title(
        SafeText.line(
            "Database since "
                + one.path("since").asText("?")
                + ": "
                + one.path("executions").asText("0")
                + " executions, "
                + one.path("errors").asText("0")
                + " errors, "
                + millis(one.path("totalMillis"))));
    Table table = new Table("statement", "calls", "share", "median", "95 %", "99 %", "wait");
    int rows = 0;
    for (JsonNode top : one.path("top")) {
      if (rows++ < ROWS) {
        table.row(
            top.path("name").asText(),
            top.path("count").asText(),
            number(top.path("sharePercent")) + " %",
            millis(top.path("p50Millis")),
            millis(top.path("p95Millis")),
            millis(top.path("p99Millis")),
            millis(top.path("meanWaitMillis")));
      }
    }
    table.print(terminal());
    pool(one.path("pool"));
  }

  private void pool(JsonNode pool) {
    if (pool.isObject()) {
      print(
          "Connections: "
              + pool.path("inUse").asText()
              + " in use, "
              + pool.path("idle").asText()
              + " idle of "
              + pool.path("size").asText()
              + ", "
              + pool.path("waiting").asText()
              + " wait, 95 % waited up to "
              + millis(pool.path("waited").path("p95Millis"))
              + ", "
              + pool.path("timeouts").asText()
              + " timeouts");
    }
  }

  private void cache(JsonNode one) {
    JsonNode counts = one.path("counts");
    if (counts.isObject()) {
      title(
          "Cache: "
              + counts.path("hits").asText()
              + " hits, "
              + counts.path("misses").asText()
              + " misses, "
              + counts.path("loads").asText()
              + " loads, "
              + counts.path("coalesced").asText()
              + " coalesced, "
              + counts.path("evicted").asText()
              + " evicted");
    }
  }

  private void execution(JsonNode one) {
    if (!one.isObject()) {
      return;
    }
    List<String> verdicts = new ArrayList<>();
    one.path("verdicts")
        .properties()
        .forEach(verdict -> verdicts.add(verdict.getValue().asText() + " " + verdict.getKey()));
    title(
        SafeText.line(
            "Attempts: "
                + one.path("running").asText("0")
                + " of "
                + one.path("slots").asText("0")
                + " slots taken"
                + (verdicts.isEmpty() ? "" : "; ended: " + String.join(", ", verdicts))));
    Table table = new Table("phase", "count", "median", "95 %", "99 %", "max");
    one.path("phases").forEach(phase -> spread(table, phase.path("name").asText(), phase));
    table.print(terminal());
  }

  private void http(JsonNode one) {
    if (!one.isObject()) {
      return;
    }
    title(SafeText.line("Requests since " + one.path("since").asText("?") + ":"));
    Table table = new Table("route", "count", "median", "95 %", "99 %", "max");
    int rows = 0;
    for (JsonNode route : one.path("routes")) {
      if (rows++ < ROWS) {
        spread(table, route.path("method").asText() + " " + route.path("path").asText(), route);
      }
    }
    table.print(terminal());
  }

  private static void spread(Table table, String name, JsonNode one) {
    JsonNode time = one.path("time");
    table.row(
        name,
        time.path("count").asText("0"),
        millis(time.path("p50Millis")),
        millis(time.path("p95Millis")),
        millis(time.path("p99Millis")),
        millis(time.path("maxMillis")));
  }

  private void process(JsonNode report) {
    JsonNode loops = report.path("eventLoop");
    JsonNode gc = report.path("gc");
    if (loops.isObject()) {
      title(
          "Event loops: late by "
              + millis(loops.path("p50Millis"))
              + " (median), "
              + millis(loops.path("p99Millis"))
              + " (99 %), "
              + millis(loops.path("maxMillis"))
              + " (most) in the last minute; collection: "
              + number(gc.path("percentLastMinute"))
              + " % of it");
    }
  }

  private static String number(JsonNode value) {
    return value.isNumber() ? String.format(Locale.ROOT, "%.1f", value.asDouble()) : "?";
  }

  private static String millis(JsonNode value) {
    return value.isNumber() ? String.format(Locale.ROOT, "%,.1f ms", value.asDouble()) : "?";
  }
}
