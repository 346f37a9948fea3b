package io.athanor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Requests to one server. {@code HttpURLConnection}, because {@code java.net.http} alone would take
 * longer to load than a command runs.
 */
final class Api {
  static final String V1 = "/api/v1";
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 30_000;
  private static final int LARGEST_ANSWER = 64 << 20;
  private static final int LARGEST_PROBLEM = 64 << 10;

  private final URI address;
  private final Optional<String> key;

  Api(URI address, Optional<String> key) {
    this.address = address;
    this.key = key;
  }

  /** An answer of whatever status. */
  record Answer(int status, JsonNode body) {}

  URI address() {
    return address;
  }

  boolean hasKey() {
    return key.isPresent();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The document at this path; any other answer than 2xx ends the command. */
  JsonNode get(String path) {
    return document(exchange("GET", path, Map.of(), Optional.empty()));
  }

  /**
   * Sends a document; safe to repeat, since every call carries an {@code Idempotency-Key} of its
   * own.
   */
  JsonNode post(String path, JsonNode body) {
    return document(
        exchange(
            "POST",
            path,
            Map.of(
                "Idempotency-Key",
                UUID.randomUUID().toString(),
                "Content-Type",
                "application/json"),
            Optional.of(RequestBody.of(Json.bytes(body)))));
  }

  /**
   * Puts the first so many bytes of a file there; once more where what is left of another upload
   * was in the way.
   */
  JsonNode upload(String path, Path file, long size) {
    Map<String, String> type = Map.of("Content-Type", "application/octet-stream");
    Optional<RequestBody> body = Optional.of(RequestBody.of(file, size));
    HttpURLConnection answer = exchange("PUT", path, type, body);
    return document(
        status(answer) == HttpURLConnection.HTTP_CONFLICT
            ? exchange("PUT", path, type, body)
            : answer);
  }

  private int status(HttpURLConnection connection) {
    try {
      return connection.getResponseCode();
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** The document at this path with its status, also when that means a refusal. */
  Answer ask(String path) {
    HttpURLConnection connection = exchange("GET", path, Map.of(), Optional.empty());
    try {
      int status = connection.getResponseCode();
      InputStream body =
          status < HttpURLConnection.HTTP_BAD_REQUEST
              ? connection.getInputStream()
              : connection.getErrorStream();
      return new Answer(status, parse(body, LARGEST_ANSWER).orElseGet(Json::object));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** The bytes at this path as they come. The caller closes the stream. */
  InputStream open(String path) {
    try {
      return accepted(
              exchange("GET", path, Map.of("Accept", "application/octet-stream"), Optional.empty()))
          .getInputStream();
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * The server-sent events at this path, from after the given event on.
   *
   * @throws IOException when it makes sense to try again: no connection, or a server that is
   *     stopping or overloaded
   */
  EventStream follow(String path, Optional<String> lastEvent, Duration patience)
      throws IOException {
    HttpURLConnection connection = connection("GET", path);
    connection.setRequestProperty("Accept", "text/event-stream");
    connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
    lastEvent.ifPresent(id -> connection.setRequestProperty("Last-Event-ID", id));
    int status = connection.getResponseCode();
    if (status >= HttpURLConnection.HTTP_INTERNAL_ERROR || status == Refusal.TOO_MANY_REQUESTS) {
      throw new IOException("status " + status);
    }
    return new EventStream(accepted(connection).getInputStream());
  }

  private HttpURLConnection exchange(
      String method, String path, Map<String, String> headers, Optional<RequestBody> body) {
    try {
      HttpURLConnection connection = connection(method, path);
      headers.forEach(connection::setRequestProperty);
      if (body.isPresent()) {
        body.get().send(connection);
      }
      connection.getResponseCode();
      return connection;
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private HttpURLConnection connection(String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(address + path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    // A redirect would take the key along to wherever it points.
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Accept", "application/json, application/problem+json");
    connection.setRequestProperty("X-Correlation-ID", "cli-" + UUID.randomUUID());
    key.ifPresent(k -> connection.setRequestProperty("X-API-Key", k));
    return connection;
  }

  private JsonNode document(HttpURLConnection connection) {
    try {
      Optional<JsonNode> document = parse(accepted(connection).getInputStream(), LARGEST_ANSWER);
      return document.orElseThrow(
          () ->
              new CommandFailure(
                  ExitCode.REFUSED,
                  address + " answers, but not as Athanor does; check ATHANOR_URL."));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private HttpURLConnection accepted(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status / 100 == 2) {
      return connection;
    }
    if (status == -1 || status / 100 == 3) {
      throw new CommandFailure(
          ExitCode.REFUSED, address + " answers, but not as Athanor does; check ATHANOR_URL.");
    }
    JsonNode problem =
        parse(connection.getErrorStream(), LARGEST_PROBLEM)
            .filter(JsonNode::isObject)
            .orElseGet(Json::object);
    String correlation =
        Optional.ofNullable(connection.getHeaderField("X-Correlation-ID")).orElse("");
    throw Refusal.failure(status, problem, correlation);
  }

  private static Optional<JsonNode> parse(InputStream body, int most) throws IOException {
    if (body == null) {
      return Optional.empty();
    }
    try (body) {
      byte[] bytes = body.readNBytes(most + 1);
      return bytes.length > most ? Optional.empty() : Json.parse(bytes);
    }
  }

  CommandFailure unreachable(IOException cause) {
    String what =
        cause instanceof SocketTimeoutException
            ? "The server at " + address + " did not answer in time."
            : "No server answers at "
                + address
                + " ("
                + SafeText.line(String.valueOf(cause.getMessage()))
                + ").";
    return new CommandFailure(
        ExitCode.UNREACHABLE, what + " Start one with: athanor serve, or set ATHANOR_URL.", cause);
  }
}
