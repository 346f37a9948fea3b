package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Cache;
import io.athanor.contract.Diagnostics;
import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Diagnostics.SystemReport;
import io.athanor.contract.Figures;
import io.athanor.contract.JvmSections;
import io.athanor.contract.JvmSections.Pool;
import io.athanor.contract.Profiles;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Spread;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What the node counts of itself, as metrics. Labels are names of the code: routes, collectors,
 * pools, phases, verdicts. A role that does not answer has no lines.
 */
record NodeMetrics(
    Optional<SystemReport> system,
    Optional<Figures.PoolFigures> pool,
    Optional<Figures.HttpFigures> http,
    Optional<Figures.WorkFigures> work,
    Optional<Cache.StatsReport> cache) {

  private static final double MILLIS = 1e3;
  private static final double MEGABYTE = 1 << 20;

  static Future<NodeMetrics> read(Bus bus) {
    var system = ask(bus, Diagnostics.SYSTEM, new Diagnostics.Look());
    var pool = ask(bus, Figures.POOL, new Figures.ReadPool());
    var http = ask(bus, Figures.HTTP, new Figures.ReadHttp());
    var work = ask(bus, Figures.WORK, new Figures.ReadWork());
    var cache = ask(bus, Cache.STATS, new Cache.Stats());
    return Future.all(system, pool, http, work, cache)
        .map(
            all ->
                new NodeMetrics(
                    system.result(), pool.result(), http.result(), work.result(), cache.result()));
  }

  private static <Q, R> Future<Optional<R>> ask(Bus bus, RequestAddress<Q, R> address, Q request) {
    return bus.request(address, request).map(Optional::of).otherwise(Optional.empty());
  }

  void write(MetricsText text) {
    system.ifPresent(report -> system(text, report));
    pool.ifPresent(figures -> pool(text, figures));
    http.ifPresent(figures -> http(text, figures.routes()));
    work.ifPresent(figures -> work(text, figures));
    cache.ifPresent(counts -> cache(text, counts));
  }

  private static void system(MetricsText text, SystemReport report) {
    text.single(
        "athanor_diagnostics_status",
        "gauge",
        "0 healthy, 1 warning, 2 error.",
        number(report.status()));
    if (report.memory().heap() != null) {
      text.single(
          "athanor_heap_used_bytes",
          "gauge",
          "Heap in use.",
          report.memory().heap().usedMb() * MEGABYTE);
      text.single(
          "athanor_process_resident_bytes",
          "gauge",
          "Memory of the process.",
          report.memory().process().rssMb() * MEGABYTE);
    }
    if (report.fileDescriptors().openFds() != null) {
      text.single(
          "athanor_open_files",
          "gauge",
          "File descriptors that are open.",
          report.fileDescriptors().openFds());
    }
    JvmSections.EventLoop loops = report.eventLoop();
    if (loops.p50Millis() != null) {
      String name = "athanor_event_loop_lag_seconds";
      text.family(name, "gauge", "How late timers came in the last minute, on the worst loop.");
      quantile(text, name, "", "0.5", loops.p50Millis());
      quantile(text, name, "", "0.99", loops.p99Millis());
      quantile(text, name, "", "1", loops.maxMillis());
    }
    String collections = "athanor_gc_seconds_total";
    text.family(collections, "counter", "Time of garbage collections, by collector.");
    for (JvmSections.Collector one : report.gc().collectors()) {
      text.line(collections, MetricsText.label("collector", one.name()), one.millis() / MILLIS);
    }
    pools(text, report.workerPools().pools());
  }

  private static int number(Level level) {
    return switch (level) {
      case HEALTHY -> 0;
      case WARNING -> 1;
      case ERROR -> 2;
    };
  }

  /** Pools may share a name; together they are one line. */
  private static void pools(MetricsText text, List<Pool> pools) {
    List<String> names = pools.stream().map(Pool::name).distinct().sorted().toList();
    gauge(text, "athanor_pool_in_use", "Places that are taken.", names, pools, Pool::inUse);
    gauge(text, "athanor_pool_queued", "What waits for a place.", names, pools, Pool::queued);
  }

  private static void gauge(
      MetricsText text,
      String metric,
      String help,
      List<String> names,
      List<Pool> pools,
      ToLongFunction<Pool> figure) {
    text.family(metric, "gauge", help);
    for (String name : names) {
      long sum = pools.stream().filter(one -> one.name().equals(name)).mapToLong(figure).sum();
      text.line(metric, MetricsText.label("pool", name), sum);
    }
  }

  private static void pool(MetricsText text, Figures.PoolFigures pool) {
    String connections = "athanor_database_connections";
    text.family(connections, "gauge", "Connections to the database, and who waits for one.");
    text.line(connections, MetricsText.label("state", "in_use"), pool.inUse());
    text.line(connections, MetricsText.label("state", "idle"), pool.idle());
    text.line(connections, MetricsText.label("state", "waiting"), pool.waiting());
    text.single(
        "athanor_database_connection_timeouts_total",
        "counter",
        "How often no connection came.",
        pool.timeouts());
    String name = "athanor_database_connection_wait_seconds";
    text.family(name, "histogram", "Time waited for a connection.");
    for (int i = 0; i < pool.waits().size(); i++) {
      String le = Double.toString(Profiles.BOUNDARIES_MILLIS.get(i) / MILLIS);
      text.line(name + "_bucket", MetricsText.label("le", le), pool.waits().get(i));
    }
    text.line(name + "_bucket", MetricsText.label("le", "+Inf"), pool.waited().count());
    text.plain(name + "_sum", pool.waited().totalMillis() / MILLIS);
    text.plain(name + "_count", pool.waited().count());
  }

  private static void http(MetricsText text, List<Figures.Route> routes) {
    String count = "athanor_http_requests_total";
    text.family(count, "counter", "Requests answered, by route.");
    routes.forEach(route -> text.line(count, label(route), route.time().count()));
    String failed = "athanor_http_failures_total";
    text.family(failed, "counter", "Answers of 500 and above, by route.");
    routes.forEach(route -> text.line(failed, label(route), route.failed()));
    String seconds = "athanor_http_request_seconds";
    text.family(seconds, "gauge", "Upper bounds of percentiles since the start, by route.");
    routes.forEach(route -> spread(text, seconds, label(route) + ",", route.time()));
  }

  private static String label(Figures.Route route) {
    return MetricsText.label("method", route.method())
        + ","
        + MetricsText.label("route", route.path());
  }

  private static void work(MetricsText text, Figures.WorkFigures work) {
    String ended = "athanor_attempts_ended_total";
    text.family(ended, "counter", "Attempts of this node that ended, by verdict.");
    work.verdicts()
        .forEach(
            (verdict, times) -> text.line(ended, MetricsText.label("verdict", verdict), times));
    String phase = "athanor_attempt_phase_seconds";
    text.family(phase, "gauge", "Upper bounds of percentiles since the start, by phase.");
    work.phases()
        .forEach(
            one -> spread(text, phase, MetricsText.label("phase", one.name()) + ",", one.time()));
  }

  private static void cache(MetricsText text, Cache.StatsReport counts) {
    String reads = "athanor_cache_events_total";
    text.family(reads, "counter", "What the cache did.");
    text.line(reads, MetricsText.label("event", "hit"), counts.hits());
    text.line(reads, MetricsText.label("event", "miss"), counts.misses());
    text.line(reads, MetricsText.label("event", "load"), counts.loads());
    text.line(reads, MetricsText.label("event", "coalesced"), counts.coalesced());
    text.line(reads, MetricsText.label("event", "failed"), counts.failed());
    text.line(reads, MetricsText.label("event", "evicted"), counts.evicted());
    text.line(reads, MetricsText.label("event", "expired"), counts.expired());
    text.line(reads, MetricsText.label("event", "invalidated"), counts.invalidated());
  }

  private static void spread(MetricsText text, String name, String labels, Spread time) {
    quantile(text, name, labels, "0.5", time.p50Millis());
    quantile(text, name, labels, "0.95", time.p95Millis());
    quantile(text, name, labels, "0.99", time.p99Millis());
  }

  private static void quantile(
      MetricsText text, String name, String labels, String quantile, double millis) {
    text.line(name, labels + MetricsText.label("quantile", quantile), millis / MILLIS);
  }
}
