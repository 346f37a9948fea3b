package io.athanor.http;

import io.athanor.bus.Correlation;
import io.vertx.core.Future;
import io.vertx.core.Timer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.Pipe;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Reads bodies within limits of size and time. */
final class RequestBody {

  static final String JSON = "application/json";
  static final String MERGE_PATCH = "application/merge-patch+json";
  static final String BYTES = "application/octet-stream";

  /** Above this, work on a body would hold up the other requests of the event loop. */
  private static final int LARGE = 128 * 1024;

  private final HttpConfig config;

  RequestBody(HttpConfig config) {
    this.config = config;
  }

  /** The most bytes of a body. */
  long largest() {
    return config.bodyLimit();
  }

  /**
   * The bytes of the body.
   *
   * @param types the only content types that are taken
   */
  Future<byte[]> read(RoutingContext ctx, String... types) {
    HttpServerRequest request = ctx.request();
    checkType(request, List.of(types));
    checkLength(request);
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      ctx.response().writeContinue();
    }
    BodySink sink = new BodySink(config.bodyLimit());
    Pipe<Buffer> pipe = request.pipe().endOnComplete(false);
    // A little less than the connection waits before it closes without an answer.
    Timer patience = ctx.vertx().timer(Math.max(1, config.idleTimeout().toMillis() * 9 / 10));
    patience.onSuccess(expired -> pipe.close());
    return pipe.to(sink)
        .andThen((read, cause) -> patience.cancel())
        .recover(cause -> Future.failedFuture(failure(cause, patience)))
        .map(
            read -> {
              // The time that the client took to send it is not the server's.
              Correlation.within(config.requestTimeout());
              return sink.bytes();
            });
  }

  /** Whether the client sends a body at all. */
  static boolean isPresent(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null
        ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        : !length.equals("0");
  }

  private static Throwable failure(Throwable cause, Timer patience) {
    if (patience.succeeded()) {
      return Problem.of(408, "body-too-slow", "The body did not arrive in time.").raise();
    }
    return cause instanceof ProblemException
        ? cause
        : Problem.of(400, "body-broken", "The body ended before it was complete.").raise();
  }

  private static void checkType(HttpServerRequest request, List<String> types) {
    String given = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String essence = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!types.contains(essence)) {
      String expected = "The body must be " + String.join(" or ", types) + ".";
      throw Problem.of(415, "unsupported-media-type", expected).raise();
    }
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw Problem.of(415, "unsupported-encoding", "The body must not be compressed.").raise();
    }
  }

  private void checkLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      if (length != null && Long.parseLong(length) > config.bodyLimit()) {
        throw BodySink.tooLarge(config.bodyLimit());
      }
    } catch (NumberFormatException e) {
      throw Problem.of(400, "malformed-request", "Content-Length is no number.").raise();
    }
  }

  /** Works on a body: here when it is small, beside the event loop when it is large. */
  static <T> Future<T> work(RoutingContext ctx, byte[] body, Callable<T> work) {
    if (body.length > LARGE) {
      return ctx.vertx().executeBlocking(work, false);
    }
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }
}
