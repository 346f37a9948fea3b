package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.DiagnosticSamples;
import io.athanor.contract.Diagnostics;
import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Figures;
import io.athanor.contract.ReportSamples;
import io.athanor.contract.Reports;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosticRoutesTest {

  private static final String SYSTEM = "/admin/diagnostics/system";
  private static final String REPORT = "/admin/performance/report";
  private static final String POOL = "/admin/database/pool";
  private static final String SUMMARY = "/admin/diagnostics/health-summary";

  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
    Neighbours others = node.neighbours();
    others.serve(Diagnostics.SYSTEM, asked -> Future.succeededFuture(DiagnosticSamples.report()));
    others.serve(Reports.PERFORMANCE, asked -> Future.succeededFuture(ReportSamples.report()));
    others.serve(Figures.POOL, asked -> Future.succeededFuture(ReportSamples.POOL));
    others.serve(Figures.WORK, asked -> Future.succeededFuture(ReportSamples.WORK));
    others.serve(
        Diagnostics.SUMMARY,
        asked ->
            Future.succeededFuture(
                new Diagnostics.Summary(
                    Level.WARNING, Instant.EPOCH, Map.of("memory", Level.WARNING))));
  }

  @Test
  void thePerformanceReportIsToldWhole() throws Exception {
    JsonObject report = node.get(REPORT).json();
    assertThat(report.getJsonArray("lookAtFirst").getJsonObject(0).getString("rule"))
        .isEqualTo("pool-wait");
    assertThat(report.getJsonObject("database").getJsonObject("pool").getInteger("waiting"))
        .isEqualTo(2);
    assertThat(node.get(POOL).json().getJsonObject("waited").getInteger("count")).isEqualTo(200);
  }

  /** Also those that the node itself serves: every request is timed under its route. */
  @Test
  void metricsHaveTheFiguresWithBoundedLabels() throws Exception {
    node.get(SYSTEM);
    node.get("/nowhere/1");
    node.get("/nowhere/2");
    String metrics = node.get("/metrics").text();
    assertThat(metrics)
        .contains("athanor_diagnostics_status 2\n")
        .contains("athanor_event_loop_lag_seconds{quantile=\"0.99\"} 0.002\n")
        .contains("athanor_database_connections{state=\"waiting\"} 2\n")
        .contains("athanor_attempts_ended_total{verdict=\"SUCCEEDED\"} 7\n")
        .contains(
            "athanor_http_requests_total{method=\"GET\",route=\"/admin/diagnostics/system\"} 1\n")
        .contains("athanor_http_requests_total{method=\"ANY\",route=\"(unknown)\"} 2\n")
        .doesNotContain("nowhere");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** Every exchange is held against the contract as well. */
  @Test
  void theReportHasAllSections() throws Exception {
    JsonObject report = node.get(SYSTEM).json();
    assertThat(report.getString("status")).isEqualTo("error");
    assertThat(report.fieldNames())
        .contains(
            "memory",
            "cpu",
            "threads",
            "fileDescriptors",
            "network",
            "disk",
            "eventLoop",
            "process",
            "gc",
            "classes",
            "workerPools",
            "limits",
            "jvm");
    assertThat(report.getJsonObject("memory").getString("status")).isEqualTo("warning");
    assertThat(report.getJsonObject("memory").getJsonObject("system").getDouble("percent"))
        .isEqualTo(75);
  }

  @Test
  void theSummaryHasTheWords() throws Exception {
    assertThat(node.get(SUMMARY).text())
        .isEqualTo(
            "{\"status\":\"warning\",\"timestamp\":\"1970-01-01T00:00:00Z\",\"sections\":{\"memory\":\"warning\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {SYSTEM, SUMMARY, REPORT, POOL})
  void nothingWithoutAKeyAndNoParameters(String path) throws Exception {
    assertThat(node.withoutKey(path).status()).isEqualTo(401);
    assertThat(node.withoutKey(path + "?x=1").status()).isEqualTo(401);
    for (String query :
        new String[] {"?x=1", "?timeout=-1", "?%00=%ff", "?a=b&a=b", "?limit=9e99"}) {
      assertThat(node.get(path + query).status()).as(query).isEqualTo(422);
    }
    assertThat(node.send("POST", path, null).status()).isEqualTo(405);
  }
}
