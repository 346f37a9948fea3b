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
    if (!all.isEmpty()) {
      Table table =
          new Table(
              "benefit", "do", "index", "table", "size", "saves an hour", "known by", "build");
      for (JsonNode one : all) {
        table.row(
            one.path("benefit").asText(""),
            one.path("kind").asText("").toLowerCase(Locale.ROOT),
            one.path("index").asText(""),
            one.path("table").asText(""),
            Quantities.bytes(one.path("bytes").asLong()),
            millis(one.path("savedMillis").asDouble()),
            one.path("level").asText("").toLowerCase(Locale.ROOT),
            millis(one.path("buildMillis").asDouble()));
      }
      table.print(terminal);
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
    if (all.isEmpty()) {
      terminal.progress("Nothing is to be done.");
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
                "  %s: cost %,.1f -> %,.1f, %.3g times an hour%n",
                SafeText.line(effect.path("statement").asText("")),
                effect.path("before").asDouble(),
                effect.path("after").asDouble(),
                effect.path("callsPerHour").asDouble()));
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
    terminal.out().append(text);
  }

  private static String millis(double millis) {
    return millis < 0
        ? "-" + millis(-millis)
        : Quantities.duration(Duration.ofNanos((long) (millis * 1e6)));
  }
}
