package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.bus.Wire;
import io.athanor.contract.Cache;
import io.athanor.contract.Caller;
import io.athanor.contract.Contents;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research;
import io.athanor.contract.Research.Stored;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Records of the research store: the same requests for every kind of them. */
final class RecordRoutes {

  private static final String ALL = "/api/v1/" + Endpoint.RECORDS;
  private static final String ONE = ALL + "/:id";

  /**
   * Kinds that are read through the cache: nothing changes them but a request for the record
   * itself, which makes the cache forget it.
   */
  private static final Set<Kind> REMEMBERED =
      EnumSet.of(Kind.SESSION, Kind.PAPER, Kind.CONVERSATION, Kind.TOPIC);

  private static final Duration FOR = Duration.ofSeconds(30);

  private final Bus bus;
  private final RequestBody bodies;

  RecordRoutes(Bus bus, RequestBody bodies) {
    this.bus = bus;
    this.bodies = bodies;
  }

  /** The body of a batch. */
  record Batch(List<Json> items) {}

  /** One of a batch that was made. */
  private record Made(UUID id, int version) {}

  private record AllMade(List<Made> items) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(ONE, this::show),
        Endpoint.get(ALL, this::list),
        Endpoint.post(ALL, this::create),
        Endpoint.post(ALL + "/batch", this::createAll),
        Endpoint.patch(ONE, this::change),
        Endpoint.delete(ONE, this::delete));
  }

  private Future<Void> create(RoutingContext ctx) {
    Kind kind = PathParameters.kind(ctx);
    return create(ctx, kind, body -> List.of(HttpJson.object(body)))
        .compose(
            created -> {
              Stored stored = created.records().get(0);
              String location = "/api/v1/" + kind.path() + "/" + stored.id();
              ctx.response().putHeader(HttpHeaders.LOCATION, location);
              // What was there already was changed instead.
              return Replies.stored(ctx, stored.version() == 1 ? 201 : 200, stored);
            });
  }

  private Future<Void> createAll(RoutingContext ctx) {
    return create(ctx, PathParameters.kind(ctx), RecordRoutes::items)
        .compose(
            created -> {
              List<Made> items =
                  created.records().stream().map(one -> new Made(one.id(), one.version())).toList();
              return Replies.record(ctx, 201, new AllMade(items));
            });
  }

  private static List<Json> items(byte[] body) {
    List<Json> items = HttpJson.read(body, Batch.class).items();
    return items == null ? List.of() : items;
  }

  @FunctionalInterface
  private interface Reading {
    List<Json> of(byte[] body);
  }

  private Future<Research.Created> create(RoutingContext ctx, Kind kind, Reading reading) {
    Query.none(ctx);
    String key = Headers.idempotencyKey(ctx.request());
    return bodies
        .read(ctx, RequestBody.JSON)
        .compose(
            body ->
                RequestBody.work(
                    ctx,
                    body,
                    () ->
                        new Research.Create(
                            kind, reading.of(body), Caller.ADMIN, key, Contents.digestOf(body))))
        .compose(create -> bus.request(Research.CREATE, create));
  }

  private Future<Void> list(RoutingContext ctx) {
    Kind kind = PathParameters.kind(ctx);
    Research.ListPage page = RecordPages.of(ctx, kind);
    return bus.request(Research.LIST, page).compose(found -> Replies.page(ctx, found));
  }

  private Future<Void> show(RoutingContext ctx) {
    Kind kind = PathParameters.kind(ctx);
    UUID id = PathParameters.id(ctx);
    List<String> include = List.of();
    if (ctx.request().query() != null) {
      Query query = Query.of(ctx, "include");
      include = query.some("include", kind.listing().includes());
      query.check();
    }
    Research.Get get = new Research.Get(kind, id, include, Caller.ADMIN);
    boolean alone = include.isEmpty();
    return (alone && REMEMBERED.contains(kind) ? remembered(get) : bus.request(Research.GET, get))
        .compose(stored -> answer(ctx, stored, alone));
  }

  /** A record with others has no tag: they change without it. */
  private static Future<Void> answer(RoutingContext ctx, Stored stored, boolean alone) {
    if (!alone) {
      return Replies.json(ctx, 200, stored.body().text());
    }
    String etag = Headers.etag(stored.version());
    if (Headers.noneMatch(ctx.request(), etag)) {
      Headers.onEveryResponse(ctx.response());
      return ctx.response().putHeader(HttpHeaders.ETAG, etag).setStatusCode(304).end();
    }
    return Replies.stored(ctx, 200, stored);
  }

  private Future<Stored> remembered(Research.Get get) {
    Cache.Read read =
        new Cache.Read(
            Research.GET.name(),
            new Json(Wire.encode(get)),
            FOR,
            List.of(get.kind().tag(get.id())));
    return bus.request(Cache.READ, read)
        .map(answer -> Wire.decode(answer.reply().text(), Stored.class))
        .recover(
            cause -> isAway(cause) ? bus.request(Research.GET, get) : Future.failedFuture(cause));
  }

  private static boolean isAway(Throwable cause) {
    return cause instanceof RefusedException refused && refused.failure() == Failure.UNAVAILABLE;
  }

  private Future<Void> change(RoutingContext ctx) {
    Kind kind = PathParameters.kind(ctx);
    UUID id = PathParameters.id(ctx);
    Integer version = Headers.ifMatch(ctx.request());
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON, RequestBody.MERGE_PATCH)
        .compose(body -> RequestBody.work(ctx, body, () -> HttpJson.object(body)))
        .compose(
            changes ->
                bus.request(
                    Research.UPDATE, new Research.Update(kind, id, version, changes, Caller.ADMIN)))
        .compose(stored -> Replies.stored(ctx, 200, stored));
  }

  private Future<Void> delete(RoutingContext ctx) {
    Kind kind = PathParameters.kind(ctx);
    UUID id = PathParameters.id(ctx);
    Integer version = Headers.ifMatch(ctx.request());
    Query.none(ctx);
    return bus.request(Research.DELETE, new Research.Delete(kind, id, version, Caller.ADMIN))
        .compose(deleted -> Replies.nothing(ctx));
  }
}
