package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Batches;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Include;
import io.athanor.contract.Order;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.Research;
import io.athanor.contract.State;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Submit, look at, cancel. */
final class ExperimentRoutes {

  private static final int LONGEST_REASON = 1_000;
  private static final int MOST_RESULTS = 1_000;

  private final Bus bus;
  private final RequestBody bodies;
  private final Submissions submissions;
  private final LiveFigures live;

  ExperimentRoutes(Bus bus, RequestBody bodies, Submissions submissions, LiveFigures live) {
    this.bus = bus;
    this.bodies = bodies;
    this.submissions = submissions;
    this.live = live;
  }

  /** The body that asks for results. */
  record ResultsBody(List<UUID> ids) {}

  /** The body of a cancellation. */
  record CancelBody(String reason) {}

  private record Batch(List<Experiments.Accepted> items) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/experiments/:id", this::show),
        Endpoint.delete("/api/v1/experiments/:id", this::delete),
        Endpoint.post("/api/v1/experiments", this::submit),
        Endpoint.post("/api/v1/experiments/batch", this::submitBatch),
        Endpoint.post("/api/v1/experiments/batch/results", this::results),
        Endpoint.get("/api/v1/experiments", this::list),
        Endpoint.post("/api/v1/experiments/:id/cancel", this::cancel),
        Endpoint.get("/api/v1/experiments/:id/attempts", ctx -> part(ctx, Include.ATTEMPTS)),
        Endpoint.get("/api/v1/experiments/:id/metrics", ctx -> part(ctx, Include.METRICS)),
        Endpoint.get("/api/v1/experiments/:id/artifacts", ctx -> part(ctx, Include.ARTIFACTS)));
  }

  private Future<Void> show(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    List<Include> include = List.of();
    if (ctx.request().query() != null) {
      Query query = Query.of(ctx, "include");
      include = query.choices("include", Include.class);
      query.check();
    }
    return bus.request(Experiments.GET, new Experiments.Get(id, include, Caller.ADMIN))
        .compose(document -> Replies.document(ctx, live.within(document, id)));
  }

  /** One part of the document as a list of its own. */
  private Future<Void> part(RoutingContext ctx, Include part) {
    UUID id = PathParameters.id(ctx);
    Query.none(ctx);
    String member = part.name().toLowerCase(Locale.ROOT);
    return bus.request(Experiments.GET, new Experiments.Get(id, List.of(part), Caller.ADMIN))
        .compose(
            document -> {
              String text = HttpJson.member(document.body().text(), member).orElse("null");
              return Replies.items(ctx, text.equals("null") ? "[]" : text, null);
            });
  }

  private Future<Void> submit(RoutingContext ctx) {
    return submissions
        .one(ctx)
        .compose(submitted -> Replies.accepted(ctx, submitted.experiments().get(0)));
  }

  private Future<Void> submitBatch(RoutingContext ctx) {
    return submissions
        .batch(ctx)
        .compose(submitted -> Replies.record(ctx, 202, new Batch(submitted.experiments())));
  }

  private Future<Void> results(RoutingContext ctx) {
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(body -> HttpJson.read(body, ResultsBody.class).ids())
        .compose(
            ids -> {
              int size = ids == null ? 0 : ids.size();
              if (size < 1 || size > MOST_RESULTS) {
                String message = "expected 1 to " + MOST_RESULTS + " ids, found " + size;
                throw Problem.fields(List.of(new FieldError("ids", message))).raise();
              }
              return bus.request(Batches.RESULTS, new Batches.Results(ids, Caller.ADMIN));
            })
        .compose(document -> Replies.document(ctx, document));
  }

  private Future<Void> list(RoutingContext ctx) {
    Query query =
        Query.of(
            ctx,
            "state",
            "runtime",
            "domain",
            "sessionId",
            "hypothesisId",
            "experimentType",
            "tag",
            "failureGroup",
            "text",
            "createdAfter",
            "createdBefore",
            "order",
            "limit",
            "cursor");
    Experiments.ListPage request =
        new Experiments.ListPage(
            query.choice("state", State.class),
            query.text("runtime"),
            query.text("domain"),
            query.uuid("sessionId"),
            query.uuid("hypothesisId"),
            query.text("experimentType"),
            query.pairs("tag"),
            query.uuid("failureGroup"),
            query.text("text"),
            query.instant("createdAfter"),
            query.instant("createdBefore"),
            query.choice("order", Order.class),
            query.limit(),
            query.text("cursor"),
            Caller.ADMIN);
    query.check();
    return bus.request(Experiments.LIST, request).compose(page -> Replies.page(ctx, page));
  }

  private Future<Void> delete(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query.none(ctx);
    return bus.request(Research.DELETE_EXPERIMENT, new Research.DeleteExperiment(id, Caller.ADMIN))
        .compose(deleted -> Replies.nothing(ctx));
  }

  private Future<Void> cancel(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query.none(ctx);
    Future<String> reason =
        RequestBody.isPresent(ctx.request())
            ? bodies.read(ctx, RequestBody.JSON).map(ExperimentRoutes::reason)
            : Future.succeededFuture();
    return reason
        .compose(
            why -> bus.request(Experiments.CANCEL, new Experiments.Cancel(id, why, Caller.ADMIN)))
        .compose(
            answer ->
                // A running program is told to end and has not ended yet.
                Replies.record(ctx, answer.state().terminal() ? 200 : 202, answer));
  }

  private static String reason(byte[] body) {
    String reason = HttpJson.read(body, CancelBody.class).reason();
    if (reason != null && reason.length() > LONGEST_REASON) {
      String message = "expected at most " + LONGEST_REASON + " characters";
      throw Problem.fields(List.of(new FieldError("reason", message))).raise();
    }
    return reason;
  }
}
