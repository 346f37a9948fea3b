package io.athanor.execution.sandbox.abuse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.execution.sandbox.abuse.Laboratory.Row;
import java.util.List;

/** What became of the cases, for people and for programs. */
final class AbuseTable {
  private static final int LONGEST = 400;

  private AbuseTable() {}

  static String heading() {
    return "| | case | expected | seen | ok |\n|---|---|---|---|---|";
  }

  static String line(Row row) {
    return "| %d | %s | %s | %s | %s |"
        .formatted(
            row.number(),
            cell(row.name()),
            cell(row.expected()),
            cell(row.seen()),
            row.ok() ? "yes" : "NO");
  }

  /** One line, without what would end the cell or move the cursor. */
  private static String cell(String text) {
    String line = text.strip().replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
    String cut = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    return cut.replace("|", "\\|").replace("<", "&lt;");
  }

  static String json(List<Row> rows) throws JsonProcessingException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows);
  }
}
