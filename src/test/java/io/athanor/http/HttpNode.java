package io.athanor.http;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.athanor.bus.NodeBus;
import io.athanor.support.Neighbours;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A node that hosts HTTP only; the test serves its neighbours. Every exchange is checked. */
final class HttpNode implements AutoCloseable {

  static final String KEY = "test-key";

  private final ApiContract contract = ApiContract.load();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger port = new AtomicInteger();
  private final String deployment;
  final Vertx vertx = Vertx.vertx();
  final NodeBus node = NodeBus.create(vertx);
  final FakeStart start = new FakeStart();
  final Front front = new Front(new Door(), start);

  private HttpNode(HttpConfig config) throws Exception {
    this(config, true);
  }

  private HttpNode(HttpConfig config, boolean open) throws Exception {
    if (open) {
      front.door().open();
    }
    HttpVerticle verticle = new HttpVerticle(config, node, KEY::equals, front, port::set);
    deployment = vertx.deployVerticle(verticle).await(10, SECONDS);
  }

  static HttpNode start() throws Exception {
    return start(config(256 * 1024, Duration.ofSeconds(60), 100));
  }

  /** One that listens before it is ready. */
  static HttpNode starting() throws Exception {
    return new HttpNode(config(256 * 1024, Duration.ofSeconds(60), 100), false);
  }

  static HttpNode start(HttpConfig config) throws Exception {
    return new HttpNode(config);
  }

  static HttpConfig config(long bodyLimit, Duration idle, int connections) {
    return new HttpConfig(
        "127.0.0.1", 0, bodyLimit, 8 * bodyLimit, Duration.ofSeconds(5), connections, idle);
  }

  Neighbours neighbours() {
    return new Neighbours(node);
  }

  int port() {
    return port.get();
  }

  URI uri(String target) {
    return URI.create("http://127.0.0.1:" + port.get() + target);
  }

  /** An answer whose body is read as text. */
  record Answer(HttpResponse<byte[]> raw) {
    int status() {
      return raw.statusCode();
    }

    String text() {
      return new String(raw.body(), StandardCharsets.UTF_8);
    }

    JsonObject json() {
      return new JsonObject(text());
    }

    String header(String name) {
      return raw.headers().firstValue(name).orElse(null);
    }
  }

  Answer get(String target, String... headers) throws Exception {
    return send("GET", target, null, headers);
  }

  Answer post(String target, String json, String... headers) throws Exception {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/json";
    return send("POST", target, json, all);
  }

  /** With the key, unless a header is given that says otherwise. */
  Answer send(String method, String target, String body, String... headers) throws Exception {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(target))
            .timeout(Duration.ofSeconds(20))
            .header("X-API-Key", KEY)
            .method(method, publisher);
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    Answer answer =
        new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    contract.check(method, target, body, answer.raw());
    return answer;
  }

  Answer withoutKey(String target) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri(target)).build();
    Answer answer = new Answer(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
    contract.check("GET", target, null, answer.raw());
    return answer;
  }

  /** Follows events; every one is added to the log. */
  EventLog follow(String target, String... headers) throws IOException {
    return new EventLog(port(), target, headers);
  }

  /** Sends bytes as they are and reads until the server closes. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  void stop() throws Exception {
    vertx.undeploy(deployment).await(20, SECONDS);
  }

  io.vertx.core.Future<Void> stopping() {
    return vertx.undeploy(deployment);
  }

  @Override
  public void close() {
    try {
      vertx.close().await(20, SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
