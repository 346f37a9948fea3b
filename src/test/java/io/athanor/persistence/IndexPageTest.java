package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/indexes.md says for each index what the tests of plans ask. */
class IndexPageTest {

  private static final Path PAGE = Path.of("docs", "indexes.md");

  private static final String INTRODUCTION =
      """
      # Indexes and the requests that they serve

      Written by `mvn -q test -Dtest=IndexPageTest -Dathanor.docs=write` from what the tests ask; do not edit. Each request is planned
      generically, as a connection of the pool does, on the migrated schema. The test executes it on a smaller and on a ten times larger
      database and fails where the plan leaves the index out, reads a table from end to end, or touches more than half as many blocks again
      (and 12): `PlansIT` with 20,000 and 200,000 experiments of each kind, `LibraryPlansIT` with 4,000 and 40,000 records of each kind.
      `{id}` stands for the id of a parent. Indexes of the literature's graph are tested in `LiteraturePlansIT`, those that only the queue uses
      in `PlansIT`.
      """;

  private static String page() {
    Map<String, String> requests = ServedIndexes.requests();
    StringBuilder page = new StringBuilder(INTRODUCTION);
    page.append(
        "\n## The 32 names kept from an earlier system\n\n"
            + "A longer index begins with the column of each of the six marked *; the id behind the column lets them serve pages in the order of"
            + " creation.\n\n| | index | request | test |\n|---|---|---|---|\n");
    int number = 0;
    for (String name : ServedIndexes.NAMED) {
      number++;
      page.append("| ").append(number).append(" |").append(row(name, requests.get(name)));
    }
    page.append("\n## Others\n\n| index | request | test |\n|---|---|---|\n");
    requests.forEach(
        (name, request) -> {
          if (!ServedIndexes.NAMED.contains(name)) {
            page.append('|').append(row(name, request));
          }
        });
    return page.toString();
  }

  private static String row(String name, String request) {
    return " `%s`%s | `GET /api/v1%s` | `%s` |\n"
        .formatted(
            name,
            ServedIndexes.COVERED.contains(name) ? " *" : "",
            request,
            name.startsWith("idx_experiments_") ? "PlansIT" : "LibraryPlansIT");
  }

  @Test
  void thePageIsUpToDate() throws IOException {
    if ("write".equals(System.getProperty("athanor.docs"))) {
      Files.writeString(PAGE, page());
    }
    assertThat(Files.readString(PAGE))
        .as("regenerate it with: mvn -q test -Dtest=IndexPageTest -Dathanor.docs=write")
        .isEqualTo(page());
  }
}
