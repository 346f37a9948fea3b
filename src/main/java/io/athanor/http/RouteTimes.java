package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.bus.TimeHistogram;
import io.athanor.contract.Figures;
import io.athanor.contract.Figures.HttpFigures;
import io.athanor.contract.Figures.Route;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long the requests of a node took, by route: the servers of all its event loops count here.
 * There are as many entries as the table of routes has, whatever is asked for. Safe for threads.
 */
public final class RouteTimes {

  /** Their answers last as long as somebody listens. */
  private static final Set<String> STREAMS =
      Set.of("/api/v1/events", "/api/v1/experiments/:id/output");

  private static final String UNKNOWN = "(unknown)";

  private final Instant since = Instant.now();
  private final Map<String, Time> byRoute = new ConcurrentHashMap<>();

  /** One route. */
  static final class Time {
    private final String method;
    private final String path;
    private final TimeHistogram times = new TimeHistogram();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();

    private Time(String method, String path) {
      this.method = method;
      this.path = path;
    }

    void took(long nanos, int status) {
      times.add(nanos);
      if (status >= 500) {
        failed.increment();
      } else if (status >= 400) {
        refused.increment();
      }
    }

    private Route route() {
      return new Route(
          method, path, refused.sum(), failed.sum(), STREAMS.contains(path), times.spread());
    }
  }

  Time of(Endpoint endpoint) {
    return time(endpoint.method().name(), endpoint.path());
  }

  /** What no route has answered. */
  Time others() {
    return time("ANY", UNKNOWN);
  }

  private Time time(String method, String path) {
    return byRoute.computeIfAbsent(method + " " + path, key -> new Time(method, path));
  }

  Future<Void> serve(Bus bus) {
    return bus.serve(Figures.HTTP, asked -> Future.succeededFuture(figures()));
  }

  HttpFigures figures() {
    List<Route> used =
        byRoute.values().stream()
            .map(Time::route)
            .filter(route -> route.time().count() > 0)
            .sorted(
                Comparator.comparingDouble((Route route) -> route.time().totalMillis())
                    .reversed()
                    .thenComparing(Route::path))
            .toList();
    return new HttpFigures(since, used);
  }
}
