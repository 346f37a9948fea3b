package io.athanor.contract;

import io.athanor.contract.Figures.HttpFigures;
import io.athanor.contract.Figures.Phase;
import io.athanor.contract.Figures.PoolFigures;
import io.athanor.contract.Figures.Route;
import io.athanor.contract.Figures.TableEstimate;
import io.athanor.contract.Figures.TableEstimates;
import io.athanor.contract.Figures.WorkFigures;
import io.athanor.contract.Reports.AdvicePart;
import io.athanor.contract.Reports.Asked;
import io.athanor.contract.Reports.CachePart;
import io.athanor.contract.Reports.DatabasePart;
import io.athanor.contract.Reports.Hint;
import io.athanor.contract.Reports.Missing;
import io.athanor.contract.Reports.Performance;
import io.athanor.contract.Reports.StartupPart;
import io.athanor.contract.Reports.TopStatement;
import java.util.List;
import java.util.Map;

/** Values of the figures of the roles, and of the report that is made of them. */
public final class ReportSamples {

  private static final Spread TIME = new Spread(200, 1.5, 1, 4, 9, 12.5, 300);

  /** A pool that is busy. */
  public static final PoolFigures POOL =
      new PoolFigures(Samples.AT, 16, 3, 4, 2, 5, 200, 1, TIME, List.of(1L, 2L));

  private static final TableEstimate TABLE = new TableEstimate("attempts", 1_000L, 12.5);
  private static final Route ROUTE = new Route("GET", "/api/v1/experiments", 1, 2, true, TIME);
  private static final Phase PHASE = new Phase("run", TIME);

  /** Requests of one route. */
  public static final HttpFigures HTTP = new HttpFigures(Samples.AT, List.of(ROUTE));

  /** Attempts on a busy node. */
  public static final WorkFigures WORK =
      new WorkFigures(
          Samples.AT,
          2,
          1,
          List.of(PHASE),
          Map.of("SUCCEEDED", 7L),
          new Nodes.Load(0.5, 0.25, 0.125, 1 << 20, "full"),
          Map.of("asked", 3L));

  private static final Hint HINT = new Hint("pool-wait", "database pool", "2 wait", "look");
  private static final Missing MISSING = new Missing("cache", "no answer");
  private static final StartupPart START =
      new StartupPart("READY", 900, 1_500, 850, List.of("vertx", "bus"));
  private static final TopStatement TOP =
      new TopStatement("queue.claim", "f", 100, 1, 200, 40, 1, 2, 3, 0.5, 150.0);
  private static final AdvicePart ADVICE =
      new AdvicePart(Samples.AT, "DONE", List.of("create index"), 12.5);
  private static final DatabasePart DATABASE =
      new DatabasePart(
          Samples.AT,
          100,
          1,
          500,
          List.of(TOP),
          List.of(
              new Executions.Execution(
                  "queue.claim", "f", "select", Samples.AT, 0.5, 250, 1, "57014", "c")),
          List.of(
              new Executions.Finding(
                  Executions.Flaw.N_PLUS_ONE,
                  "papers.get",
                  "f",
                  "select",
                  "Store.get",
                  20,
                  20,
                  1,
                  "Ask once.",
                  "select any",
                  Samples.AT,
                  Samples.AT,
                  List.of("c"))),
          "not loaded",
          POOL,
          List.of(TABLE),
          ADVICE);
  private static final CachePart CACHE =
      new CachePart(new Cache.StatsReport(1, 2, 3, 4, 5, 6, 7, 8, 9, Map.of("memory", 2L)), 40.0);
  private static final Asked ASKED = new Asked("experiments.submit", 1, 2, TIME);

  /** A report in which everything is there, and something is missing. */
  public static Performance report() {
    Diagnostics.SystemReport system = DiagnosticSamples.report();
    return new Performance(
        Samples.AT,
        List.of(HINT),
        START,
        DATABASE,
        CACHE,
        WORK,
        HTTP,
        List.of(ASKED),
        system.eventLoop(),
        system.gc(),
        List.of(MISSING),
        List.of("an estimate"));
  }

  static List<Record> all() {
    return List.of(
        TIME,
        new Figures.ReadPool(),
        POOL,
        new Figures.ReadTables(),
        TABLE,
        new TableEstimates(List.of(TABLE, new TableEstimate("new", null, 0))),
        new Figures.ReadHttp(),
        ROUTE,
        HTTP,
        new Figures.ReadWork(),
        PHASE,
        WORK,
        new Reports.Read(),
        HINT,
        MISSING,
        START,
        TOP,
        ADVICE,
        DATABASE,
        new DatabasePart(
            Samples.AT, 0, 0, 0, List.of(), List.of(), List.of(), null, null, null, null),
        CACHE,
        ASKED,
        report(),
        new Performance(
            Samples.AT,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            List.of(),
            List.of()));
  }

  private ReportSamples() {}
}
