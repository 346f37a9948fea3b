package io.athanor.http;

import io.athanor.bus.Correlation;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every endpoint, in one step instead of a chain of handlers: correlation, draining,
 * the name that the client used for us, the key, the deadline.
 */
final class Gate {

  private static final Logger LOG = LoggerFactory.getLogger("io.athanor.http.access");
  private static final CharSequence API_KEY = HttpHeaders.createOptimized("X-API-Key");
  private static final String BEARER = "Bearer ";
  private static final int LONGEST_KEY = 512;

  private final HttpConfig config;
  private final KeyCheck keys;
  private final Traffic traffic;
  private final Door door;
  private final Set<String> names;

  Gate(HttpConfig config, KeyCheck keys, Traffic traffic, Door door) {
    this.config = config;
    this.keys = keys;
    this.traffic = traffic;
    this.door = door;
    String host = config.host().toLowerCase(Locale.ROOT);
    boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    this.names = loopback ? Set.copyOf(names(host)) : Set.of();
  }

  private static Set<String> names(String host) {
    Set<String> names = new java.util.HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    names.add(host.indexOf(':') >= 0 ? "[" + host + "]" : host);
    return names;
  }

  /** Lets the request through, or answers with a problem. */
  void admit(RoutingContext ctx, Endpoint endpoint, RouteTimes.Time time) {
    admit(ctx, endpoint.access(), endpoint.times(), endpoint.handling(), time);
  }

  /** The same for what is no endpoint. */
  void admit(RoutingContext ctx, Endpoint.Handling handling, RouteTimes.Time time) {
    admit(ctx, Endpoint.Access.OPEN, Endpoint.Times.READY, handling, time);
  }

  private void admit(
      RoutingContext ctx,
      Endpoint.Access access,
      Endpoint.Times times,
      Endpoint.Handling handling,
      RouteTimes.Time time) {
    HttpServerRequest request = ctx.request();
    HttpConnection connection = request.connection();
    long started = System.nanoTime();
    Headers.correlate(request);
    traffic.began(connection);
    handle(ctx, access, times, handling)
        .recover(cause -> Problems.answer(request, cause))
        .onComplete(
            answered -> {
              traffic.ended(connection);
              time.took(System.nanoTime() - started, request.response().getStatusCode());
              if (LOG.isDebugEnabled()) {
                long micros = (System.nanoTime() - started) / 1_000;
                int status = request.response().getStatusCode();
                LOG.debug("{} {} {} {} µs", request.method(), request.path(), status, micros);
              }
            });
  }

  private Future<Void> handle(
      RoutingContext ctx,
      Endpoint.Access access,
      Endpoint.Times times,
      Endpoint.Handling handling) {
    try {
      HttpServerRequest request = ctx.request();
      if (traffic.draining()) {
        ctx.response().putHeader(HttpHeaders.CONNECTION, "close");
        if (times != Endpoint.Times.ALWAYS) {
          throw Problem.of(503, "stopping", "This node is stopping.").raise();
        }
      }
      checkName(request.getHeader(HttpHeaders.HOST));
      if (times == Endpoint.Times.READY && !door.isOpen()) {
        throw Problem.of(503, "starting", "This node is still starting.")
            .advising("Try again in a moment; GET /startup/events tells how far it is.")
            .raise();
      }
      if (access == Endpoint.Access.KEY) {
        checkKey(request);
      }
      Correlation.within(config.requestTimeout());
      return handling.handle(ctx);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * A page of another site that has its name resolved to our loopback address (DNS rebinding) still
   * sends its own name. HTTP/1.0 clients without the header are no browsers.
   */
  private void checkName(String host) {
    if (host == null || names.isEmpty() || names.contains(withoutPort(host))) {
      return;
    }
    throw new Problem(
            421,
            "misdirected-request",
            "This server does not answer to the name that the Host header gives.",
            "Use localhost or 127.0.0.1.",
            java.util.List.of())
        .raise();
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return name.toLowerCase(Locale.ROOT);
  }

  private void checkKey(HttpServerRequest request) {
    String key = request.getHeader(API_KEY);
    if (key == null) {
      String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
      boolean bearer =
          authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
      key = bearer ? authorization.substring(BEARER.length()).strip() : null;
    }
    if (key == null) {
      throw new Problem(
              401,
              "key-missing",
              "This needs an API key.",
              "Send it as X-API-Key or as Authorization: Bearer.",
              java.util.List.of())
          .raise();
    }
    if (!Headers.isVisibleAscii(key, LONGEST_KEY) || !keys.admits(key)) {
      throw Problem.of(401, "key-unknown", "The API key is not one of this node.").raise();
    }
  }
}
