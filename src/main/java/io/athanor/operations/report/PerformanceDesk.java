package io.athanor.operations.report;

import io.athanor.bus.AddressStatistics;
import io.athanor.bus.Bus;
import io.athanor.bus.Correlation;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Cache;
import io.athanor.contract.Diagnostics.SystemReport;
import io.athanor.contract.Figures;
import io.athanor.contract.Json;
import io.athanor.contract.Reports;
import io.athanor.contract.Reports.Asked;
import io.athanor.contract.Reports.CachePart;
import io.athanor.contract.Reports.DatabasePart;
import io.athanor.contract.Reports.Missing;
import io.athanor.contract.Reports.Performance;
import io.athanor.contract.Reports.StartupPart;
import io.athanor.operations.diagnostics.Diagnosis;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Puts the report together: every role is asked at once, each has the same short time, and who does
 * not answer is missing with the reason.
 */
public final class PerformanceDesk {

  private static final Duration BUDGET = Duration.ofSeconds(3);
  private static final long EACH_MILLIS = 2_500;
  private static final int MOST_ADDRESSES = 15;

  private final Bus bus;
  private final NodeBus node;
  private final Supplier<Json> startup;
  private final Diagnosis diagnosis;
  private final Clock clock;
  private Future<Performance> running;

  /** Asks the roles over the bus. */
  public PerformanceDesk(
      Bus bus, NodeBus node, Supplier<Json> startup, Diagnosis diagnosis, Clock clock) {
    this.bus = bus;
    this.node = node;
    this.startup = startup;
    this.diagnosis = diagnosis;
    this.clock = clock;
  }

  /** Serves it. */
  public Future<Void> serve() {
    return bus.serve(Reports.PERFORMANCE, asked -> report());
  }

  /** Those who ask while the roles are being asked share the report. */
  private Future<Performance> report() {
    if (running != null) {
      return running;
    }
    Correlation.within(BUDGET);
    Future<Performance> report = assembled();
    running = report;
    report.onComplete(done -> running = null);
    return report;
  }

  private Future<Performance> assembled() {
    List<Missing> missing = new ArrayList<>();
    Future<StartupPart> start =
        part("startup", () -> Future.succeededFuture(StartupFigures.of(startup.get())), missing);
    Future<DatabasePart> database =
        part("database", () -> new DatabaseFigures(bus, missing).read(), missing);
    Future<CachePart> cache =
        part(
            "cache",
            () -> bus.request(Cache.STATS, new Cache.Stats()).map(PerformanceDesk::cache),
            missing);
    Future<Figures.WorkFigures> work =
        part("execution", () -> bus.request(Figures.WORK, new Figures.ReadWork()), missing);
    Future<Figures.HttpFigures> http =
        part("http", () -> bus.request(Figures.HTTP, new Figures.ReadHttp()), missing);
    Future<SystemReport> system = part("process", diagnosis::report, missing);
    return Future.join(List.of(start, database, cache, work, http, system))
        .map(
            all ->
                told(
                    start.result(),
                    database.result(),
                    cache.result(),
                    work.result(),
                    http.result(),
                    system.result(),
                    missing));
  }

  private Performance told(
      StartupPart start,
      DatabasePart database,
      CachePart cache,
      Figures.WorkFigures work,
      Figures.HttpFigures http,
      SystemReport system,
      List<Missing> missing) {
    Performance bare =
        new Performance(
            clock.instant(),
            List.of(),
            start,
            database,
            cache,
            work,
            http,
            asked(),
            system == null ? null : system.eventLoop(),
            system == null ? null : system.gc(),
            missing,
            List.of(
                "database.tables: rows and sizes are the server's estimates of its last ANALYZE;"
                    + " nothing was counted",
                "percentiles are upper bounds, at most 6.3 % above the exact ones"));
    return new Performance(
        bare.timestamp(),
        new LookAtFirst(bare, system).hints(),
        start,
        database,
        cache,
        work,
        http,
        bare.bus(),
        bare.eventLoop(),
        bare.gc(),
        missing,
        bare.notes());
  }

  private List<Asked> asked() {
    return node.statistics().stream()
        .filter(one -> one.served() > 0)
        .sorted(Comparator.comparingLong(AddressStatistics::nanos).reversed())
        .limit(MOST_ADDRESSES)
        .map(
            one ->
                new Asked(
                    one.address(),
                    one.inFlight(),
                    one.refused().values().stream().mapToLong(Long::longValue).sum(),
                    one.time()))
        .toList();
  }

  private static CachePart cache(Cache.StatsReport counts) {
    long reads = counts.hits() + counts.misses();
    Double percent = reads == 0 ? null : Math.round(1_000.0 * counts.hits() / reads) / 10.0;
    return new CachePart(counts, percent);
  }

  /** Null, with the reason noted, where it does not come. */
  static <T> Future<T> part(String name, Supplier<Future<T>> asking, List<Missing> missing) {
    return Future.succeededFuture()
        .compose(go -> asking.get())
        .timeout(EACH_MILLIS, TimeUnit.MILLISECONDS)
        .recover(
            cause -> {
              String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
              missing.add(new Missing(name, reason));
              return Future.succeededFuture();
            });
  }
}
