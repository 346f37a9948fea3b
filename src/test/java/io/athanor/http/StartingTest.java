package io.athanor.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Experiments;
import io.athanor.contract.Json;
import io.athanor.contract.Operations;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that listens before its node is ready. */
class StartingTest {

  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.starting();
    node.start.tell(1, "progress");
    node.neighbours()
        .serve(
            Experiments.QUEUE,
            asked -> Future.succeededFuture(new Experiments.Document(new Json("{}"), false)));
    node.neighbours()
        .serve(
            Operations.HEALTH,
            asked ->
                Future.succeededFuture(
                    new Operations.HealthReport(Operations.Status.HEALTHY, true, List.of())));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(10));
  }

  private static List<Integer> sequences(List<String> documents) {
    return documents.stream().map(text -> new JsonObject(text).getInteger("sequence")).toList();
  }

  @Test
  void nothingButHealthAndTheStartAnswersUntilTheDoorOpens() throws Exception {
    HttpNode.Answer early = node.get("/api/v1/queue");
    assertThat(early.status()).isEqualTo(503);
    assertThat(early.json().getString("type")).isEqualTo("/problems/starting");
    assertThat(early.json().getString("advice")).contains("/startup/events");
    assertThat(early.header("Retry-After")).isEqualTo("1");
    assertThat(node.withoutKey("/").status()).isEqualTo(503);
    assertThat(node.get("/nothing").status()).isEqualTo(503);
    assertThat(node.withoutKey("/health/live").status()).isEqualTo(200);
    assertThat(node.withoutKey("/health/ready").status()).isEqualTo(503);
    assertThat(node.get("/health").json().getBoolean("ready")).isFalse();
    assertThat(node.get("/startup").status()).isEqualTo(200);
    assertThat(node.withoutKey("/startup/events").status()).isEqualTo(401);
    assertThat(node.withoutKey("/health/started").text()).isEqualTo("{\"status\":\"starting\"}");
    node.start.tell(9, "ready");
    node.front.door().open();
    assertThat(node.get("/api/v1/queue").status()).isEqualTo(200);
    assertThat(node.withoutKey("/health/ready").status()).isEqualTo(200);
    assertThat(node.withoutKey("/health/started").status()).isEqualTo(200);
  }

  @Test
  void eventsTellHowItStandsAndEndOnce() throws Exception {
    try (EventLog events = node.follow("/startup/events")) {
      soon().until(() -> sequences(events.data("progress")).equals(List.of(1)));
      node.start.tell(2, "progress");
      soon().until(() -> sequences(events.data("progress")).equals(List.of(1, 2)));
      node.start.tell(3, "ready");
      soon().until(events::ended);
      assertThat(sequences(events.data("ready"))).containsExactly(3);
      assertThat(events.data("closing")).isEmpty();
      assertThat(events.lines()).contains("id: p-3");
    }
    assertThat(node.get("/startup/events").text()).contains("event: ready");
    assertThat(node.get("/startup/events", "Last-Event-ID", "p-3").status()).isEqualTo(204);
    assertThat(node.get("/startup/events", "Last-Event-ID", "q-3").status()).isEqualTo(200);
  }

  @Test
  void aServerThatIsClosedByAFailedStartStillTellsTheEnd() throws Exception {
    try (EventLog events = node.follow("/startup/events");
        Socket socket = new Socket(node)) {
      soon().until(() -> events.data("progress").size() == 1 && socket.messages.size() == 1);
      node.start.tell(5, "failed");
      node.stop();
      soon().until(() -> events.ended() && socket.closed());
      assertThat(sequences(events.data("failed"))).containsExactly(5);
      assertThat(sequences(socket.messages)).containsExactly(1, 5);
    }
    assertThat(node.start.listeners()).isZero();
  }

  @Test
  void socketsTellTheSame() throws Exception {
    try (Socket socket = new Socket(node)) {
      soon().until(() -> sequences(socket.messages).equals(List.of(1)));
      for (int i = 2; i < 2_000; i++) {
        node.start.tell(i, "progress");
      }
      node.start.tell(2_000, "ready");
      soon().until(socket::closed);
      assertThat(sequences(socket.messages)).isSorted().doesNotHaveDuplicates().endsWith(2_000);
      String last = socket.messages.get(socket.messages.size() - 1);
      assertThat(new JsonObject(last).getString("event")).isEqualTo("ready");
    }
    try (Socket late = new Socket(node)) {
      soon().until(late::closed);
      assertThat(sequences(late.messages)).containsExactly(2_000);
    }
    HttpNode.Answer plain = node.get("/startup/socket");
    assertThat(plain.status()).isEqualTo(426);
  }

  @Test
  void theDoorClosesOnWhatIsNewAndMayBeHurried() throws Exception {
    node.front.door().open();
    node.front.door().hurry();
    node.front.door().close().await(5, SECONDS);
    assertThat(node.get("/api/v1/queue").json().getString("type")).isEqualTo("/problems/stopping");
  }

  /** A WebSocket client that notes what it hears. */
  private static final class Socket implements AutoCloseable {
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final WebSocketClient client;
    private final WebSocket socket;
    private volatile boolean closed;

    Socket(HttpNode node) throws Exception {
      client = node.vertx.createWebSocketClient();
      WebSocketConnectOptions options =
          new WebSocketConnectOptions()
              .setHost("127.0.0.1")
              .setPort(node.port())
              .setURI("/startup/socket")
              .putHeader("X-API-Key", HttpNode.KEY);
      socket =
          client
              .webSocket()
              .textMessageHandler(messages::add)
              .closeHandler(gone -> closed = true)
              .connect(options)
              .await(10, SECONDS);
    }

    boolean closed() {
      return closed;
    }

    @Override
    public void close() {
      if (!socket.isClosed()) {
        socket.close();
      }
      client.close();
    }
  }
}
