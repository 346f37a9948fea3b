package io.athanor.http;

import io.athanor.bus.Correlation;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.Pipe;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

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

  /**
   * The bytes of the body.
   *
   * @param types the only content types that are taken
   */
  Future<byte[]> read(RoutingContext ctx, String... types) {
    checkType(ctx.request(), List.of(types));
    checkLength(ctx.request());
    BodySink sink = new BodySink(config.bodyLimit());
    return receive(ctx, sink, () -> 0).map(read -> sink.bytes());
  }

  /**
   * Hands the body on as it comes, no faster than it is taken. The client may take as long as it
   * likes while it goes on sending.
   */
  Future<Void> stream(RoutingContext ctx, ChunkSink sink) {
    return receive(ctx, sink, sink::received);
  }

  private Future<Void> receive(
      RoutingContext ctx, WriteStream<Buffer> sink, LongSupplier progress) {
    if ("100-continue".equalsIgnoreCase(ctx.request().getHeader(HttpHeaders.EXPECT))) {
      ctx.response().writeContinue();
    }
    Pipe<Buffer> pipe = ctx.request().pipe().endOnComplete(false);
    Silence silence = new Silence(ctx.vertx(), config.idleTimeout(), progress, pipe::close);
    return pipe.to(sink)
        .andThen((read, cause) -> silence.end())
        .recover(cause -> Future.failedFuture(failure(cause, silence)))
        // The time that the client took to send it is not the server's.
        .andThen((read, cause) -> Correlation.within(config.requestTimeout()));
  }

  /** Whether the client sends a body at all. */
  static boolean isPresent(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null
        ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        : !length.equals("0");
  }

  private static Throwable failure(Throwable cause, Silence silence) {
    if (silence.tooLong()) {
      return Problem.of(408, "body-too-slow", "The body did not arrive in time.").raise();
    }
    return cause instanceof ProblemException || cause instanceof RefusedException
        ? cause
        : Problem.of(400, "body-broken", "The body ended before it was complete.").raise();
  }

  static void checkType(HttpServerRequest request, List<String> types) {
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
    if (length != null && length(length) > config.bodyLimit()) {
      throw BodySink.tooLarge(config.bodyLimit());
    }
  }

  static long length(String header) {
    try {
      return Long.parseLong(header);
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
