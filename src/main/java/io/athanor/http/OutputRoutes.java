package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.bus.Correlation;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.OutputChunk;
import io.athanor.contract.Experiments.Stream;
import io.athanor.contract.Failure;
import io.athanor.contract.Live;
import io.athanor.contract.RefusedException;
import io.athanor.contract.State;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The output of experiments: its bytes so far, or every piece as it appears. */
final class OutputRoutes {

  private static final Pattern PLACE = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})");
  private static final int MOST_ATTEMPTS = 1_000_000;

  private final Bus bus;
  private final HttpConfig config;
  private final Followers followers;
  private final LiveFigures live;

  OutputRoutes(Bus bus, HttpConfig config, Followers followers, LiveFigures live) {
    this.bus = bus;
    this.config = config;
    this.followers = followers;
    this.live = live;
  }

  private record Piece(String stream, int attempt, long offset, String data) {}

  private record End(State state) {}

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/api/v1/experiments/:id/output", this::output));
  }

  private Future<Void> output(RoutingContext ctx) {
    UUID id = PathParameters.id(ctx);
    Query query = Query.of(ctx, "stream", "attempt");
    Stream stream = query.choice("stream", Stream.class);
    int attempt = query.number("attempt", 1, MOST_ATTEMPTS, 0);
    query.check();
    if (EventStream.wanted(ctx)) {
      Place place = place(ctx, new Place(id, stream, attempt));
      return new EventStream(ctx, config, followers, id).serve(() -> follow(place));
    }
    Place place = new Place(id, stream == null ? Stream.STDOUT : stream, attempt);
    return read(place)
        .compose(
            first -> {
              PullStream bytes = new PullStream(new Bodies(place, first)::next);
              return Replies.foreign(ctx, "text/plain; charset=utf-8", bytes);
            });
  }

  /** Where a reader is. */
  private static final class Place {

    private final UUID id;
    private final Stream stream;
    private final int only;
    private int attempt;
    private int number = -1;
    private Live.Progressed figures;

    /**
     * The beginning.
     *
     * @param stream one, or null for both
     * @param only the attempt to read, or 0 for all
     */
    Place(UUID id, Stream stream, int only) {
      this.id = id;
      this.stream = stream;
      this.only = only;
      this.attempt = only;
    }
  }

  private static Place place(RoutingContext ctx, Place place) {
    String last = EventStream.lastEventId(ctx);
    if (last != null) {
      Matcher matcher = PLACE.matcher(last);
      if (!matcher.matches()) {
        throw Problem.of(400, "malformed-header", "Last-Event-ID must be <attempt>.<number>.")
            .raise();
      }
      place.attempt = Integer.parseInt(matcher.group(1));
      place.number = Integer.parseInt(matcher.group(2));
    }
    return place;
  }

  private Future<Experiments.Output> read(Place place) {
    Correlation.within(config.requestTimeout());
    return bus.request(
            Experiments.OUTPUT,
            new Experiments.ReadOutput(
                place.id, place.stream, place.attempt, place.number, Caller.ADMIN))
        .compose(output -> advance(place, output));
  }

  private static Future<Experiments.Output> advance(Place place, Experiments.Output output) {
    for (OutputChunk chunk : output.chunks()) {
      boolean further =
          chunk.attempt() > place.attempt
              || (chunk.attempt() == place.attempt && chunk.number() > place.number);
      if (!further) {
        // A reader that stood still would read the same for ever.
        return Future.failedFuture(
            new RefusedException(Failure.INTERNAL, "The output is not in its order."));
      }
      place.attempt = chunk.attempt();
      place.number = chunk.number();
    }
    if (place.only == 0) {
      return Future.succeededFuture(output);
    }
    List<OutputChunk> wanted =
        output.chunks().stream().filter(chunk -> chunk.attempt() == place.only).toList();
    return Future.succeededFuture(new Experiments.Output(wanted, output.state()));
  }

  private Future<EventStream.Step> follow(Place place) {
    return read(place)
        .map(
            output -> {
              if (output.chunks().isEmpty() && output.state().terminal()) {
                String state = HttpJson.write(new End(output.state()));
                return new EventStream.Step(EventStream.event("end", null, state), true);
              }
              Buffer events = Buffer.buffer();
              output.chunks().forEach(chunk -> events.appendBuffer(event(chunk)));
              if (!output.state().terminal()) {
                news(place).ifPresent(figures -> events.appendBuffer(LiveFigures.event(figures)));
              }
              return new EventStream.Step(events, false);
            });
  }

  /** The latest figures, unless this reader has them or wants another attempt. */
  private Optional<Live.Progressed> news(Place place) {
    Optional<Live.Progressed> news =
        live.of(place.id)
            .filter(figures -> place.only == 0 || place.only == figures.attempt())
            .filter(figures -> !figures.equals(place.figures));
    news.ifPresent(figures -> place.figures = figures);
    return news;
  }

  private static Buffer event(OutputChunk chunk) {
    Piece piece =
        new Piece(
            chunk.stream().name().toLowerCase(Locale.ROOT),
            chunk.attempt(),
            chunk.offset(),
            Base64.getEncoder().encodeToString(chunk.bytes().value()));
    String place = chunk.attempt() + "." + chunk.number();
    return EventStream.event("output", place, HttpJson.write(piece));
  }

  /** The bytes that there are, to the first place where there are none. */
  private final class Bodies {

    private final Place place;
    private Experiments.Output first;

    Bodies(Place place, Experiments.Output first) {
      this.place = place;
      this.first = first;
    }

    Future<Buffer> next() {
      Future<Experiments.Output> output =
          first == null ? read(place) : Future.succeededFuture(first);
      first = null;
      return output.map(
          found -> {
            if (found.chunks().isEmpty()) {
              return null;
            }
            Buffer bytes = Buffer.buffer();
            found.chunks().forEach(chunk -> bytes.appendBytes(chunk.bytes().value()));
            return bytes;
          });
    }
  }
}
