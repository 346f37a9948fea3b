package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Every change of state, in the order of the commits, none skipped. */
final class EventRoutes {

  private static final int MOST_AT_ONCE = 100;
  private static final int LONGEST_CURSOR = 200;

  private final Bus bus;
  private final HttpConfig config;
  private final Followers followers;

  EventRoutes(Bus bus, HttpConfig config, Followers followers) {
    this.bus = bus;
    this.config = config;
    this.followers = followers;
  }

  private record Change(UUID id, State state, Verdict verdict, Instant at) {}

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/api/v1/events", this::events));
  }

  private Future<Void> events(RoutingContext ctx) {
    Query.none(ctx);
    String last = EventStream.lastEventId(ctx);
    if (last != null && !Headers.isVisibleAscii(last, LONGEST_CURSOR)) {
      throw Problem.of(400, "malformed-header", "Last-Event-ID is none of ours.").raise();
    }
    return new EventStream(ctx, config, followers, null).serve(new Reader(last)::next);
  }

  private final class Reader {

    private String cursor;

    Reader(String cursor) {
      this.cursor = cursor;
    }

    Future<EventStream.Step> next() {
      boolean first = cursor == null;
      return bus.request(
              Experiments.CHANGES, new Experiments.ReadChanges(cursor, MOST_AT_ONCE, Caller.ADMIN))
          .map(
              changes -> {
                cursor = changes.cursor();
                Buffer events = Buffer.buffer();
                if (first && cursor != null) {
                  // So that a client that is cut off before the first change can resume, too.
                  events.appendBuffer(EventStream.event("begin", cursor, "{}"));
                }
                changes.changes().forEach(change -> events.appendBuffer(event(change)));
                return new EventStream.Step(events, false);
              });
    }
  }

  private static Buffer event(Experiments.Change change) {
    Change told = new Change(change.id(), change.state(), change.verdict(), change.at());
    return EventStream.event("state", change.cursor(), HttpJson.write(told));
  }
}
