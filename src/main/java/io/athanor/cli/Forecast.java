package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What is asked about indexes that are not there, and how the answer is shown. */
final class Forecast {

  private static final int WIDEST = 60;
  private static final int MOST_TIMES = 5;

  @Option(
      names = "--sql",
      paramLabel = "SQL",
      description = "A statement that matters, or @FILE with it. Default: all of Athanor's own.")
  private List<String> statements = new ArrayList<>();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "A statement of Athanor that matters, such as attempts.claim.")
  private List<String> names = new ArrayList<>();

  JsonNode send(Api api, List<String> create, List<String> without, double times) {
    ObjectNode body = Json.object();
    ArrayNode indexes = body.putArray("create");
    create.forEach(indexes::add);
    ArrayNode missing = body.putArray("without");
    without.forEach(missing::add);
    body.put("times", times);
    ArrayNode subjects = body.putArray("statements");
    names.forEach(name -> subjects.addObject().put("name", name));
    statements.forEach(sql -> subjects.addObject().put("sql", StatementText.of(sql)));
    return patiently(api, body);
  }

  /** Where rows have to be copied for it, the answer takes longer than a request may. */
  private static JsonNode patiently(Api api, ObjectNode body) {
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(2));
    for (int i = 0; ; i++) {
      try {
        return api.post("/admin/database/what-if", body);
      } catch (CommandFailure e) {
        if (i == MOST_TIMES || !e.isAbout("rows-being-copied")) {
          throw e;
        }
        backoff.pause();
      }
    }
  }

  static void print(JsonNode answer, Terminal terminal) {
    if (answer.hasNonNull("missing")) {
      throw new CommandFailure(ExitCode.FAILED, answer.path("missing").asText(""));
    }
    PlanningMeans.print(answer, terminal);
    indexes(answer.path("indexes"), terminal);
    Table table = new Table("statement", "cost now", "cost then", "times", "indexes then", "note");
    for (JsonNode one : answer.path("statements")) {
      double before = one.path("before").asDouble();
      double after = one.path("after").asDouble();
      boolean refused = one.hasNonNull("refused");
      table.row(
          label(one),
          refused ? "" : number(before),
          refused ? "" : number(after),
          refused ? "" : Quantities.number(after / Math.max(0.001, before)),
          join(one.path("indexesAfter")),
          refused
              ? "not planned: " + one.path("refused").asText("")
              : one.path("breaks").asText(""));
    }
    if (!answer.path("statements").isEmpty()) {
      table.print(terminal);
    }
    terminal.progress(
        Quantities.count(answer.path("unchanged").asLong(), "statement")
            + " would be executed as now.");
  }

  private static void indexes(JsonNode indexes, Terminal terminal) {
    for (JsonNode one : indexes) {
      terminal.progress(
          one.hasNonNull("refused")
              ? "This index cannot be made: " + SafeText.line(one.path("refused").asText(""))
              : "The index "
                  + SafeText.line(one.path("name").asText(""))
                  + " of "
                  + SafeText.line(one.path("table").asText(""))
                  + " would have "
                  + Quantities.bytes(one.path("bytes").asLong())
                  + ".");
    }
  }

  private static String label(JsonNode one) {
    String text = one.hasNonNull("name") ? one.path("name").asText("") : one.path("sql").asText("");
    String line = text.replaceAll("\\s+", " ").trim();
    return line.length() > WIDEST ? line.substring(0, WIDEST - 1) + "…" : line;
  }

  private static String join(JsonNode names) {
    List<String> all = new ArrayList<>();
    names.forEach(name -> all.add(name.asText("")));
    return String.join(", ", all);
  }

  private static String number(double cost) {
    return String.format(Locale.ROOT, cost < 100 ? "%,.1f" : "%,.0f", cost);
  }
}
