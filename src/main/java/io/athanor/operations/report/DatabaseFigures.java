package io.athanor.operations.report;

import io.athanor.bus.Bus;
import io.athanor.contract.Advice;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Caller;
import io.athanor.contract.Executions;
import io.athanor.contract.Failure;
import io.athanor.contract.Figures;
import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementStatistics;
import io.athanor.contract.Profiles.StatementsReport;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Reports.AdvicePart;
import io.athanor.contract.Reports.DatabasePart;
import io.athanor.contract.Reports.Missing;
import io.athanor.contract.Reports.TopStatement;
import io.vertx.core.Future;
import java.util.List;

/**
 * What the database costs: what our own capture knows, which is there while the database is away,
 * and beside it what only the database can tell.
 */
final class DatabaseFigures {

  private static final int TOP = 10;
  private static final int MOST_FINDINGS = 20;

  private final Bus bus;
  private final List<Missing> missing;

  DatabaseFigures(Bus bus, List<Missing> missing) {
    this.bus = bus;
    this.missing = missing;
  }

  Future<DatabasePart> read() {
    Future<StatementsReport> statements =
        bus.request(Profiles.STATEMENTS, new Profiles.Statements(true));
    Future<Executions.Listed> slow =
        bus.request(
            Executions.LIST, new Executions.ListExecutions(Executions.Selection.SLOW, 0, TOP));
    Future<Executions.Findings> findings =
        bus.request(Executions.FINDINGS, new Executions.ListFindings(MOST_FINDINGS));
    Future<Figures.PoolFigures> pool =
        PerformanceDesk.part(
            "database.pool", () -> bus.request(Figures.POOL, new Figures.ReadPool()), missing);
    Future<Figures.TableEstimates> tables =
        PerformanceDesk.part(
            "database.tables",
            () -> bus.request(Figures.TABLES, new Figures.ReadTables()),
            missing);
    Future<AdvicePart> advice = PerformanceDesk.part("database.advice", this::advice, missing);
    return Future.all(List.of(statements, slow, findings, pool, tables, advice))
        .map(
            all ->
                part(
                    statements.result(),
                    slow.result(),
                    findings.result(),
                    pool.result(),
                    tables.result(),
                    advice.result()));
  }

  private static DatabasePart part(
      StatementsReport report,
      Executions.Listed slow,
      Executions.Findings findings,
      Figures.PoolFigures pool,
      Figures.TableEstimates tables,
      AdvicePart advice) {
    List<StatementStatistics> all = report.statements();
    double total = all.stream().mapToDouble(StatementStatistics::totalMillis).sum();
    return new DatabasePart(
        report.since(),
        all.stream().mapToLong(StatementStatistics::count).sum(),
        all.stream().mapToLong(StatementStatistics::errors).sum(),
        total,
        all.stream().limit(TOP).map(one -> top(one, total)).toList(),
        slow.executions(),
        findings.findings(),
        report.server(),
        pool,
        tables == null ? null : tables.tables(),
        advice);
  }

  private static TopStatement top(StatementStatistics one, double total) {
    return new TopStatement(
        one.name(),
        one.fingerprint(),
        one.count(),
        one.errors(),
        one.totalMillis(),
        total <= 0 ? 0 : Math.round(one.totalMillis() / total * 1_000) / 10.0,
        one.p50Millis(),
        one.p95Millis(),
        one.p99Millis(),
        one.meanWaitMillis(),
        one.server() == null ? null : one.server().totalMillis());
  }

  /** The last one, if there ever was one. */
  private Future<AdvicePart> advice() {
    return bus.request(Advice.GET, new Advice.Get(null, Caller.ADMIN))
        .map(DatabaseFigures::part)
        .recover(
            cause ->
                cause instanceof RefusedException refused && refused.failure() == Failure.NOT_FOUND
                    ? Future.succeededFuture()
                    : Future.failedFuture(cause));
  }

  private static AdvicePart part(Advice.Analysis analysis) {
    List<Recommendation> all =
        analysis.report() == null ? List.of() : analysis.report().recommendations();
    return new AdvicePart(
        analysis.endedAt() == null ? analysis.startedAt() : analysis.endedAt(),
        analysis.state().name(),
        all.stream().map(Recommendation::apply).toList(),
        all.stream().mapToDouble(Recommendation::savedMillis).sum());
  }
}
