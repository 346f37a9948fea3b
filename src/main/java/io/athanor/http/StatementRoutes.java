package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Executions;
import io.athanor.contract.Executions.Selection;
import io.athanor.contract.Profiles;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What the node's own statements cost. */
final class StatementRoutes {

  private static final double LONGEST_MILLIS = 1e9;

  private final Bus bus;

  StatementRoutes(Bus bus) {
    this.bus = bus;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/admin/database/stats", this::statements),
        Endpoint.get("/admin/database/slow-queries", this::executions),
        Endpoint.get("/admin/database/findings", this::findings),
        Endpoint.post("/admin/database/reset-stats", this::reset));
  }

  private Future<Void> statements(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Profiles.STATEMENTS, new Profiles.Statements(true))
        .compose(report -> Replies.record(ctx, 200, report));
  }

  private Future<Void> executions(RoutingContext ctx) {
    Query query = Query.of(ctx, "kind", "minMillis", "limit");
    Selection kind = query.choice("kind", Selection.class);
    double least = query.decimal("minMillis", 0, LONGEST_MILLIS, 0);
    int limit = query.limit();
    query.check();
    Selection selection = kind == null ? Selection.SLOW : kind;
    return bus.request(Executions.LIST, new Executions.ListExecutions(selection, least, limit))
        .compose(listed -> Replies.items(ctx, HttpJson.write(listed.executions()), null));
  }

  private Future<Void> findings(RoutingContext ctx) {
    Query query = Query.of(ctx, "limit");
    int limit = query.limit();
    query.check();
    return bus.request(Executions.FINDINGS, new Executions.ListFindings(limit))
        .compose(found -> Replies.items(ctx, HttpJson.write(found.findings()), null));
  }

  private Future<Void> reset(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Profiles.RESET, new Profiles.Reset())
        .compose(done -> Replies.record(ctx, 200, done));
  }
}
