package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contents that are stored while they arrive. */
class UploadTest {

  private static final int LIMIT = 64 * 1024;
  private static final int CONTENT_LIMIT = 8 * LIMIT;

  private final Map<Integer, byte[]> chunks = new TreeMap<>();
  private final List<Promise<Contents.Stored>> held = new CopyOnWriteArrayList<>();
  private final Map<String, Boolean> stored = new ConcurrentHashMap<>();
  private volatile boolean holding;
  private volatile boolean foreign;
  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start(HttpNode.config(LIMIT, Duration.ofSeconds(1), 20));
    Neighbours store = node.neighbours();
    store.serve(Contents.PUT, this::put);
    store.serve(
        Contents.MISSING,
        asked ->
            Future.succeededFuture(
                new Contents.Absent(
                    asked.digests().stream().filter(d -> !stored.containsKey(d)).toList())));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private synchronized Future<Contents.Stored> put(Contents.Put put) {
    chunks.put(put.number(), put.bytes().value());
    if (holding) {
      Promise<Contents.Stored> promise = Promise.promise();
      held.add(promise);
      return promise.future();
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    chunks.values().forEach(whole::writeBytes);
    if (whole.size() < put.size()) {
      return Future.succeededFuture(new Contents.Stored(put.digest(), false));
    }
    if (foreign || !Contents.digestOf(whole.toByteArray()).equals(put.digest())) {
      return Future.failedFuture(new RefusedException(Failure.UNPROCESSABLE, "It does not match."));
    }
    stored.put(put.digest(), true);
    return Future.succeededFuture(new Contents.Stored(put.digest(), true));
  }

  private static String text(int size) {
    return "abcdefg".repeat(size / 7 + 1).substring(0, size);
  }

  private static String digest(String text) {
    return Contents.digestOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private HttpNode.Answer upload(String digest, String text) throws Exception {
    String type = "application/octet-stream";
    return node.send("PUT", "/api/v1/contents/" + digest, text, "Content-Type", type);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Bytes.MAX - 1, Bytes.MAX, Bytes.MAX + 1, 3 * Bytes.MAX, CONTENT_LIMIT})
  void bytesAreStoredInFullChunks(int size) throws Exception {
    String text = text(size);
    HttpNode.Answer answer = upload(digest(text), text);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Location")).isEqualTo("/api/v1/contents/" + digest(text));
    assertThat(answer.json().getLong("size")).isEqualTo(size);
    assertThat(chunks).hasSize(Math.max(1, (size + Bytes.MAX - 1) / Bytes.MAX));
    chunks.remove(chunks.size() - 1);
    assertThat(chunks.values()).allMatch(chunk -> chunk.length == Bytes.MAX);
    assertThat(upload(digest(text), text).status()).as("again").isEqualTo(200);
  }

  @Test
  void whatIsTooLongIsRefusedWithTheLimitAndBelowItTheWayIsTold() throws Exception {
    String text = text(CONTENT_LIMIT + 1);
    HttpNode.Answer answer = upload(digest(text), text);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text()).contains("" + CONTENT_LIMIT, "http.contentLimit");
    HttpNode.Answer posted =
        node.send(
            "POST",
            "/api/v1/contents",
            text(LIMIT + 1),
            "Content-Type",
            "application/octet-stream");
    assertThat(posted.status()).isEqualTo(413);
    assertThat(posted.json().getString("advice"))
        .contains("PUT /api/v1/contents/", "" + CONTENT_LIMIT);
    assertThat(chunks).isEmpty();
  }

  @Test
  void otherBytesThanTheirDigestSaysAreRefusedWhetherItIsStoredOrNot() throws Exception {
    String text = text(100_000);
    HttpNode.Answer wrong = upload(digest("other"), text);
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.text()).contains(digest(text));
    stored.put(digest("other"), true);
    assertThat(upload(digest("other"), text).status()).isEqualTo(422);
  }

  @Test
  void partsOfAnotherUploadAreNoFaultOfTheSender() throws Exception {
    foreign = true;
    HttpNode.Answer answer = upload(digest(text(100_000)), text(100_000));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().getString("advice")).isEqualTo("Send it again.");
  }

  @Test
  void whatIsNoUploadIsRefused() throws Exception {
    assertThat(upload("x", "x").status()).isEqualTo(404);
    String path = "/api/v1/contents/" + digest("x");
    assertThat(node.send("PUT", path, "x", "Content-Type", "text/plain").status()).isEqualTo(415);
    assertThat(raw(path, "Transfer-Encoding: chunked", "1\r\nx\r\n0\r\n\r\n")).contains(" 411 ");
    assertThat(raw(path, "Content-Length: x", "")).contains(" 400 ");
    assertThat(chunks).isEmpty();
  }

  private Socket open(String path, String header, String body) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
    socket.setSoTimeout(15_000);
    String request =
        "PUT %s HTTP/1.1\r\nHost: localhost\r\nX-API-Key: %s\r\nContent-Type: application/octet-stream\r\n%s\r\n\r\n%s"
            .formatted(path, HttpNode.KEY, header, body);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private String raw(String path, String header, String body) throws IOException {
    try (Socket socket = open(path, header, body)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void noMoreIsReadThanTheStoreTakes() throws Exception {
    holding = true;
    String text = text(CONTENT_LIMIT);
    String path = "/api/v1/contents/" + digest(text);
    try (Socket socket = open(path, "Content-Length: " + CONTENT_LIMIT, text)) {
      await().until(() -> held.size() == 1);
      for (int i = 1; i <= 5; i++) {
        held.get(i - 1).complete(new Contents.Stored(digest(text), false));
        int next = i + 1;
        await().until(() -> held.size() == next);
      }
      assertThat(held).hasSize(6);
      holding = false;
      held.get(5).complete(new Contents.Stored(digest(text), false));
      await().until(() -> stored.containsKey(digest(text)));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  @Test
  void aClientThatFallsSilentIsAnsweredAndOneThatGoesAwayLeavesNothingWhole() throws Exception {
    String text = text(100_000);
    String path = "/api/v1/contents/" + digest(text);
    assertThat(raw(path, "Content-Length: 100000", text(60_000))).contains(" 408 ");
    open(path, "Content-Length: 100000", text(99_999)).close();
    assertThat(stored).isEmpty();
    assertThat(upload(digest(text), text).status()).isEqualTo(201);
  }

  @Test
  void aChunkThatGotNoAnswerIsSentOnceMore() throws Exception {
    holding = true;
    String path = "/api/v1/contents/" + digest("text");
    try (Socket socket = open(path, "Content-Length: 4", "text")) {
      await().until(() -> held.size() == 1);
      holding = false;
      held.get(0).fail(new RefusedException(Failure.TIMEOUT, "It took too long."));
      await().until(() -> stored.containsKey(digest("text")));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  @Test
  void aStoreThatFailsEndsTheUpload() throws Exception {
    holding = true;
    String text = text(200_000);
    String path = "/api/v1/contents/" + digest(text);
    try (Socket socket = open(path, "Content-Length: 200000", text)) {
      await().until(() -> held.size() == 1);
      held.get(0).fail(new RefusedException(Failure.UNAVAILABLE, "The database is away."));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains(" 503 ", "The database is away.");
    }
  }
}
