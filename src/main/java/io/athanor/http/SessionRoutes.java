package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.bus.Wire;
import io.athanor.contract.Cache;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Research sessions. */
final class SessionRoutes {

  private static final Duration REMEMBERED = Duration.ofSeconds(30);

  private final Bus bus;
  private final RequestBody bodies;

  SessionRoutes(Bus bus, RequestBody bodies) {
    this.bus = bus;
    this.bodies = bodies;
  }

  record Opening(String question, String description, String domain, Map<String, String> tags) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/sessions/:id", this::show),
        Endpoint.get("/api/v1/sessions", this::list),
        Endpoint.post("/api/v1/sessions", this::open));
  }

  private Future<Void> open(RoutingContext ctx) {
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(body -> HttpJson.read(body, Opening.class))
        .compose(opening -> bus.request(Research.OPEN_SESSION, request(opening)))
        .compose(
            document -> {
              String text = document.body().text();
              String id = HttpJson.member(text, "id").orElse("").replace("\"", "");
              return Replies.created(ctx, "/api/v1/sessions/" + id, text);
            });
  }

  private static Research.OpenSession request(Opening opening) {
    if (opening.question() == null || opening.question().isBlank()) {
      throw Problem.fields(List.of(new FieldError("question", "is needed"))).raise();
    }
    return new Research.OpenSession(
        opening.question(), opening.description(), opening.domain(), opening.tags(), Caller.ADMIN);
  }

  private Future<Void> list(RoutingContext ctx) {
    Query query = Query.of(ctx, "limit", "cursor");
    Research.ListSessions request =
        new Research.ListSessions(query.limit(), query.text("cursor"), Caller.ADMIN);
    query.check();
    return bus.request(Research.SESSIONS, request).compose(page -> Replies.page(ctx, page));
  }

  private Future<Void> show(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query.none(ctx);
    Research.GetSession request = new Research.GetSession(id, Caller.ADMIN);
    return remembered(request)
        .recover(
            cause ->
                isAway(cause) ? bus.request(Research.SESSION, request) : Future.failedFuture(cause))
        .compose(document -> Replies.document(ctx, document));
  }

  private Future<Document> remembered(Research.GetSession request) {
    Cache.Read read =
        new Cache.Read(
            Research.SESSION.name(),
            new Json(Wire.encode(request)),
            REMEMBERED,
            List.of("session:" + request.id()));
    return bus.request(Cache.READ, read)
        .map(answer -> Wire.decode(answer.reply().text(), Document.class));
  }

  private static boolean isAway(Throwable cause) {
    return cause instanceof RefusedException refused && refused.failure() == Failure.UNAVAILABLE;
  }
}
