package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Stream;
import io.athanor.contract.Failure;
import io.athanor.contract.Role;
import io.athanor.contract.State;
import io.athanor.support.Neighbours;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputTest {

  private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final String PATH = "/api/v1/experiments/" + ID + "/output";

  private final OutputStore store = new OutputStore();
  private HttpNode node;
  private Neighbours bus;

  private void start(Duration idle) throws Exception {
    node = HttpNode.start(HttpNode.config(64 * 1024, idle, 100));
    bus = node.neighbours();
    bus.serve(Experiments.OUTPUT, store::read);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(10));
  }

  private static String text(EventLog log) {
    StringBuilder text = new StringBuilder();
    for (String data : log.data("output")) {
      byte[] bytes = Base64.getDecoder().decode(new JsonObject(data).getString("data"));
      text.append(new String(bytes, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  @Test
  void bytesOfOneStreamAreRead() throws Exception {
    start(Duration.ofSeconds(30));
    store.write(1, 0, Stream.STDOUT, "a");
    store.write(1, 1, Stream.STDERR, "E");
    store.write(1, 2, Stream.STDOUT, "b");
    store.write(2, 0, Stream.STDOUT, "c");
    store.write(2, 1, Stream.STDOUT, "<script>");
    HttpNode.Answer answer = node.get(PATH);
    assertThat(answer.text()).isEqualTo("abc<script>");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Security-Policy")).contains("sandbox");
    assertThat(node.get(PATH + "?stream=stderr").text()).isEqualTo("E");
    assertThat(node.get(PATH + "?attempt=1").text()).isEqualTo("ab");
    assertThat(node.get(PATH + "?attempt=3").text()).isEmpty();
    assertThat(node.get(PATH + "?stream=both").status()).isEqualTo(422);
  }

  @Test
  void eventsFollowToTheEnd() throws Exception {
    start(Duration.ofSeconds(30));
    store.write(1, 0, Stream.STDOUT, "one ");
    try (EventLog log = node.follow(PATH)) {
      soon().until(() -> text(log).equals("one "));
      store.write(1, 1, Stream.STDERR, "two ");
      long told = System.nanoTime();
      bus.publish(Experiments.OUTPUT_GREW, new Experiments.OutputGrew(ID));
      soon().until(() -> text(log).equals("one two "));
      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofMillis(900));
      store.write(1, 2, Stream.STDOUT, "three");
      store.state = State.COMPLETED;
      bus.publish(Experiments.CHANGED, new Experiments.Changed(List.of(ID)));
      soon().until(log::ended);
      assertThat(text(log)).isEqualTo("one two three");
      assertThat(log.data("end")).containsExactly("{\"state\":\"COMPLETED\"}");
      assertThat(log.lines()).contains("id: 1.0", "id: 1.1", "id: 1.2");
      assertThat(new JsonObject(log.data("output").get(1)))
          .isEqualTo(
              new JsonObject()
                  .put("stream", "stderr")
                  .put("attempt", 1)
                  .put("offset", 10)
                  .put("data", "dHdvIA=="));
    }
  }

  @Test
  void withoutHintsTheSecondGuessFindsIt() throws Exception {
    start(Duration.ofSeconds(30));
    try (EventLog log = node.follow(PATH)) {
      soon().until(() -> log.lines().contains("retry: 1000"));
      store.write(1, 0, Stream.STDOUT, "late");
      soon().until(() -> text(log).equals("late"));
    }
  }

  @Test
  void aClientResumesWhereItWas() throws Exception {
    start(Duration.ofSeconds(30));
    store.state = State.FAILED;
    for (int i = 0; i < 5; i++) {
      store.write(1, i, Stream.STDOUT, Integer.toString(i));
    }
    store.write(2, 0, Stream.STDOUT, "x");
    try (EventLog log = node.follow(PATH, "Last-Event-ID", "1.2")) {
      soon().until(log::ended);
      assertThat(text(log)).isEqualTo("34x");
    }
    try (EventLog log = node.follow(PATH, "Last-Event-ID", "2.0")) {
      soon().until(log::ended);
      assertThat(log.data("output")).isEmpty();
      assertThat(log.data("end")).hasSize(1);
    }
    for (String bad : new String[] {"1", "a.b", "-1.0", "99999999999.0"}) {
      HttpNode.Answer refused = node.get(PATH, "Accept", "text/event-stream", "Last-Event-ID", bad);
      assertThat(refused.status()).isEqualTo(400);
    }
  }

  @Test
  void anUnknownExperimentIsAProblemBeforeTheStreamBegins() throws Exception {
    start(Duration.ofSeconds(30));
    store.away = Failure.NOT_FOUND;
    assertThat(node.get(PATH, "Accept", "text/event-stream").status()).isEqualTo(404);
    assertThat(node.get(PATH).status()).isEqualTo(404);
  }

  @Test
  void aStoreThatIsAwayForAWhileIsWaitedFor() throws Exception {
    start(Duration.ofSeconds(30));
    try (EventLog log = node.follow(PATH)) {
      soon().until(() -> log.lines().contains("retry: 1000"));
      store.away = Failure.UNAVAILABLE;
      int before = store.reads.get();
      soon().until(() -> store.reads.get() > before + 1);
      store.write(1, 0, Stream.STDOUT, "back");
      store.away = null;
      soon().until(() -> text(log).equals("back"));
      store.away = Failure.NOT_FOUND;
      soon().until(log::ended);
      assertThat(new JsonObject(log.data("error").get(0)).getInteger("status")).isEqualTo(404);
    }
  }

  @Test
  void silenceHasHeartbeatsAndOutlivesTheIdleTimeout() throws Exception {
    start(Duration.ofSeconds(3));
    try (EventLog log = node.follow(PATH)) {
      soon().until(() -> log.lines().stream().filter(": keep-alive"::equals).count() >= 3);
      assertThat(log.ended()).isFalse();
    }
  }

  @Test
  void aClientThatHasGoneIsForgotten() throws Exception {
    start(Duration.ofSeconds(30));
    try (EventLog log = node.follow(PATH);
        EventLog other = node.follow("/api/v1/experiments/" + new UUID(1, 1) + "/output")) {
      soon().until(() -> log.lines().contains("retry: 1000"));
      soon().until(() -> other.lines().contains("retry: 1000"));
      assertThat(pong()).contains("2 followers");
    }
    soon().until(() -> pong().contains(" 0 followers"));
    int before = store.reads.get();
    bus.publish(Experiments.OUTPUT_GREW, new Experiments.OutputGrew(ID));
    assertThat(node.withoutKey("/health/live").status()).isEqualTo(200);
    assertThat(store.reads.get()).isEqualTo(before);
  }

  private String pong() throws Exception {
    return bus.request(
            io.athanor.contract.Operations.ping(Role.HTTP),
            new io.athanor.contract.Operations.Ping())
        .await(5, java.util.concurrent.TimeUnit.SECONDS)
        .detail();
  }

  @Test
  void aSlowClientIsNotReadFor() throws Exception {
    start(Duration.ofSeconds(30));
    String large = "x".repeat(40_000);
    for (int i = 0; i < 3_000; i++) {
      store.write(1, i, Stream.STDOUT, large);
    }
    String request =
        "GET "
            + PATH
            + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nX-API-Key: "
            + HttpNode.KEY
            + "\r\n\r\n";
    try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), node.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      AtomicInteger last = new AtomicInteger(-1);
      soon()
          .pollInterval(Duration.ofMillis(300))
          .until(
              () ->
                  store.reads.get() > 0 && last.getAndSet(store.reads.get()) == store.reads.get());
      // Two chunks a read: what the sockets of both sides hold, far from all 160 MB.
      assertThat(store.reads.get()).isLessThan(600);
      int stalled = store.reads.get();
      socket.getInputStream().readNBytes(40_000_000);
      soon().until(() -> store.reads.get() > stalled);
    }
    soon().until(() -> pong().contains(" 0 followers"));
  }

  @Test
  void aNodeThatStopsSaysSo() throws Exception {
    start(Duration.ofSeconds(30));
    try (EventLog log = node.follow(PATH)) {
      soon().until(() -> log.lines().contains("retry: 1000"));
      node.stop();
      soon().until(log::ended);
      assertThat(log.data("closing")).containsExactly("{}");
    }
  }
}
