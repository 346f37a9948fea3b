package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Executions;
import io.athanor.contract.Executions.Execution;
import io.athanor.contract.Executions.Finding;
import io.athanor.contract.Executions.Flaw;
import io.athanor.contract.Executions.ListExecutions;
import io.athanor.contract.Executions.Selection;
import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementStatistics;
import io.athanor.contract.Profiles.StatementsReport;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatementRoutesTest {

  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private HttpNode node;
  private Neighbours bus;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
    bus = node.neighbours();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void executionsAreListedByKind() throws Exception {
    AtomicReference<ListExecutions> asked = new AtomicReference<>();
    Execution one = new Execution("a.b", "0af1", "select 1", AT, 1, 120.5, 3, null, "cli-1");
    bus.serve(
        Executions.LIST,
        list -> {
          asked.set(list);
          return Future.succeededFuture(new Executions.Listed(List.of(one)));
        });
    JsonObject page = node.get("/admin/database/slow-queries").json();
    assertThat(page.getJsonArray("items").getJsonObject(0).getDouble("millis")).isEqualTo(120.5);
    assertThat(asked).hasValue(new ListExecutions(Selection.SLOW, 0, 50));
    node.get("/admin/database/slow-queries?kind=failed&minMillis=2.5&limit=3");
    assertThat(asked).hasValue(new ListExecutions(Selection.FAILED, 2.5, 3));
    for (String wrong : List.of("kind=fast", "minMillis=-1", "limit=501", "what=1")) {
      assertThat(node.get("/admin/database/slow-queries?" + wrong).status()).isEqualTo(422);
    }
    assertThat(node.withoutKey("/admin/database/slow-queries").status()).isEqualTo(401);
  }

  @Test
  void findingsAreListedAndStatisticsBeginAnew() throws Exception {
    Finding finding =
        new Finding(
            Flaw.N_PLUS_ONE,
            "a.b",
            "0af1",
            "select $1",
            "A.b:1",
            40,
            10,
            2,
            "Ask once.",
            "select any ($1)",
            AT,
            AT,
            List.of("cli-1"));
    bus.serve(
        Executions.FINDINGS,
        list -> Future.succeededFuture(new Executions.Findings(List.of(finding))));
    bus.serve(
        Profiles.RESET,
        reset ->
            Future.succeededFuture(
                new Profiles.ResetDone(
                    AT,
                    3,
                    99,
                    new Profiles.StatementsReport(
                        List.of(Statistics.named("a")), AT, 0, 0, null))));
    assertThat(node.get("/admin/database/findings").text())
        .contains("\"flaw\":\"N_PLUS_ONE\"", "\"rewrite\":\"select any ($1)\"");
    assertThat(node.send("POST", "/admin/database/reset-stats", null).json().getLong("executions"))
        .isEqualTo(99);
  }

  @Test
  void metricsHaveNamesOnlyAndNotTooMany() throws Exception {
    List<StatementStatistics> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(Statistics.named("name-" + i));
    }
    all.add(Statistics.named("name-0"));
    bus.serve(
        Profiles.STATEMENTS,
        asked -> Future.succeededFuture(new StatementsReport(all, AT, 5, 0, null)));
    String text = node.get("/metrics").text();
    assertThat(text)
        .contains("athanor_statement_executions_total{statement=\"name-0\"} 6\n")
        .contains("athanor_statement_executions_total{statement=\"(others)\"} 2100\n")
        .contains("athanor_statement_failures_total{statement=\"name-1\",sqlstate=\"57014\"} 1\n")
        .contains("athanor_statement_wait_seconds_total{statement=\"name-1\"} 6.0\n")
        .contains(
            "athanor_statement_duration_seconds_bucket{statement=\"name-1\",le=\"0.005\"} 1\n")
        .contains("athanor_statement_duration_seconds_bucket{statement=\"name-1\",le=\"+Inf\"} 3\n")
        .contains("athanor_statement_evictions_total 5\n")
        .doesNotContain("select 1", "0af1", "name-300\"");
  }
}
