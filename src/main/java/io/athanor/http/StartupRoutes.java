package io.athanor.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/** The start of the node: told while it goes on, to whoever comes late as well. */
final class StartupRoutes {

  /** What the followers of the start follow. */
  static final UUID START = new UUID(0, 1);

  private static final int LONGEST_ID = 100;

  private final HttpConfig config;
  private final Followers followers;
  private final StartupSockets sockets;
  private final StartupView view;

  StartupRoutes(HttpConfig config, Followers followers, StartupSockets sockets, StartupView view) {
    this.config = config;
    this.followers = followers;
    this.sockets = sockets;
    this.view = view;
  }

  private record Word(String status) {}

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open("/health/started", this::started).early(),
        Endpoint.get("/startup", this::report).early(),
        Endpoint.get("/startup/events", this::events).early(),
        Endpoint.get("/startup/socket", this::socket).early());
  }

  private Future<Void> started(RoutingContext ctx) {
    StartupView.Progress now = view.progress();
    String word = now.ready() ? "started" : now.last() ? "failed" : "starting";
    return Replies.record(ctx, now.ready() ? 200 : 503, new Word(word));
  }

  private Future<Void> report(RoutingContext ctx) {
    Query.none(ctx);
    return Replies.json(ctx, 200, view.report().text());
  }

  private Future<Void> socket(RoutingContext ctx) {
    Query.none(ctx);
    return sockets.serve(ctx);
  }

  private Future<Void> events(RoutingContext ctx) {
    Query.none(ctx);
    String last = EventStream.lastEventId(ctx);
    if (last != null && !Headers.isVisibleAscii(last, LONGEST_ID)) {
      throw Problem.of(400, "malformed-header", "Last-Event-ID is none of ours.").raise();
    }
    StartupView.Progress now = view.progress();
    if (now.last() && now.id().equals(last)) {
      // Browsers connect again after the end of a stream; this is how to tell them not to.
      return Replies.nothing(ctx);
    }
    Reader reader = new Reader();
    return new EventStream(ctx, config, followers, START)
        .partingWith(reader::parting)
        .serve(reader::next);
  }

  private final class Reader {

    private String seen = "";

    Future<EventStream.Step> next() {
      StartupView.Progress now = view.progress();
      Buffer news = now.id().equals(seen) ? Buffer.buffer() : event(now);
      seen = now.id();
      return Future.succeededFuture(new EventStream.Step(news, now.last()));
    }

    /** A start that was given up closes this server, too; its end must not be lost with that. */
    Buffer parting() {
      StartupView.Progress now = view.progress();
      return now.last() && !now.id().equals(seen) ? event(now) : EventStream.CLOSING;
    }
  }

  private static Buffer event(StartupView.Progress now) {
    return EventStream.event(now.event(), now.id(), now.document().text());
  }
}
