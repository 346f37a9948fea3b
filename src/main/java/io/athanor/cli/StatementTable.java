package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** The statements on which the node's database has spent most time. */
final class StatementTable {
  private static final int MOST = 6;

  private StatementTable() {}

  /** Prints the table; nothing when the node does not tell, because it is a side line. */
  static void print(Api api, Terminal terminal) {
    JsonNode statements;
    try {
      statements = api.get("/admin/database/stats").path("statements");
    } catch (CommandFailure e) {
      return;
    }
    Table table = new Table("where the database's time went", "calls", "total", "median", "95 %");
    int rows = 0;
    for (JsonNode one : statements) {
      if (rows++ < MOST) {
        table.row(
            one.path("name").asText(),
            String.format(Locale.ROOT, "%,d", one.path("count").asLong()),
            Quantities.millis(one, "totalMillis"),
            Quantities.millis(one, "p50Millis"),
            Quantities.millis(one, "p95Millis"));
      }
    }
    if (rows > 0) {
      terminal.out().append('\n');
      table.print(terminal);
    }
  }
}
