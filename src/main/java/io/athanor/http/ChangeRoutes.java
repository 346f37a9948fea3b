package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Changes;
import io.athanor.contract.Changes.Apply;
import io.athanor.contract.Refusal.FieldError;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Indexes that are made or dropped on advice. */
final class ChangeRoutes {

  private static final long USUAL_SECONDS = 600;
  private static final long LEAST_SECONDS = 10;
  private static final long MOST_SECONDS = 86_400;
  private static final int LONGEST = 200;
  private static final String PATH = "/admin/database/changes";
  private static final String LISTS = "GET " + PATH + " (athanor db changes) lists the changes.";

  private final Bus bus;
  private final RequestBody bodies;

  ChangeRoutes(Bus bus, RequestBody bodies) {
    this.bus = bus;
    this.bodies = bodies;
  }

  /** The body that says what is to be done. */
  record ApplyBody(String recommendation, Long watchSeconds) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/admin/database/advice/:id/apply", this::apply),
        Endpoint.get(PATH, this::list),
        Endpoint.get(PATH + "/:id", this::get),
        Endpoint.post(PATH + "/:id/revert", this::revert));
  }

  private Future<Void> apply(RoutingContext ctx) {
    Query.none(ctx);
    UUID analysis = PathParameters.id(ctx, AdviceRoutes.LAST);
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(bytes -> asked(analysis, bytes))
        .compose(asked -> bus.request(Changes.APPLY, asked))
        .compose(change -> accepted(ctx, change));
  }

  private static Apply asked(UUID analysis, byte[] bytes) {
    ApplyBody body = HttpJson.read(bytes, ApplyBody.class);
    String recommendation = body.recommendation();
    long seconds = body.watchSeconds() == null ? USUAL_SECONDS : body.watchSeconds();
    List<FieldError> errors = new ArrayList<>();
    if (recommendation == null || recommendation.isBlank() || recommendation.length() > LONGEST) {
      errors.add(new FieldError("recommendation", "expected the id of a recommendation"));
    }
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      errors.add(new FieldError("watchSeconds", "expected a whole number from 10 to 86400"));
    }
    if (!errors.isEmpty()) {
      throw Problem.fields(errors).raise();
    }
    return new Apply(analysis, recommendation, seconds, Caller.ADMIN);
  }

  private static Future<Void> accepted(RoutingContext ctx, Changes.Change change) {
    ctx.response().putHeader("Location", PATH + "/" + change.id());
    return Replies.record(ctx, 202, change);
  }

  private Future<Void> list(RoutingContext ctx) {
    Query query = Query.of(ctx, "limit", "cursor");
    Changes.ListPage page = new Changes.ListPage(query.limit(), query.text("cursor"), Caller.ADMIN);
    query.check();
    return bus.request(Changes.LIST, page)
        .compose(found -> Replies.items(ctx, HttpJson.write(found.items()), found.nextCursor()));
  }

  private Future<Void> get(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Changes.GET, new Changes.Get(PathParameters.id(ctx, LISTS), Caller.ADMIN))
        .compose(change -> Replies.record(ctx, 200, change));
  }

  private Future<Void> revert(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(
            Changes.REVERT, new Changes.Revert(PathParameters.id(ctx, LISTS), Caller.ADMIN))
        .compose(change -> accepted(ctx, change));
  }
}
