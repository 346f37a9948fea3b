package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.bus.Correlation;
import io.athanor.contract.Experiments;
import io.athanor.contract.Json;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {

  private static final String QUEUE = "/api/v1/queue";

  private final AtomicReference<String> correlation = new AtomicReference<>();
  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
    Experiments.Document queue = new Experiments.Document(new Json("{}"), false);
    node.neighbours()
        .serve(
            Experiments.QUEUE,
            asked -> {
              correlation.set(Correlation.id());
              return Future.succeededFuture(queue);
            });
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private String raw(String headers) throws Exception {
    return node.raw("GET " + QUEUE + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n");
  }

  @Test
  void withoutAKeyNothingOpens() throws Exception {
    for (String path :
        new String[] {QUEUE, "/metrics", "/health", "/startup", "/admin/database/stats"}) {
      HttpNode.Answer answer = node.withoutKey(path);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }
    assertThat(node.get(QUEUE, "X-API-Key", "wrong").status()).isEqualTo(401);
    assertThat(node.get(QUEUE, "X-API-Key", "k".repeat(513)).status()).isEqualTo(401);
    assertThat(raw("Host: localhost\r\nAuthorization: Basic dGVzdA==\r\n")).contains(" 401 ");
    assertThat(raw("Host: localhost\r\nAuthorization: Bearer\r\n")).contains(" 401 ");
    assertThat(correlation.get()).isNull();
  }

  @Test
  void eitherHeaderCarriesTheKey() throws Exception {
    assertThat(node.get(QUEUE).status()).isEqualTo(200);
    assertThat(raw("Host: localhost\r\nAuthorization: bEaReR  test-key\r\n")).contains(" 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:99", "127.0.0.1:8080", "[::1]", "[::1]:80"})
  void ownNamesAreAnswered(String host) throws Exception {
    assertThat(raw("Host: " + host + "\r\nX-API-Key: test-key\r\n")).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost.evil.example:8080", "127.0.0.2", "[::2]:80"})
  void foreignNamesAreNot(String host) throws Exception {
    assertThat(raw("Host: " + host + "\r\nX-API-Key: test-key\r\n")).startsWith("HTTP/1.1 421");
    assertThat(node.raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
  }

  @Test
  void aRequestWithoutANameIsMalformed() throws Exception {
    assertThat(raw("X-API-Key: test-key\r\n"))
        .startsWith("HTTP/1.1 400")
        .containsIgnoringCase("content-type: application/problem+json");
  }

  @Test
  void theCorrelationTravels() throws Exception {
    assertThat(node.get(QUEUE, "X-Correlation-ID", "my-id.1").header("X-Correlation-ID"))
        .isEqualTo("my-id.1");
    assertThat(correlation.get()).isEqualTo("my-id.1");
    for (String bad : new String[] {"a b", "x".repeat(65), "\t"}) {
      assertThat(node.get(QUEUE, "X-Correlation-ID", bad).header("X-Correlation-ID"))
          .matches("[0-9a-f]{16}");
    }
    assertThat(node.get("/none", "X-Correlation-ID", "other").header("X-Correlation-ID"))
        .isEqualTo("other");
  }

  @Test
  void drainingRefusesTheNewAndFinishesTheOld() throws Exception {
    AtomicBoolean begun = new AtomicBoolean();
    CompletableFuture<Experiments.Page> page = new CompletableFuture<>();
    node.neighbours()
        .serve(
            Experiments.LIST,
            list -> {
              begun.set(true);
              return Future.fromCompletionStage(page);
            });
    // A connection that is there before the node begins to stop.
    assertThat(node.get(QUEUE).status()).isEqualTo(200);
    CompletableFuture<HttpNode.Answer> old =
        CompletableFuture.supplyAsync(() -> unchecked("/api/v1/experiments"));
    await().pollInterval(Duration.ofMillis(20)).untilTrue(begun);
    Future<Void> stopping = node.stopping();
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> node.withoutKey("/health/ready").status() == 503);
    assertThat(node.withoutKey("/health/live").status()).isEqualTo(200);
    HttpNode.Answer refused = node.get(QUEUE);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Connection")).isEqualTo("close");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(stopping.isComplete()).isFalse();
    page.complete(new Experiments.Page(new Json("[]"), null));
    assertThat(old.get().status()).isEqualTo(200);
    await().pollInterval(Duration.ofMillis(20)).until(stopping::succeeded);
  }

  private HttpNode.Answer unchecked(String path) {
    try {
      return node.get(path);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
