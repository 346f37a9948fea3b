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
            "%s analysed, taking %s an hour now and %s then%s. %s not analysed or only in part, %s rejected (--json lists them).",
            Quantities.count(report.path("statements").asLong(), "statement"),
            Quantities.millis(report, "millisBefore"),
            Quantities.millis(report, "millisAfter"),
            clock.isObject() ? " by the planner's costs" : "",
            Quantities.count(report.path("notAnalysed").size(), "statement"),
            Quantities.count(report.path("rejected").size(), "candidate")));
    observed(report.path("observed"), terminal);
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

  /** A short time says little of what is needed at other times. */
  private static void observed(JsonNode observed, Terminal terminal) {
    if (!observed.isObject() || observed.path("enough").asBoolean()) {
      return;
    }
    boolean given = !observed.hasNonNull("statements");
    String time =
        Quantities.duration(Duration.ofSeconds((long) (observed.path("hours").asDouble() * 3_600)));
    terminal.progress(
        (given ? "The statements were given" : "Reads and executions were observed for " + time)
            + ", which is too little to advise that an index in use be dropped: that takes a day"
            + " of observation, and 35 days without a read where no other index does the same.");
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
          Quantities.millis(one, "savedMillis"),
          one.path("level").asText("").toLowerCase(Locale.ROOT),
          Quantities.millis(one, "buildMillis"),
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
    return before == 0 ? "-" : Quantities.millis(before) + " -> " + Quantities.millis(after);
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
            "Timed on a copy of %s (%s, made in %s) in %s: %s, taking %s an hour there without, %s with the planner's choice and %s with these.",
            part < 1 ? String.format(Locale.ROOT, "%.0f %% of the pages", 100 * part) : "all rows",
            Quantities.bytes(copy.path("bytes").asLong()),
            Quantities.millis(copy, "millis"),
            Quantities.millis(clock, "millis"),
            Quantities.count(clock.path("timed").asLong(), "statement"),
            Quantities.millis(clock, "millisBefore"),
            Quantities.millis(clock, "millisPlanner"),
            Quantities.millis(clock, "millisAfter")));
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
          Quantities.count(clock.path("notTimed").size(), "statement")
              + " could not be timed (--json says why).");
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
                "  %s: cost %,.1f -> %,.1f, %s times an hour%s%n",
                SafeText.line(effect.path("statement").asText("")),
                effect.path("before").asDouble(),
                effect.path("after").asDouble(),
                Quantities.number(effect.path("callsPerHour").asDouble()),
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
            + Quantities.millis(effect, "millisBefore")
            + " -> "
            + Quantities.millis(effect, "millisAfter")
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
}
