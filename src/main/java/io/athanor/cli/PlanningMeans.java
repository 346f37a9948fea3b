package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Says by what the planner was asked, and what would be better. */
final class PlanningMeans {

  private PlanningMeans() {}

  /** Nothing where it was asked by the best that there is. */
  static void print(JsonNode answer, Terminal terminal) {
    String means = answer.path("means").asText("");
    JsonNode sample = answer.path("sample");
    if (sample.isObject()) {
      terminal.progress(sentence(sample));
    } else if (means.equals("HYPOPG")) {
      terminal.progress("Planned by HypoPG.");
    } else if (means.equals("NONE")) {
      terminal.progress("These are guesses by rule: nothing could be planned with other indexes.");
    }
    if (answer.path("why").isTextual()) {
      terminal.progress(SafeText.line(answer.path("why").asText()));
    }
  }

  private static String sentence(JsonNode sample) {
    double part = sample.path("part").asDouble();
    double percent = 100 * part;
    String size = Quantities.bytes(sample.path("bytes").asLong());
    return part < 1
        ? String.format(
            Locale.ROOT,
            "Planned on a copy of %s %% of the pages (%s): costs are those on the copy; what reads many rows costs more in the database.",
            String.format(Locale.ROOT, percent < 10 ? "%.1f" : "%.0f", percent),
            size)
        : "Planned on a copy of all rows (" + size + ").";
  }
}
