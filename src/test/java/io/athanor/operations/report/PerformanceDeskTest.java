package io.athanor.operations.report;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Cache;
import io.athanor.contract.Executions;
import io.athanor.contract.Figures;
import io.athanor.contract.Json;
import io.athanor.contract.Profiles;
import io.athanor.contract.ReportSamples;
import io.athanor.contract.Reports;
import io.athanor.contract.Reports.Hint;
import io.athanor.contract.Reports.Missing;
import io.athanor.contract.Reports.Performance;
import io.athanor.contract.Role;
import io.athanor.operations.OperationsConfig;
import io.athanor.operations.OperationsVerticle;
import io.athanor.operations.diagnostics.Sources;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class PerformanceDeskTest {

  private static final String STARTUP =
      "{'state':'READY','wallMillis':900.5,'criticalPath':['a','c'],'components':["
          + "{'name':'a','runMillis':300.0},{'name':'b','runMillis':500.0},{'name':'c','runMillis':400.0}]}";

  private Neighbours others;
  private Bus caller;

  @BeforeEach
  void deploy(Vertx vertx) throws Exception {
    NodeBus node = NodeBus.create(vertx);
    others = new Neighbours(node);
    caller = node.open(Role.HTTP);
    vertx
        .deployVerticle(
            new OperationsVerticle(
                new OperationsConfig(List.of(), List.of()),
                () -> new Json(STARTUP.replace('\'', '"')),
                () -> Json.EMPTY,
                node,
                Sources.none()))
        .await(10, SECONDS);
  }

  private Performance report() throws Exception {
    return caller.request(Reports.PERFORMANCE, new Reports.Read()).await(10, SECONDS);
  }

  private void profiling() {
    others.serve(
        Profiles.STATEMENTS,
        asked ->
            Future.succeededFuture(
                new Profiles.StatementsReport(List.of(), Instant.EPOCH, 0, 0, "away")));
    others.serve(
        Executions.LIST, asked -> Future.succeededFuture(new Executions.Listed(List.of())));
    others.serve(
        Executions.FINDINGS, asked -> Future.succeededFuture(new Executions.Findings(List.of())));
  }

  @Test
  void aNodeOnItsOwnSaysWhatIsMissing() throws Exception {
    Performance report = report();
    assertThat(report.startup().sumMillis()).isEqualTo(1_200);
    assertThat(report.startup().criticalMillis()).isEqualTo(700);
    assertThat(report.startup().wallMillis()).isEqualTo(900.5);
    assertThat(report.database()).isNull();
    assertThat(report.cache()).isNull();
    assertThat(report.missing())
        .extracting(Missing::part)
        .contains("database", "cache", "execution", "http");
    assertThat(report.missing()).extracting(Missing::reason).doesNotContainNull();
    assertThat(report.eventLoop()).isNotNull();
    assertThat(report.lookAtFirst())
        .extracting(Hint::rule)
        .contains("part-missing", "start-waited");
  }

  @Test
  void theDatabaseMayBeAway() throws Exception {
    profiling();
    Performance report = report();
    assertThat(report.database().since()).isEqualTo(Instant.EPOCH);
    assertThat(report.database().pool()).isNull();
    assertThat(report.missing())
        .extracting(Missing::part)
        .contains("database.pool", "database.tables", "database.advice")
        .doesNotContain("database");
  }

  @Test
  void aRoleThatHangsCostsItsOwnPartOnly() throws Exception {
    profiling();
    others.serve(
        Cache.STATS,
        asked -> Future.fromCompletionStage(new CompletableFuture<Cache.StatsReport>()));
    others.serve(Figures.WORK, asked -> Future.succeededFuture(ReportSamples.WORK));
    others.serve(Figures.HTTP, asked -> Future.succeededFuture(ReportSamples.HTTP));
    Performance report = report();
    assertThat(report.execution()).isEqualTo(ReportSamples.WORK);
    assertThat(report.http()).isEqualTo(ReportSamples.HTTP);
    assertThat(report.missing())
        .filteredOn(one -> one.part().equals("cache"))
        .singleElement()
        .satisfies(one -> assertThat(one.reason()).contains("2500"));
  }

  @Test
  void hintsStateTheirEvidence() throws Exception {
    profiling();
    others.serve(Figures.POOL, asked -> Future.succeededFuture(ReportSamples.POOL));
    others.serve(Figures.WORK, asked -> Future.succeededFuture(ReportSamples.WORK));
    others.serve(Figures.HTTP, asked -> Future.succeededFuture(ReportSamples.HTTP));
    others.serve(
        Cache.STATS,
        asked ->
            Future.succeededFuture(
                new Cache.StatsReport(9, 1, 99, 99, 0, 0, 0, 50, 0, Map.of("memory", 1L))));
    List<Hint> hints = report().lookAtFirst();
    assertThat(hints)
        .extracting(Hint::rule)
        .contains("pool-wait", "node-closed", "server-errors", "cache-too-small");
    assertThat(hints)
        .allSatisfy(
            hint -> {
              assertThat(hint.evidence()).isNotBlank();
              assertThat(hint.advice()).endsWith(".");
            });
    assertThat(hints)
        .filteredOn(hint -> hint.rule().equals("pool-wait"))
        .singleElement()
        .satisfies(hint -> assertThat(hint.evidence()).contains("3 of 16 in use", "2 wait"));
  }
}
