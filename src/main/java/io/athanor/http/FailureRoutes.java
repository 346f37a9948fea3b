package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Failures;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/** What failed alike, and running it again. */
final class FailureRoutes {

  private final Bus bus;

  FailureRoutes(Bus bus) {
    this.bus = bus;
  }

  private record Rerun(List<Experiments.Accepted> items) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/experiments/:id/retry", this::retry),
        Endpoint.get("/api/v1/failure-groups", this::groups),
        Endpoint.post("/api/v1/failure-groups/:id/retry", this::retryGroup),
        Endpoint.post("/api/v1/failure-groups/:id/cancel", this::cancelGroup));
  }

  private Future<Void> retry(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    return rerun(ctx, List.of(id), null)
        .compose(submitted -> Replies.accepted(ctx, submitted.experiments().get(0)));
  }

  private Future<Void> retryGroup(RoutingContext ctx) {
    return rerun(ctx, null, PathParameters.id(ctx))
        .compose(submitted -> Replies.record(ctx, 202, new Rerun(submitted.experiments())));
  }

  private Future<Experiments.Submitted> rerun(RoutingContext ctx, List<UUID> ids, UUID group) {
    Query.none(ctx);
    String key = Headers.idempotencyKey(ctx.request());
    return bus.request(Failures.RERUN, new Failures.Rerun(ids, group, Caller.ADMIN, key));
  }

  private Future<Void> groups(RoutingContext ctx) {
    Query query = Query.of(ctx, "limit", "cursor");
    Failures.ListGroups list =
        new Failures.ListGroups(query.limit(), query.text("cursor"), Caller.ADMIN);
    query.check();
    return bus.request(Failures.LIST, list).compose(page -> Replies.page(ctx, page));
  }

  private Future<Void> cancelGroup(RoutingContext ctx) {
    UUID group = PathParameters.id(ctx);
    Query.none(ctx);
    return bus.request(Failures.CANCEL, new Failures.CancelGroup(group, Caller.ADMIN))
        .compose(cancelled -> Replies.record(ctx, 200, cancelled));
  }
}
