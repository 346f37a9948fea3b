package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.contract.Experiments;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {

  private static final String ARTIFACTS = "/api/v1/experiments/" + new UUID(1, 2) + "/artifacts/";

  private final Map<String, TreeMap<Integer, byte[]>> stored = new ConcurrentHashMap<>();
  private final AtomicInteger puts = new AtomicInteger();
  private volatile int broken = Integer.MAX_VALUE;
  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
    Neighbours store = node.neighbours();
    store.serve(Contents.PUT, this::put);
    store.serve(Contents.GET, this::get);
    store.serve(
        Contents.MISSING,
        asked ->
            Future.succeededFuture(
                new Contents.Absent(
                    asked.digests().stream().filter(d -> !stored.containsKey(d)).toList())));
    store.serve(Experiments.ARTIFACT, this::find);
  }

  private Future<Contents.Stored> put(Contents.Put put) {
    puts.incrementAndGet();
    TreeMap<Integer, byte[]> chunks =
        stored.computeIfAbsent(put.digest(), digest -> new TreeMap<>());
    chunks.put(put.number(), put.bytes().value());
    boolean complete = chunks.values().stream().mapToInt(b -> b.length).sum() == put.size();
    return Future.succeededFuture(new Contents.Stored(put.digest(), complete));
  }

  private Future<Contents.Chunk> get(Contents.Get get) {
    TreeMap<Integer, byte[]> chunks = stored.get(get.digest());
    if (chunks == null || get.number() >= broken) {
      return Future.failedFuture(new RefusedException(Failure.NOT_FOUND, "It is not stored."));
    }
    long size = chunks.values().stream().mapToLong(b -> b.length).sum();
    return Future.succeededFuture(
        new Contents.Chunk(
            get.digest(), size, chunks.size(), get.number(), new Bytes(chunks.get(get.number()))));
  }

  private Future<Experiments.Artifact> find(Experiments.FindArtifact find) {
    String digest = stored.keySet().iterator().next();
    return find.name().equals("none")
        ? Future.failedFuture(new RefusedException(Failure.NOT_FOUND, "There is none."))
        : Future.succeededFuture(
            new Experiments.Artifact(find.name(), digest, 1, "text/html\r\nX-Evil: 1"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private HttpNode.Answer upload(String bytes) throws Exception {
    return node.send("POST", "/api/v1/contents", bytes, "Content-Type", "application/octet-stream");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Bytes.MAX, Bytes.MAX + 1, 200_000})
  void bytesComeBackAsTheyWere(int size) throws Exception {
    String bytes = "abcdefg".repeat(size / 7 + 1).substring(0, size);
    HttpNode.Answer answer = upload(bytes);
    assertThat(answer.status()).isEqualTo(201);
    String digest = answer.json().getString("digest");
    assertThat(answer.header("Location")).isEqualTo("/api/v1/contents/" + digest);
    assertThat(answer.json().getInteger("size")).isEqualTo(size);
    HttpNode.Answer back = node.get(answer.header("Location"));
    assertThat(back.text()).isEqualTo(bytes);
    assertThat(back.header("Content-Length")).isEqualTo(Integer.toString(size));
    assertThat(back.header("Content-Type")).isEqualTo("application/octet-stream");
  }

  @Test
  void aLongContentIsSentOnce() throws Exception {
    String bytes = "z".repeat(100_000);
    upload(bytes);
    int first = puts.get();
    assertThat(upload(bytes).status()).isEqualTo(201);
    assertThat(puts.get()).isEqualTo(first);
  }

  @Test
  void whatIsMissingIsToldBeforeItIsSent() throws Exception {
    String digest = upload("abc").json().getString("digest");
    String other = "f".repeat(64);
    String asked = "{\"digests\":[\"%s\",\"%s\",\"%s\"]}".formatted(digest, other, other);
    HttpNode.Answer answer = node.post("/api/v1/contents/missing", asked);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getJsonArray("digests").encode()).isEqualTo("[\"" + other + "\"]");
    assertThat(answer.json().getLong("largest")).isEqualTo(8 * 256 * 1024);
    for (String bad : List.of("{}", "{\"digests\":[]}", "{\"digests\":[\"x\"]}")) {
      assertThat(node.post("/api/v1/contents/missing", bad).status()).isEqualTo(422);
    }
    assertThat(node.post("/api/v1/contents/missing", "{\"digests\":[null]}").status())
        .isBetween(400, 422);
  }

  @Test
  void aContentThatEndsTooSoonIsNoAnswer() throws Exception {
    String digest = upload("z".repeat(200_000)).json().getString("digest");
    broken = 2;
    assertThatThrownBy(() -> node.get("/api/v1/contents/" + digest))
        .isInstanceOf(IOException.class);
    broken = 0;
    assertThat(node.get("/api/v1/contents/" + digest).status()).isEqualTo(404);
  }

  @Test
  void whatIsNoDigestNamesNothing() throws Exception {
    for (String bad : List.of("x", "A".repeat(64), "a".repeat(63))) {
      assertThat(node.get("/api/v1/contents/" + bad).status()).isEqualTo(404);
    }
    assertThat(node.get("/api/v1/programs/" + "a".repeat(64)).status()).isEqualTo(404);
  }

  @Test
  void programsAreTexts() throws Exception {
    HttpNode.Answer answer =
        node.post("/api/v1/programs", "{\"source\":\"print('ü')\",\"runtime\":\"python\"}");
    assertThat(answer.status()).isEqualTo(201);
    HttpNode.Answer back = node.get(answer.header("Location"));
    assertThat(back.text()).isEqualTo("print('ü')");
    assertThat(back.header("Content-Type")).startsWith("text/plain");
    assertThat(node.post("/api/v1/programs", "{}").status()).isEqualTo(422);
    assertThat(node.post("/api/v1/programs", "{\"source\":\"\"}").status()).isEqualTo(422);
  }

  @Test
  void artefactsAreAttachments() throws Exception {
    upload("<html>");
    HttpNode.Answer answer = node.get(ARTIFACTS + "dir%2Fa%20%22b%C3%BC.html");
    assertThat(answer.text()).isEqualTo("<html>");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename*=UTF-8''a%20%22b%C3%BC.html");
    assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(answer.header("X-Evil")).isNull();
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(node.get(ARTIFACTS + "none").status()).isEqualTo(404);
    assertThat(node.get(ARTIFACTS + "%00").status()).isEqualTo(404);
  }
}
