package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "plans",
    description = {
      "List the plans that were seen of Athanor's statements, and where another plan made one slower.",
      "Ends with 1 if a statement takes more than twice as long since its plan has changed."
    })
final class DbPlansCommand extends ClientCommand {

  private static final int PAGE = 100;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "STATEMENT",
      description = "Show the plans of this one.")
  private String statement;

  DbPlansCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    JsonNode list = all(api());
    if (json()) {
      print(list);
    } else if (list.path("statements").isEmpty()) {
      terminal()
          .progress(
              (statement == null
                      ? "No plan was seen yet"
                      : "No plan of " + SafeText.line(statement) + " was seen yet")
                  + "; a node takes a few a minute.");
    } else {
      table(list.path("statements"));
      if (statement != null) {
        texts(list.path("statements"));
      }
      list.path("flips").forEach(this::flip);
    }
    return list.path("flips").isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** All pages as one. */
  private JsonNode all(Api api) {
    ObjectNode whole = Json.object();
    ArrayNode statements = whole.putArray("statements");
    ArrayNode flips = whole.putArray("flips");
    String cursor = null;
    do {
      String query =
          "?limit="
              + PAGE
              + (statement == null ? "" : "&statement=" + Api.encode(statement))
              + (cursor == null ? "" : "&cursor=" + Api.encode(cursor));
      JsonNode page = api.get("/admin/database/plans" + query);
      page.path("statements").forEach(statements::add);
      page.path("flips").forEach(flips::add);
      cursor = page.path("nextCursor").asText(null);
    } while (cursor != null);
    return whole;
  }

  private void table(JsonNode statements) {
    Table table =
        new Table("statement", "plan", "for", "last seen", "runs", "mean", "cost", "findings");
    for (JsonNode one : statements) {
      for (JsonNode plan : one.path("plans")) {
        table.row(
            one.path("statement").asText("")
                + (one.hasNonNull("fingerprint") ? " " + one.path("fingerprint").asText() : ""),
            plan.path("hash").asText("") + (plan.path("current").asBoolean() ? " *" : ""),
            plan.path("mode").asText("").equals("GENERIC") ? "any" : "slow values",
            Quantities.seconds(plan.path("lastSeen").asText("")),
            String.format(Locale.ROOT, "%,d", plan.path("executions").asLong()),
            plan.hasNonNull("meanMillis") ? Quantities.millis(plan, "meanMillis") : "",
            String.format(Locale.ROOT, "%,.0f", plan.path("cost").asDouble()),
            Integer.toString(plan.path("findings").size()));
      }
    }
    table.print(terminal());
  }

  private void texts(JsonNode statements) {
    for (JsonNode one : statements) {
      for (JsonNode plan : one.path("plans")) {
        print("");
        print(SafeText.line(plan.path("hash").asText("")) + ":");
        plan.path("text").asText("").lines().forEach(line -> print(SafeText.line(line)));
        ExplainRequest.findings(plan.path("findings"), terminal());
      }
    }
  }

  private void flip(JsonNode flip) {
    print(
        "! "
            + SafeText.line(flip.path("statement").asText(""))
            + " takes "
            + Quantities.millis(flip, "meanMillisAfter")
            + " instead of "
            + Quantities.millis(flip, "meanMillisBefore")
            + " since "
            + SafeText.line(Quantities.seconds(flip.path("at").asText("")))
            + ": "
            + SafeText.line(flip.path("change").asText("")));
  }
}
