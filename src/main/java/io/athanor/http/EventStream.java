package io.athanor.http;

import io.athanor.bus.Correlation;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Timer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One client that follows by server-sent events (HTML standard, section 9.2): asks for what is new,
 * sends it, and waits for a hint or a second when there was nothing. What the client does not take
 * is not asked for.
 */
final class EventStream {

  private static final long REST_MILLIS = 1_000;
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Set<Failure> PASSING =
      Set.of(Failure.OVERLOADED, Failure.UNAVAILABLE, Failure.TIMEOUT);

  /** The last word to a client whose node stops. */
  static final Buffer CLOSING = event("closing", null, "{}");

  private final RoutingContext ctx;
  private final HttpConfig config;
  private final Followers followers;
  private final UUID id;
  private final long heartbeatNanos;
  private Supplier<Future<Step>> steps;
  private Supplier<Buffer> parting = () -> CLOSING;
  private Step primed;
  private Timer resting;
  private boolean idle;
  private boolean hinted;
  private boolean closing;
  private boolean over;
  private long lastSent = System.nanoTime();

  /**
   * What is new.
   *
   * @param events in wire form; empty when nothing is new
   * @param last whether nothing can follow
   */
  record Step(Buffer events, boolean last) {}

  /** A stream about one experiment, or about all of them when the id is null. */
  EventStream(RoutingContext ctx, HttpConfig config, Followers followers, UUID id) {
    this.ctx = ctx;
    this.config = config;
    this.followers = followers;
    this.id = id;
    Duration third = config.idleTimeout().dividedBy(3);
    this.heartbeatNanos = (third.compareTo(HEARTBEAT) < 0 ? third : HEARTBEAT).toNanos();
  }

  /** Says something else than {@link #CLOSING} when the node stops. */
  EventStream partingWith(Supplier<Buffer> last) {
    parting = last;
    return this;
  }

  /**
   * Serves the client until there is nothing more to come or the client has gone. A failure of the
   * first step is the request's failure.
   */
  Future<Void> serve(Supplier<Future<Step>> source) {
    steps = source;
    followers.add(id, this);
    return source
        .get()
        .compose(this::send)
        .onComplete((ended, cause) -> followers.remove(id, this));
  }

  private Future<Void> send(Step first) {
    HttpServerResponse response = ctx.response();
    if (response.closed()) {
      return Future.succeededFuture();
    }
    primed = new Step(Buffer.buffer("retry: 1000\n\n").appendBuffer(first.events()), first.last());
    idle = first.events().length() == 0;
    Headers.onEveryResponse(response);
    response.setChunked(true).putHeader("Content-Type", "text/event-stream");
    response.closeHandler(gone -> over());
    response.exceptionHandler(broken -> over());
    return new PullStream(this::next).pipe().endOnFailure(false).to(response);
  }

  private Future<Buffer> next() {
    if (over) {
      return Future.succeededFuture(null);
    }
    if (primed != null) {
      Step step = primed;
      primed = null;
      return Future.succeededFuture(sent(step));
    }
    if (closing) {
      over = true;
      return Future.succeededFuture(parting.get());
    }
    if (idle) {
      idle = false;
      return rest();
    }
    hinted = false;
    Correlation.within(config.requestTimeout());
    return steps.get().map(this::answered).otherwise(this::failed);
  }

  private Buffer answered(Step step) {
    idle = step.events().length() == 0;
    return sent(step);
  }

  private Buffer sent(Step step) {
    over = over || step.last();
    if (step.events().length() > 0) {
      lastSent = System.nanoTime();
    }
    return step.events();
  }

  private Buffer failed(Throwable cause) {
    if (cause instanceof RefusedException refused && PASSING.contains(refused.failure())) {
      idle = true;
      return Buffer.buffer();
    }
    over = true;
    String document = Problems.document(Problems.of(cause), ctx.request().path());
    return event("error", null, document);
  }

  private Future<Buffer> rest() {
    boolean silent = System.nanoTime() - lastSent > heartbeatNanos;
    if (silent) {
      lastSent = System.nanoTime();
      return Future.succeededFuture(Buffer.buffer(": keep-alive\n\n"));
    }
    if (hinted) {
      return Future.succeededFuture(Buffer.buffer());
    }
    resting = ctx.vertx().timer(REST_MILLIS);
    return resting.map(Buffer.buffer()).otherwise(Buffer.buffer());
  }

  /** There may be something new. */
  void wake() {
    hinted = true;
    if (resting != null) {
      resting.cancel();
    }
  }

  /** Ends the stream with the word {@code closing}. */
  void close() {
    closing = true;
    wake();
  }

  private void over() {
    over = true;
    wake();
  }

  /** One event in wire form; its data must be one line. */
  static Buffer event(String name, String id, String line) {
    Buffer text = Buffer.buffer(line.length() + 64).appendString("event: ").appendString(name);
    if (id != null) {
      text.appendString("\nid: ").appendString(id);
    }
    return text.appendString("\ndata: ").appendString(line).appendString("\n\n");
  }

  /** Whether the client asks for events. */
  static boolean wanted(RoutingContext ctx) {
    String accept = ctx.request().getHeader("Accept");
    return accept != null && accept.contains("text/event-stream");
  }

  /** The last event that the client has seen, or null. */
  static String lastEventId(RoutingContext ctx) {
    String last = ctx.request().getHeader("Last-Event-ID");
    return last == null || last.isEmpty() ? null : last;
  }
}
