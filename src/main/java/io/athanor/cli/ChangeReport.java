package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** Changes of indexes as people read them, and the wait for their end. */
final class ChangeReport {

  static final String PATH = "/admin/database/changes";

  private static final int SHOWN = 10;
  private static final Set<String> ENDED = Set.of("KEPT", "REVERTED", "REFUSED", "FAILED");

  private ChangeReport() {}

  /** Tells what goes on until it has ended, and answers how. */
  static JsonNode awaited(JsonNode begun, Api api, Terminal terminal) {
    JsonNode change = begun;
    Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2));
    String told = "";
    while (!ENDED.contains(state(change))) {
      String line = goingOn(change);
      if (!line.equals(told)) {
        terminal.progress(line);
        told = line;
        backoff.reset();
      }
      backoff.pause();
      change = api.get(PATH + "/" + begun.path("id").asText(""));
    }
    return change;
  }

  static String state(JsonNode change) {
    return change.path("state").asText("");
  }

  private static String goingOn(JsonNode change) {
    String phase = change.path("phase").asText("");
    return switch (state(change)) {
      case "BUILDING" ->
          "building"
              + (phase.isEmpty() || change.path("phase").isNull()
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      ": %s, %.0f %%",
                      SafeText.line(phase),
                      100 * change.path("progress").asDouble()));
      case "WATCHING" ->
          "done; statements are compared until "
              + Quantities.seconds(change.path("watchUntil").asText(""));
      case "REVERTING" -> "reverting: " + SafeText.line(change.path("reason").asText(""));
      default -> state(change).toLowerCase(Locale.ROOT);
    };
  }

  static void print(JsonNode change, Terminal terminal) {
    StringBuilder text = new StringBuilder();
    text.append(state(change))
        .append(' ')
        .append(change.path("id").asText(""))
        .append('\n')
        .append(SafeText.line(change.path("apply").asText("")))
        .append("\nto revert: ")
        .append(SafeText.line(change.path("revert").asText("")))
        .append('\n');
    if (change.hasNonNull("reason")) {
      text.append(SafeText.line(change.path("reason").asText(""))).append('\n');
    }
    change
        .path("notes")
        .forEach(note -> text.append("note: ").append(SafeText.line(note.asText(""))).append('\n'));
    terminal.out().append(text);
    statements(change.path("statements"), terminal);
  }

  private static void statements(JsonNode all, Terminal terminal) {
    if (all.isEmpty()) {
      return;
    }
    Table table = new Table("statement", "before", "mean", "p95", "after", "mean", "p95", "note");
    int shown = 0;
    for (JsonNode one : all) {
      if (shown++ < SHOWN) {
        table.row(
            one.path("name").asText(""),
            one.path("countBefore").asText(""),
            Quantities.millis(one, "meanMillisBefore"),
            Quantities.millis(one, "p95MillisBefore"),
            one.path("countAfter").asText(""),
            Quantities.millis(one, "meanMillisAfter"),
            Quantities.millis(one, "p95MillisAfter"),
            one.path("regressed").asBoolean()
                ? "slower"
                : one.path("related").asBoolean() ? "touches the table" : "");
      }
    }
    table.print(terminal);
    if (all.size() > SHOWN) {
      terminal.progress((all.size() - SHOWN) + " more; --json shows them.");
    }
  }
}
