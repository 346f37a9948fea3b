package io.athanor.http;

import io.athanor.bus.Correlation;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with problem documents (RFC 9457). */
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final long LINGER_MILLIS = 1_000;

  private Problems() {}

  /** The wire form; {@code errors} is always there, {@code advice} only when there is some. */
  private record Body(
      String type,
      String title,
      int status,
      String detail,
      String instance,
      String correlationId,
      List<Refusal.FieldError> errors,
      String advice) {}

  static Problem of(Throwable cause) {
    if (cause instanceof ProblemException known) {
      return known.problem();
    }
    if (cause instanceof RefusedException refused) {
      return Problem.of(refused.refusal());
    }
    if (cause instanceof HttpException web && web.getStatusCode() < 500) {
      return Problem.of(web.getStatusCode(), "malformed-request", "The request is malformed.");
    }
    LOG.error("answering a request failed", cause);
    return Problem.of(
        Refusal.of(
            Failure.INTERNAL, "The request failed inside the server; its log has the details."));
  }

  /** The document of a problem. */
  static String document(Problem problem, String instance) {
    return HttpJson.write(
        new Body(
            "/problems/" + problem.slug(),
            problem.title(),
            problem.status(),
            problem.detail(),
            instance,
            Correlation.id(),
            problem.errors(),
            problem.advice()));
  }

  /**
   * Answers with the problem; a response that has begun already cannot tell it any more and is cut
   * off, so that the client does not take a part for the whole.
   */
  static Future<Void> answer(HttpServerRequest request, Throwable cause) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    if (response.headWritten()) {
      LOG.warn("{} {} was cut off: {}", request.method(), request.path(), cause.getMessage());
      return request.connection().close();
    }
    Problem problem = of(cause);
    Headers.onEveryResponse(response);
    response
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
    if (problem.status() == 429 || problem.status() == 503) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    if (problem.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer realm=\"athanor\"");
    }
    boolean unread = hasBody(request) && !request.isEnded();
    if (unread || response.headers().contains(HttpHeaders.CONNECTION)) {
      response.putHeader(HttpHeaders.CONNECTION, "close");
      linger(request);
    }
    return response.end(document(problem, request.path()));
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  /**
   * Closes the connection a little later: closed at once, with bytes of the client still on their
   * way, it would be reset and the client would never read the answer (test {@code
   * LimitsTest.aClientThatIsStillWritingGetsItsAnswer}).
   */
  private static void linger(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.handler(dropped -> {});
      request.resume();
    }
    Vertx.currentContext().owner().setTimer(LINGER_MILLIS, expired -> request.connection().close());
  }
}
