package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of routes, and how it becomes a router. */
final class Routes {

  private final List<Endpoint> endpoints;

  /**
   * All routes.
   *
   * @param start those of the start of the node
   */
  Routes(
      Bus bus,
      NodeBus node,
      HttpConfig config,
      Followers followers,
      LiveFigures live,
      StartupRoutes start,
      Door door) {
    RequestBody bodies = new RequestBody(config);
    ContentTransfer contents = new ContentTransfer(bus, config);
    Submissions submissions = new Submissions(bus, bodies, contents);
    // In the order in which the router tries them: what is asked for most often comes first.
    endpoints =
        Stream.of(
                new ExperimentRoutes(bus, bodies, submissions, live).endpoints(),
                new OutputRoutes(bus, config, followers, live).endpoints(),
                new OverviewRoutes(bus, bodies).endpoints(),
                new LiteratureRoutes(bus).endpoints(),
                new SpecificationRoutes(bus, bodies).endpoints(),
                new ContentRoutes(bus, bodies, contents, config).endpoints(),
                new FailureRoutes(bus).endpoints(),
                new QueueRoutes(bus, bodies).endpoints(),
                new HealthRoutes(bus, door).endpoints(),
                new OperationRoutes(bus, node).endpoints(),
                start.endpoints(),
                new DiagnosticRoutes(bus).endpoints(),
                new ExplainRoutes(bus, bodies).endpoints(),
                new ForecastRoutes(bus, bodies).endpoints(),
                new AdviceRoutes(bus, bodies).endpoints(),
                new ChangeRoutes(bus, bodies).endpoints(),
                new StatementRoutes(bus).endpoints(),
                new EventRoutes(bus, config, followers).endpoints(),
                new PageRoutes().endpoints(),
                // Last: some paths in front of it look like the id of a record.
                new RecordRoutes(bus, bodies).endpoints())
            .flatMap(List::stream)
            .toList();
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** One handler for each route, so that a request passes the gate and the endpoint only. */
  Router router(Vertx vertx, Gate gate, RouteTimes times) {
    Router router = Router.router(vertx);
    for (Endpoint endpoint : endpoints) {
      RouteTimes.Time time = times.of(endpoint);
      route(router, endpoint.method(), endpoint.path())
          .handler(ctx -> gate.admit(ctx, endpoint, time));
    }
    allowedMethods()
        .forEach(
            (path, allowed) ->
                route(router, null, path)
                    .handler(
                        ctx -> gate.admit(ctx, any -> wrongMethod(any, allowed), times.others())));
    router.route().handler(ctx -> gate.admit(ctx, Routes::unknown, times.others()));
    for (int status : new int[] {400, 404, 405, 500}) {
      router.errorHandler(
          status,
          ctx -> {
            Headers.correlate(ctx.request());
            Problem malformed =
                Problem.of(400, "malformed-request", "The request cannot be understood.");
            Throwable cause = status == 500 ? ctx.failure() : malformed.raise();
            Problems.answer(ctx.request(), cause);
          });
    }
    return router;
  }

  /** One expression for all kinds of records: each route costs every request that passes it. */
  private static Route route(Router router, HttpMethod method, String path) {
    if (!path.contains(Endpoint.RECORDS)) {
      return method == null ? router.route(path) : router.route(method, path);
    }
    String kinds = Stream.of(Kind.values()).map(Kind::path).collect(Collectors.joining("|"));
    String pattern =
        path.replace(Endpoint.RECORDS, "(?<records>" + kinds + ")").replace(":id", "(?<id>[^/]+)");
    return method == null ? router.routeWithRegex(pattern) : router.routeWithRegex(method, pattern);
  }

  private Map<String, String> allowedMethods() {
    Map<String, String> allowed = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      allowed.merge(endpoint.path(), endpoint.method().name(), (a, b) -> a + ", " + b);
    }
    return allowed;
  }

  private static Future<Void> wrongMethod(RoutingContext ctx, String allowed) {
    ctx.response().putHeader(HttpHeaders.ALLOW, allowed);
    throw Problem.of(405, "method-not-allowed", "This path takes " + allowed + " only.").raise();
  }

  private static Future<Void> unknown(RoutingContext ctx) {
    throw Problem.of(404, "not-found", "There is nothing under this path.").raise();
  }
}
