package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Field;
import io.athanor.contract.Kind;
import io.athanor.contract.Literature;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/** What is asked of papers, topics and entities together. */
final class LiteratureRoutes {

  private static final List<String> TYPES =
      Kind.RELATIONSHIP.field("type").map(Field::choices).orElseThrow();

  private final Bus bus;

  LiteratureRoutes(Bus bus) {
    this.bus = bus;
  }

  private enum Direction {
    OUT,
    IN
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/papers/discoveries", this::discoveries),
        Endpoint.get("/api/v1/papers/recent", this::recent),
        Endpoint.get("/api/v1/papers/:id/citations", this::citations),
        Endpoint.get("/api/v1/papers/:id/graph", this::graph),
        Endpoint.get("/api/v1/papers/:id/similar", this::similar),
        Endpoint.get("/api/v1/papers/:id/score", this::showScore),
        Endpoint.post("/api/v1/papers/:id/score", this::score),
        Endpoint.get("/api/v1/topics/:id/timeline", this::timeline),
        Endpoint.get("/api/v1/topics/:id/related", this::related),
        Endpoint.get("/api/v1/entities/trending", this::trending));
  }

  private static List<String> sources(Query query) {
    String text = query.text("source");
    return text == null ? List.of() : List.of(text.split(",", -1));
  }

  private Future<Void> discoveries(RoutingContext ctx) {
    Query query = Query.of(ctx, "minScore", "since", "source", "limit", "cursor");
    Literature.Discoveries ask =
        new Literature.Discoveries(
            query.decimal("minScore", 0, 100, 0),
            query.instant("since"),
            sources(query),
            query.limit(),
            query.text("cursor"),
            Caller.ADMIN);
    query.check();
    return bus.request(Literature.DISCOVERIES, ask).compose(page -> Replies.page(ctx, page));
  }

  private Future<Void> recent(RoutingContext ctx) {
    Query query = Query.of(ctx, "since", "source", "limit", "cursor");
    Literature.Recent ask =
        new Literature.Recent(
            query.instant("since"),
            sources(query),
            query.limit(),
            query.text("cursor"),
            Caller.ADMIN);
    query.check();
    return bus.request(Literature.RECENT, ask).compose(page -> Replies.page(ctx, page));
  }

  private Future<Void> citations(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query query = Query.of(ctx, "direction", "minConfidence", "type", "limit", "cursor");
    List<String> type = query.some("type", TYPES);
    Literature.Citations ask =
        new Literature.Citations(
            id,
            query.choice("direction", Direction.class) == Direction.IN,
            query.decimal("minConfidence", 0, 1, 0),
            type.isEmpty() ? null : type.get(0),
            query.limit(),
            query.text("cursor"),
            Caller.ADMIN);
    query.check();
    return bus.request(Literature.CITATIONS, ask).compose(page -> Replies.page(ctx, page));
  }

  private Future<Void> graph(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query query = Query.of(ctx, "direction", "minConfidence", "depth", "limit");
    Literature.Walk ask =
        new Literature.Walk(
            id,
            query.choice("direction", Direction.class) == Direction.IN,
            query.decimal("minConfidence", 0, 1, 0.5),
            query.number("depth", 1, 4, 2),
            query.number("limit", 1, 1_000, 200),
            Caller.ADMIN);
    query.check();
    return bus.request(Literature.WALK, ask).compose(document -> Replies.document(ctx, document));
  }

  private Future<Void> similar(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query query = Query.of(ctx, "limit");
    Literature.Similar ask =
        new Literature.Similar(id, query.number("limit", 1, 100, 10), Caller.ADMIN);
    query.check();
    return bus.request(Literature.SIMILAR, ask).compose(page -> Replies.page(ctx, page));
  }

  private Future<Void> score(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query.none(ctx);
    return bus.request(Literature.SCORE, new Literature.Score(id, Caller.ADMIN))
        .compose(scored -> Replies.record(ctx, 200, scored));
  }

  private Future<Void> showScore(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query.none(ctx);
    return bus.request(Literature.GET_SCORE, new Literature.GetScore(id, Caller.ADMIN))
        .compose(scored -> Replies.record(ctx, 200, scored));
  }

  private Future<Void> timeline(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query query = Query.of(ctx, "limit", "cursor");
    Literature.Timeline ask =
        new Literature.Timeline(id, query.limit(), query.text("cursor"), Caller.ADMIN);
    query.check();
    return bus.request(Literature.TIMELINE, ask).compose(page -> Replies.page(ctx, page));
  }

  private Future<Void> related(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query query = Query.of(ctx, "limit", "cursor");
    Literature.RelatedTopics ask =
        new Literature.RelatedTopics(id, query.limit(), query.text("cursor"), Caller.ADMIN);
    query.check();
    return bus.request(Literature.RELATED_TOPICS, ask).compose(page -> Replies.page(ctx, page));
  }

  private Future<Void> trending(RoutingContext ctx) {
    Query query = Query.of(ctx, "since", "limit", "cursor");
    Literature.Trending ask =
        new Literature.Trending(
            query.instant("since"), query.limit(), query.text("cursor"), Caller.ADMIN);
    query.check();
    return bus.request(Literature.TRENDING, ask).compose(page -> Replies.page(ctx, page));
  }
}
