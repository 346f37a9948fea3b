package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "indexes",
    description = "List the indexes of the database with their size and how often they were read.",
    footer = {"", "Example:", "  athanor db indexes papers --format sql"})
final class DbIndexesCommand extends ClientCommand {

  /** How they are printed. */
  enum Format {
    table,
    json,
    sql
  }

  @Parameters(index = "0", arity = "0..1", paramLabel = "TABLE", description = "Only of this one.")
  private String table;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, json or sql. Default: ${DEFAULT-VALUE}",
      defaultValue = "table")
  private Format format;

  DbIndexesCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    String query = table == null ? "" : "?table=" + Api.encode(table);
    JsonNode tables = api().get("/admin/database/indexes" + query);
    if (table != null && tables.path("items").isEmpty()) {
      throw new CommandFailure(
          ExitCode.FAILED, "There is no table " + SafeText.line(table) + " in the database.");
    }
    if (json() || format == Format.json) {
      print(tables);
    } else if (format == Format.sql) {
      tables
          .path("items")
          .forEach(
              one ->
                  one.path("indexes")
                      .forEach(
                          index ->
                              print(SafeText.line(index.path("definition").asText("")) + ";")));
    } else {
      table(tables.path("items"));
    }
    return ExitCode.OK;
  }

  private void table(JsonNode tables) {
    Table rows = new Table("table", "rows", "index", "size", "scans", "keys", "note");
    for (JsonNode one : tables) {
      for (JsonNode index : one.path("indexes")) {
        rows.row(
            one.path("name").asText(""),
            rows(one.path("rows").asDouble()),
            index.path("name").asText(""),
            Quantities.bytes(index.path("bytes").asLong()),
            String.format(Locale.ROOT, "%,d", index.path("scans").asLong()),
            keys(index),
            note(index));
      }
    }
    rows.print(terminal());
  }

  private static String keys(JsonNode index) {
    StringBuilder text = new StringBuilder();
    index.path("keys").forEach(key -> text.append(text.isEmpty() ? "" : ", ").append(key.asText()));
    String method = index.path("method").asText("");
    return method.equals("btree") ? text.toString() : method + " " + text;
  }

  private static String note(JsonNode index) {
    if (!index.path("valid").asBoolean()) {
      return "not valid";
    }
    String rows = index.hasNonNull("predicate") ? "where " + index.path("predicate").asText() : "";
    return index.path("constraint").asBoolean()
        ? "constraint"
        : index.path("unique").asBoolean() ? "unique " + rows : rows;
  }

  private static String rows(double rows) {
    return rows < 0 ? "not analysed" : String.format(Locale.ROOT, "%,.0f", rows);
  }
}
