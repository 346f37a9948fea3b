package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;

/** Advice about indexes, for people and as statements. */
final class AdviceTable {

  private static final int EFFECTS = 5;

  private AdviceTable() {}

  static void print(JsonNode report, Terminal terminal) {
    JsonNode all = report.path("recommendations");
    JsonNode clock = report.path("clock");
    if (!all.isEmpty()) {
      table(all, terminal);
      all.forEach(one -> details(one, terminal));
    }
    terminal.progress(
        String.format(
            Locale.ROOT,
            "%s statements were analysed; they take %s an hour and would take %s. %s were not analysed or only in part, %s candidates were rejected (--json lists them).",
            report.path("statements").asText("0"),
            millis(report.path("millisBefore").asDouble()),
            millis(report.path("millisAfter").asDouble()),
            report.path("notAnalysed").size(),
            report.path("rejected").size()));
    PlanningMeans.print(report, terminal);
    if (all.isEmpty()) {
      terminal.progress("Nothing is to be done.");
    } else {
      terminal.progress(
          "To do one of them: athanor db apply create-INDEX, or drop-INDEX, with its name.");
    }
    if (report.path("statements").asInt() == 0) {
      reasons(report.path("notAnalysed"), terminal);
    }
    if (clock.isObject()) {
      clock(clock, report.path("rejected"), terminal);
    }
  }

  private static void reasons(JsonNode notAnalysed, Terminal terminal) {
    int shown = 0;
    for (JsonNode one : notAnalysed) {
      if (shown++ < EFFECTS) {
        terminal.progress(
            "not analysed: "
                + SafeText.line(one.path("what").asText(""))
                + ": "
                + SafeText.line(one.path("why").asText("")));
      }
    }
  }

  private static void table(JsonNode all, Terminal terminal) {
    Table table =
        new Table(
            "benefit",
            "do",
            "index",
            "table",
            "size",
            "saves an hour",
            "known by",
            "build",
            "clock");
    for (JsonNode one : all) {
      table.row(
          one.path("benefit").asText(""),
          one.path("kind").asText("").toLowerCase(Locale.ROOT),
          one.path("index").asText(""),
          one.path("table").asText(""),
          Quantities.bytes(one.path("bytes").asLong()),
          millis(one.path("savedMillis").asDouble()),
          one.path("level").asText("").toLowerCase(Locale.ROOT),
          millis(one.path("buildMillis").asDouble()),
          clocked(one));
    }
    table.print(terminal);
  }

  /** What the statements that an index changes take together on the copy, each once. */
  private static String clocked(JsonNode one) {
    double before = 0;
    double after = 0;
    for (JsonNode effect : one.path("effects")) {
      before += effect.path("millisBefore").asDouble();
      after += effect.path("millisAfter").asDouble();
    }
    return before == 0 ? "-" : millis(before) + " -> " + millis(after);
  }

  private static void clock(JsonNode clock, JsonNode rejected, Terminal terminal) {
    if (clock.path("missing").isTextual()) {
      terminal.progress(SafeText.line(clock.path("missing").asText()));
      return;
    }
    JsonNode copy = clock.path("copy");
    double part = copy.path("part").asDouble();
    terminal.progress(
        String.format(
            Locale.ROOT,
            "Timed on a copy of %s (%s, made in %s) in %s: %s statements, which take %s an hour there without, %s with the planner's choice and %s with these.",
            part < 1 ? String.format(Locale.ROOT, "%.0f %% of the pages", 100 * part) : "all rows",
            Quantities.bytes(copy.path("bytes").asLong()),
            millis(copy.path("millis").asDouble()),
            millis(clock.path("millis").asDouble()),
            clock.path("timed").asText("0"),
            millis(clock.path("millisBefore").asDouble()),
            millis(clock.path("millisPlanner").asDouble()),
            millis(clock.path("millisAfter").asDouble())));
    for (JsonNode one : rejected) {
      if (one.path("why").asText("").startsWith("by the clock")) {
        terminal.progress(
            "thrown out: "
                + SafeText.line(one.path("what").asText(""))
                + ": "
                + SafeText.line(one.path("why").asText("")));
      }
    }
    clock
        .path("slower")
        .forEach(one -> terminal.progress("slower than before: " + SafeText.line(one.asText(""))));
    if (!clock.path("notTimed").isEmpty()) {
      terminal.progress(
          clock.path("notTimed").size() + " statements could not be timed (--json says why).");
    }
  }

  private static void details(JsonNode one, Terminal terminal) {
    StringBuilder text = new StringBuilder("\n");
    text.append(SafeText.line(one.path("apply").asText(""))).append('\n');
    text.append("  ").append(SafeText.line(one.path("why").asText(""))).append('\n');
    int shown = 0;
    for (JsonNode effect : one.path("effects")) {
      if (shown++ < EFFECTS) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %s: cost %,.1f -> %,.1f, %.3g times an hour%s%n",
                SafeText.line(effect.path("statement").asText("")),
                effect.path("before").asDouble(),
                effect.path("after").asDouble(),
                effect.path("callsPerHour").asDouble(),
                time(effect)));
      }
    }
    if (shown > EFFECTS) {
      text.append("  and ").append(shown - EFFECTS).append(" more\n");
    }
    one.path("losers")
        .forEach(
            loser ->
                text.append("  slower: ").append(SafeText.line(loser.asText(""))).append('\n'));
    terminal.out().append(text);
  }

  private static String time(JsonNode effect) {
    if (effect.path("notTimed").isTextual()) {
      return ", not timed: " + SafeText.line(effect.path("notTimed").asText());
    }
    return effect.path("millisAfter").isNumber()
        ? ", by the clock "
            + millis(effect.path("millisBefore").asDouble())
            + " -> "
            + millis(effect.path("millisAfter").asDouble())
        : "";
  }

  /** Executable as it is printed; each statement outside of a transaction. */
  static void sql(JsonNode report, Terminal terminal) {
    StringBuilder text = new StringBuilder();
    for (JsonNode one : report.path("recommendations")) {
      text.append("-- benefit ")
          .append(one.path("benefit").asInt())
          .append(" of 10, ")
          .append(Quantities.bytes(one.path("bytes").asLong()))
          .append(": ")
          .append(SafeText.line(one.path("why").asText("")))
          .append("\n-- to revert: ")
          .append(SafeText.line(one.path("revert").asText("")))
          .append('\n')
          .append(SafeText.line(one.path("apply").asText("")))
          .append('\n');
    }
    terminal.out().append(text.length() == 0 ? "-- Nothing is to be done.\n" : text);
  }

  private static String millis(double millis) {
    return millis < 0
        ? "-" + millis(-millis)
        : Quantities.duration(Duration.ofNanos((long) (millis * 1e6)));
  }
}
