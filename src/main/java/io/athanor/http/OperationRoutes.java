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
import java.util.Map;

/** The node about itself: metrics, nodes, its sandbox and its database. */
final class OperationRoutes {

  private static final Profiles.StatementsReport NOTHING =
      new Profiles.StatementsReport(List.of(), null, 0, 0, null);
  private static final PlacementReport NOWHERE = new PlacementReport(null, Map.of());

  private final Bus bus;
  private final NodeBus node;

  OperationRoutes(Bus bus, NodeBus node) {
    this.bus = bus;
    this.node = node;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/nodes", this::nodes),
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

  private Future<Void> metrics(RoutingContext ctx) {
    Query.none(ctx);
    // Without a role there are no figures of it; the others still count.
    Future<Profiles.StatementsReport> statements =
        bus.request(Profiles.STATEMENTS, new Profiles.Statements(false)).otherwise(NOTHING);
    Future<PlacementReport> placement =
        node.served().containsKey(Operations.PLACEMENT.name())
            ? bus.request(Operations.PLACEMENT, new Operations.Placement()).otherwise(NOWHERE)
            : Future.succeededFuture(NOWHERE);
    // What is remembered: whoever counts must not cause a look.
    Future<HealthReport> health =
        bus.request(Operations.HEALTH, new Operations.Health(null, 0))
            .otherwise(HealthRoutes.UNKNOWN);
    Future<NodeMetrics> figures = NodeMetrics.read(bus);
    return Future.all(statements, placement, health, figures)
        .compose(
            all -> {
              String text =
                  MetricsText.of(
                          node.statistics(),
                          statements.result(),
                          placement.result(),
                          health.result())
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
