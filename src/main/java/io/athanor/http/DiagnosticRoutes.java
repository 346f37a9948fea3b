package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Diagnostics;
import io.athanor.contract.Figures;
import io.athanor.contract.Reports;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The process and the machine under it, and where the time of a node goes. */
final class DiagnosticRoutes {

  private final Bus bus;

  DiagnosticRoutes(Bus bus) {
    this.bus = bus;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/admin/diagnostics/system", this::system),
        Endpoint.get("/admin/diagnostics/health-summary", this::summary),
        Endpoint.get("/admin/performance/report", this::performance),
        Endpoint.get("/admin/database/pool", this::pool));
  }

  private Future<Void> system(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Diagnostics.SYSTEM, new Diagnostics.Look())
        .compose(report -> Replies.record(ctx, 200, report));
  }

  private Future<Void> performance(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Reports.PERFORMANCE, new Reports.Read())
        .compose(report -> Replies.record(ctx, 200, report));
  }

  private Future<Void> pool(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Figures.POOL, new Figures.ReadPool())
        .compose(pool -> Replies.record(ctx, 200, pool));
  }

  private Future<Void> summary(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Diagnostics.SUMMARY, new Diagnostics.Summarize())
        .compose(summary -> Replies.record(ctx, 200, summary));
  }
}
