package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Queue;
import io.athanor.contract.Refusal.FieldError;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The queue: what is in it, what is paused and what is capped. */
final class QueueRoutes {

  private static final int MOST = 1_000_000;
  private static final Pattern POOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern KEY =
      Pattern.compile(
          "pool:"
              + POOL
              + "|session:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|key:[A-Za-z0-9._:/-]{1,100}");

  private static final String EXPECTED =
      "expected pool:NAME, session:ID with the id as it was answered, or key:WORD of at most 100"
          + " letters, digits, dots, dashes, underscores, colons and slashes";

  private final Bus bus;
  private final RequestBody bodies;

  QueueRoutes(Bus bus, RequestBody bodies) {
    this.bus = bus;
    this.bodies = bodies;
  }

  /** The body that sets a cap. */
  record CapBody(String key, Integer most) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/queue", this::queue),
        Endpoint.get("/api/v1/caps", this::caps),
        Endpoint.post("/api/v1/caps", this::setCap),
        Endpoint.post("/api/v1/pools/:name/pause", ctx -> setPool(ctx, true)),
        Endpoint.post("/api/v1/pools/:name/resume", ctx -> setPool(ctx, false)));
  }

  private Future<Void> queue(RoutingContext ctx) {
    Query.none(ctx);
    return bus.request(Experiments.QUEUE, new Experiments.QueueOverview(Caller.ADMIN))
        .compose(document -> Replies.document(ctx, document));
  }

  private Future<Void> setPool(RoutingContext ctx, boolean paused) {
    String name = PathParameters.name(ctx);
    Query.none(ctx);
    if (!POOL.matcher(name).matches()) {
      throw Problem.of(404, "not-found", "No pool can have this name.").raise();
    }
    return bus.request(Queue.SET_POOL, new Queue.SetPool(name, paused, Caller.ADMIN))
        .compose(pool -> Replies.record(ctx, 200, pool));
  }

  private Future<Void> caps(RoutingContext ctx) {
    Query query = Query.of(ctx, "limit", "cursor");
    Queue.ListCaps list = new Queue.ListCaps(query.limit(), query.text("cursor"), Caller.ADMIN);
    query.check();
    return bus.request(Queue.LIST_CAPS, list).compose(page -> Replies.page(ctx, page));
  }

  private Future<Void> setCap(RoutingContext ctx) {
    Query.none(ctx);
    return bodies
        .read(ctx, RequestBody.JSON)
        .map(QueueRoutes::cap)
        .compose(set -> bus.request(Queue.SET_CAP, set))
        .compose(cap -> Replies.record(ctx, 200, cap));
  }

  private static Queue.SetCap cap(byte[] body) {
    CapBody asked = HttpJson.read(body, CapBody.class);
    List<FieldError> errors = new ArrayList<>();
    String given = asked.key() == null ? "" : asked.key();
    String key = given.startsWith("session:") ? given.toLowerCase(Locale.ROOT) : given;
    if (!KEY.matcher(key).matches()) {
      errors.add(new FieldError("key", EXPECTED));
    }
    // A limit must not go because somebody forgot a field.
    if (HttpJson.member(new String(body, StandardCharsets.UTF_8), "most").isEmpty()) {
      errors.add(new FieldError("most", "is missing; null takes the cap away"));
    }
    if (asked.most() != null && (asked.most() < 0 || asked.most() > MOST)) {
      errors.add(new FieldError("most", "expected a whole number from 0 to 1000000, or null"));
    }
    if (!errors.isEmpty()) {
      throw Problem.fields(errors).raise();
    }
    return new Queue.SetCap(key, asked.most(), Caller.ADMIN);
  }
}
