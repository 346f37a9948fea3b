package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.support.ExternalDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Indexes that whole nodes make and take back, and what a node leaves that is killed meanwhile. */
class IndexChangeIT {

  private static final String ADVICE = "/admin/database/advice/";
  private static final String CHANGES = "/admin/database/changes/";
  private static final Duration LONG = Duration.ofMinutes(4);

  private ExternalDatabase database;
  private TestHome home;

  @BeforeEach
  void start() throws Exception {
    database = ExternalDatabase.start();
    home = TestHome.create();
  }

  @AfterEach
  void delete() throws Exception {
    home.close();
    database.close();
  }

  private NodeUnderTest node() throws Exception {
    return NodeUnderTest.ready(home, Map.of("ATHANOR_DATABASE_URL", database.url()));
  }

  private void execute(String... statements) throws Exception {
    try (Connection connection = database.target().connect();
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  private String value(String query) throws Exception {
    try (Connection connection = database.target().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /** An index on every experiment's name that costs so much for each row. */
  private UUID advised(double seconds) throws Exception {
    execute(
        "create or replace function slowly(text) returns text immutable language plpgsql as 'begin perform pg_sleep("
            + seconds
            + "); return $1; end'");
    String report =
        """
        {"means": "TWIN", "statements": 1, "budgetBytes": 1, "recommendations": [{"id": "planted", "kind": "CREATE", "level": "PLANNER",
          "benefit": 5, "index": "planted", "table": "public.experiments", "bytes": 8192, "why": "planted", "effects": [], "losers": [],
          "apply": "CREATE INDEX CONCURRENTLY planted ON public.experiments (slowly(id::text));", "revert": "none"}],
          "notAnalysed": [], "rejected": []}
        """;
    UUID id = UUID.randomUUID();
    execute(
        "insert into index_analyses (id, state, ended_at, report) values ('"
            + id
            + "', 'DONE', now(), '"
            + report
            + "')");
    return id;
  }

  private static JsonNode apply(NodeUnderTest node, UUID analysis) {
    String body = "{\"recommendation\": \"planted\", \"watchSeconds\": 120}";
    Answer answer = node.api().post(ADVICE + analysis + "/apply", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return answer.json();
  }

  private static JsonNode change(NodeUnderTest node, JsonNode begun) {
    return node.api().get(CHANGES + begun.path("id").asText()).json();
  }

  private static void until(NodeUnderTest node, JsonNode begun, String state) {
    NodeUnderTest.within(LONG)
        .until(
            () -> {
              node.api().submit(Api.bash("true"));
              String now = change(node, begun).path("state").asText();
              return now.equals(state) || now.equals("FAILED");
            });
    assertThat(change(node, begun).path("state").asText())
        .as(change(node, begun) + node.tail())
        .isEqualTo(state);
  }

  @Test
  void whatMakesSubmissionsSlowIsTakenBack() throws Exception {
    try (NodeUnderTest node = node()) {
      for (int i = 0; i < 40; i++) {
        node.api().run(Api.bash("true"));
      }
      JsonNode begun = apply(node, advised(0.1));
      until(node, begun, "REVERTED");
      JsonNode reverted = change(node, begun);
      assertThat(reverted.path("reason").asText()).contains("It made a statement slower");
      assertThat(reverted.path("level").asText()).isEqualTo("WATCHED");
      assertThat(value("select to_regclass('planted')")).isNull();
    }
  }

  /** A node counts as gone after a minute. */
  @Test
  @Tag("slow")
  void whatAKilledNodeHasHalfMadeIsRemoved() throws Exception {
    NodeUnderTest first = node();
    for (int i = 0; i < 20; i++) {
      first.api().submit(Api.bash("true"));
    }
    JsonNode begun = apply(first, advised(2));
    String half = "select count(*) from pg_index where indexrelid = to_regclass('planted')";
    NodeUnderTest.within(LONG).until(() -> value(half).equals("1"));
    first.kill();
    execute(
        "create or replace function slowly(text) returns text immutable language sql as 'select $1'");
    try (NodeUnderTest second = node()) {
      NodeUnderTest.within(LONG)
          .until(() -> change(second, begun).path("state").asText().equals("FAILED"));
      assertThat(change(second, begun).path("reason").asText())
          .contains("is gone", "not complete and was dropped");
      assertThat(value(half)).isEqualTo("0");
      until(second, apply(second, advised(0)), "WATCHING");
    }
  }
}
