package io.athanor.http;

import io.athanor.bus.Correlation;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The headers that every request may and every response must have. */
final class Headers {

  static final CharSequence CORRELATION = HttpHeaders.createOptimized("X-Correlation-ID");
  static final CharSequence CSP = HttpHeaders.createOptimized("Content-Security-Policy");
  static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final int LONGEST_CORRELATION = 64;
  private static final int LONGEST_KEY = 255;
  private static final Pattern VERSION = Pattern.compile("\"[0-9]{1,9}\"");

  private Headers() {}

  /** Marks the request with the correlation id of the client, or with one of ours. */
  static void correlate(HttpServerRequest request) {
    String given = request.getHeader(CORRELATION);
    Correlation.id(
        given != null && isVisibleAscii(given, LONGEST_CORRELATION)
            ? given
            : Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE));
  }

  static void onEveryResponse(HttpServerResponse response) {
    String correlation = Correlation.id();
    if (correlation != null) {
      response.putHeader(CORRELATION, correlation);
    }
    response
        .putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF)
        .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
  }

  /** The key that makes a repetition of the request the same request, or null. */
  static String idempotencyKey(HttpServerRequest request) {
    String key = request.getHeader("Idempotency-Key");
    if (key != null && !isVisibleAscii(key, LONGEST_KEY)) {
      throw Problem.of(
              400,
              "malformed-header",
              "Idempotency-Key must be 1 to " + LONGEST_KEY + " visible ASCII characters.")
          .raise();
    }
    return key;
  }

  /** The version that a record must have for the request to be carried out, or null for any. */
  static Integer ifMatch(HttpServerRequest request) {
    String tag = request.getHeader(HttpHeaders.IF_MATCH);
    if (tag == null || tag.strip().equals("*")) {
      return null;
    }
    if (!VERSION.matcher(tag.strip()).matches()) {
      throw Problem.of(
              400,
              "malformed-header",
              "If-Match must be the ETag of the record as it was read, such as \"3\", or *.")
          .raise();
    }
    return Integer.valueOf(tag.strip().replace("\"", ""));
  }

  /**
   * Whether the client has this version already; weak tags and lists count too (RFC 9110, 13.1.2).
   */
  static boolean noneMatch(HttpServerRequest request, String etag) {
    String tags = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    return tags != null
        && Stream.of(tags.split(",", -1))
            .map(String::strip)
            .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
  }

  static String etag(int version) {
    return "\"" + version + "\"";
  }

  /** Whether a text is neither empty nor longer than this and has visible ASCII characters only. */
  static boolean isVisibleAscii(String text, int most) {
    if (text.isEmpty() || text.length() > most) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }
}
