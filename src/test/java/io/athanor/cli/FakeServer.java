package io.athanor.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on a free port that answers what a test tells it to, and remembers what it was asked.
 */
final class FakeServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Handler> routes = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  record Request(
      String method, String path, String query, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(e -> e.getKey().equalsIgnoreCase(name))
          .map(e -> e.getValue().get(0))
          .findFirst()
          .orElse("");
    }
  }

  interface Handler {
    void handle(HttpExchange exchange, Request request) throws IOException;
  }

  FakeServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::dispatch);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Request> requests() {
    return requests;
  }

  Request last() {
    return requests.get(requests.size() - 1);
  }

  /** Routes a method and a path, as in {@code "GET /health"}. */
  FakeServer on(String route, Handler handler) {
    routes.put(route, handler);
    return this;
  }

  FakeServer json(String route, int status, String body) {
    return on(
        route,
        (exchange, request) ->
            answer(exchange, status, "application/json", body.replace('\'', '"')));
  }

  static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void dispatch(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String query =
          exchange.getRequestURI().getQuery() == null ? "" : exchange.getRequestURI().getQuery();
      String path = exchange.getRequestURI().getPath();
      var request =
          new Request(
              exchange.getRequestMethod(),
              path,
              query,
              Map.copyOf(exchange.getRequestHeaders()),
              body);
      requests.add(request);
      Handler handler = routes.getOrDefault(request.method() + " " + path, FakeServer::unknown);
      handler.handle(exchange, request);
    }
  }

  private static void unknown(HttpExchange exchange, Request request) throws IOException {
    String detail = "\"detail\":\"There is no " + request.path() + "\"";
    String problem = "{\"status\":404," + detail + ",\"correlationId\":\"corr-404\"}";
    answer(exchange, 404, "application/problem+json", problem);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
