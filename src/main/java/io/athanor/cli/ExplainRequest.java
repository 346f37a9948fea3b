package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The statement of which a plan is wanted, and what is said of the plan. */
final class ExplainRequest {

  /** How an answer is printed. */
  enum Format {
    tree,
    json
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SQL",
      description = "One statement that reads, or @FILE with it.")
  private String sql;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "A statement of Athanor by its name, such as attempts.claim.")
  private String name;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "VALUE",
      description = "The value of $1, then of $2, and so on; the server finds their types.")
  private List<String> parameters = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "tree, or json for the server's own plan.")
  private Format format = Format.tree;

  JsonNode send(Api api, boolean analyze, boolean generic) {
    if ((sql == null) == (name == null)) {
      throw CommandFailure.usage("Give either a statement or --name.");
    }
    ObjectNode body = Json.object();
    if (name == null) {
      body.put("sql", StatementText.of(sql));
    } else {
      body.put("name", name);
    }
    ArrayNode values = Json.array();
    parameters.forEach(values::add);
    body.set("parameters", values);
    return api.post(
        "/admin/database/explain", body.put("analyze", analyze).put("generic", generic));
  }

  void print(JsonNode explained, Terminal terminal) {
    if (format == Format.json) {
      terminal.out().append(Json.pretty(explained.path("plan"))).append('\n');
      return;
    }
    StringBuilder text = new StringBuilder();
    explained
        .path("text")
        .asText("")
        .lines()
        .forEach(line -> text.append(SafeText.line(line)).append('\n'));
    text.append('\n').append(summary(explained)).append('\n');
    terminal.out().append(text);
    findings(explained.path("findings"), terminal);
    String note = explained.path("note").asText("");
    if (!note.isEmpty()) {
      terminal.progress(SafeText.line(note));
    }
  }

  private static String summary(JsonNode explained) {
    String times =
        explained.hasNonNull("executionMillis")
            ? String.format(
                Locale.ROOT,
                "; planned in %s, executed in %s and rolled back",
                Quantities.millis(explained, "planningMillis"),
                Quantities.millis(explained, "executionMillis"))
            : "; not executed";
    return String.format(
            Locale.ROOT,
            "%s plan %s, cost %,.0f, as %s on PostgreSQL %s",
            SafeText.line(explained.path("mode").asText("").toLowerCase(Locale.ROOT)),
            SafeText.line(explained.path("hash").asText("")),
            explained.path("cost").asDouble(),
            SafeText.line(explained.path("role").asText("")),
            SafeText.line(explained.path("serverVersion").asText("")))
        + times
        + ".";
  }

  static void findings(JsonNode findings, Terminal terminal) {
    if (findings.isEmpty()) {
      terminal.progress("Nothing about this plan stands out.");
    }
    for (JsonNode one : findings) {
      terminal
          .out()
          .append("! ")
          .append(SafeText.line(one.path("title").asText("")))
          .append(": ")
          .append(SafeText.line(one.path("why").asText("")))
          .append(". What would help: ")
          .append(SafeText.line(one.path("advice").asText("")))
          .append('\n');
    }
  }
}
