package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Caller;
import io.athanor.contract.Checks;
import io.athanor.contract.Nodes;
import io.athanor.contract.Operations;
import io.athanor.contract.Operations.HealthReport;
import io.athanor.contract.Operations.PlacementReport;
import io.athanor.contract.Profiles;
import io.athanor.contract.RequestAddress;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The node about itself: health, metrics, nodes. */
final class OperationRoutes {

  private static final Profiles.StatementsReport NOTHING =
      new Profiles.StatementsReport(List.of(), null, 0, 0, null);
  private static final PlacementReport NOWHERE = new PlacementReport(null, Map.of());

  private final Bus bus;
  private final NodeBus node;
  private final Door door;

  OperationRoutes(Bus bus, NodeBus node, Door door) {
    this.bus = bus;
    this.door = door;
    this.node = node;
  }

  private record StatusOnly(String status) {}

  private record Health(String status, boolean ready, List<Check> checks) {}

  private record Check(
      String name, String status, boolean critical, double durationMillis, String detail) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/nodes", this::nodes),
        Endpoint.open("/health/live", ctx -> status(ctx, 200, Operations.Status.HEALTHY)).early(),
        Endpoint.open("/health/ready", this::ready).early(),
        Endpoint.get("/health", this::health).early(),
        Endpoint.get("/metrics", this::metrics),
        Endpoint.post(
            "/admin/database/check",
            ctx -> check(ctx, Checks.BEGIN, new Checks.Begin(Caller.ADMIN), 202)),
        Endpoint.get(
            "/admin/database/check",
            ctx -> check(ctx, Checks.LOOK, new Checks.Look(Caller.ADMIN), 200)),
        Endpoint.get("/admin/diagnostics/sandbox", this::sandbox));
  }

  private Future<Void> nodes(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Nodes.LIST, new Nodes.ListNodes())
        .compose(list -> Replies.items(ctx, HttpJson.write(list.nodes()), null));
  }

  private static Future<Void> status(RoutingContext ctx, int code, Operations.Status status) {
    return Replies.record(ctx, code, new StatusOnly(word(status)));
  }

  private static String word(Operations.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** Open to everybody, so it says no more than the word. */
  private Future<Void> ready(RoutingContext ctx) {
    return bus.request(Operations.HEALTH, new Operations.Health())
        .otherwise(away -> new HealthReport(Operations.Status.UNHEALTHY, false, List.of()))
        .compose(report -> status(ctx, serves(report) ? 200 : 503, report.status()));
  }

  /** All roles may answer before the last component has started. */
  private boolean serves(HealthReport report) {
    return report.ready() && door.isOpen();
  }

  private Future<Void> health(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Operations.HEALTH, new Operations.Health())
        .compose(
            report -> {
              List<Check> checks = report.checks().stream().map(OperationRoutes::check).toList();
              Health body = new Health(word(report.status()), serves(report), checks);
              return Replies.record(ctx, serves(report) ? 200 : 503, body);
            });
  }

  private static Check check(Operations.Check check) {
    return new Check(
        check.name(),
        word(check.status()),
        check.critical(),
        check.durationMillis(),
        check.detail());
  }

  private Future<Void> metrics(RoutingContext ctx) {
    Query.none(ctx);
    // Without a role there are no figures of it; the others still count.
    Future<Profiles.StatementsReport> statements =
        bus.request(Profiles.STATEMENTS, new Profiles.Statements(false)).otherwise(NOTHING);
    Future<PlacementReport> placement =
        node.served().containsKey(Operations.PLACEMENT.name())
            ? bus.request(Operations.PLACEMENT, new Operations.Placement()).otherwise(NOWHERE)
            : Future.succeededFuture(NOWHERE);
    Future<NodeMetrics> figures = NodeMetrics.read(bus);
    return Future.all(statements, placement, figures)
        .compose(
            both -> {
              String text =
                  MetricsText.of(node.statistics(), statements.result(), placement.result())
                      + MetricsText.of(figures.result()::write);
              return Replies.text(ctx, MetricsText.TYPE, Buffer.buffer(text));
            });
  }

  private <Q> Future<Void> check(
      RoutingContext ctx, RequestAddress<Q, Checks.Report> address, Q request, int status) {
    Query.none(ctx);
    return bus.request(address, request).compose(report -> Replies.record(ctx, status, report));
  }

  private Future<Void> sandbox(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Operations.SANDBOX, new Operations.Sandbox())
        .compose(report -> Replies.record(ctx, 200, report));
  }
}
