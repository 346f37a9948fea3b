package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.Research;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is asked of many records at once: counts, conversations, the profiles of a run. */
final class OverviewRoutes {

  private static final Duration DAY = Duration.ofDays(1);

  private final Bus bus;
  private final RequestBody bodies;

  OverviewRoutes(Bus bus, RequestBody bodies) {
    this.bus = bus;
    this.bodies = bodies;
  }

  /** The body of a purge. */
  record PurgeBody(Integer olderThanDays) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/conversations/activity", this::activity),
        Endpoint.post("/api/v1/conversations/purge", this::purge),
        Endpoint.get("/api/v1/counts", this::counts),
        Endpoint.get("/api/v1/experiments/:id/profile", this::profile));
  }

  private Future<Void> activity(RoutingContext ctx) {
    Query query = Query.of(ctx, "since", "until", "limit");
    Instant until = query.instant("until");
    Instant since = query.instant("since");
    Instant last = until == null ? Instant.now() : until;
    Research.Activity activity =
        new Research.Activity(
            since == null ? last.minus(DAY) : since, last, query.limit(), Caller.ADMIN);
    query.check();
    return bus.request(Research.ACTIVITY, activity)
        .compose(document -> Replies.document(ctx, document));
  }

  private Future<Void> counts(RoutingContext ctx) {
    Query query = Query.of(ctx, "sessionId");
    Research.Counts ask = new Research.Counts(query.uuid("sessionId"), Caller.ADMIN);
    query.check();
    return bus.request(Research.COUNTS, ask).compose(document -> Replies.document(ctx, document));
  }

  private Future<Void> purge(RoutingContext ctx) {
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(body -> days(HttpJson.read(body, PurgeBody.class).olderThanDays()))
        .compose(days -> bus.request(Research.PURGE, new Research.Purge(days, Caller.ADMIN)))
        .compose(purged -> Replies.record(ctx, 200, purged));
  }

  /** None are deleted for 0: whoever computes the days may come to it by mistake. */
  private static int days(Integer given) {
    if (given == null || given < 0 || given > 100_000) {
      throw Problem.fields(
              List.of(new FieldError("olderThanDays", "expected a whole number from 0 to 100000")))
          .raise();
    }
    return given;
  }

  private Future<Void> profile(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query.none(ctx);
    Research.ListPage newest =
        new Research.ListPage(
            Kind.PROFILE,
            Map.of("experimentId", id.toString()),
            List.of("bottlenecks"),
            null,
            1,
            null,
            Caller.ADMIN);
    return bus.request(Research.LIST, newest)
        .compose(
            page -> {
              String items = page.items().text();
              if (items.equals("[]")) {
                throw Problem.of(404, "unknown-profile", "Experiment " + id + " has no profile.")
                    .raise();
              }
              return Replies.json(ctx, 200, items.substring(1, items.length() - 1));
            });
  }
}
