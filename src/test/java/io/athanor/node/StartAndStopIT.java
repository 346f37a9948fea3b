package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.support.ExternalDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What can be seen of a start and of a stop from outside the node's process. */
class StartAndStopIT {

  /** What SIGTERM makes of a process. */
  private static final int TERMINATED = 143;

  private static final Duration SOON = Duration.ofSeconds(60);

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  /** Status and body of a path without a key; status 0 while nothing listens. */
  private static HttpResponse<String> ask(int port, String path, String key)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("X-API-Key", key)
            .timeout(SOON)
            .build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      return null;
    }
  }

  @Test
  void aDatabaseThatComesLaterIsWaitedForAndTheStartIsToldMeanwhile() throws Exception {
    int port = freePort();
    try (ExternalDatabase database = ExternalDatabase.start();
        TestHome home = TestHome.create()) {
      String url = database.url();
      database.stop();
      Map<String, String> settings =
          Map.of("ATHANOR_DATABASE_URL", url, "ATHANOR_HTTP_PORT", Integer.toString(port));
      try (NodeUnderTest node = NodeUnderTest.launch(home, settings)) {
        NodeUnderTest.within(SOON).until(() -> ask(port, "/health/started", "") != null);
        NodeUnderTest.within(SOON).until(() -> node.log().contains("trying again in"));
        assertThat(ask(port, "/health/started", "").body()).contains("starting");
        assertThat(ask(port, "/api/v1/queue", "").statusCode()).isEqualTo(503);
        assertThat(home.file("node.json")).doesNotExist();
        String key = Files.readString(node.file("admin.key")).strip();
        var events = HttpClient.newHttpClient();
        var told =
            events.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/startup/events"))
                    .header("X-API-Key", key)
                    .build(),
                BodyHandlers.ofString());
        database.startAgain();
        node.awaitReady();
        assertThat(ask(port, "/health/started", "").statusCode()).isEqualTo(200);
        String stream = told.get(60, java.util.concurrent.TimeUnit.SECONDS).body();
        assertThat(stream).contains("event: progress").containsOnlyOnce("event: ready");
        JsonNode report = node.api().get("/startup").json();
        JsonNode server = named(report, "database-server");
        assertThat(server.path("attempts").asInt()).isGreaterThan(1);
        assertThat(server.path("critical").asBoolean()).isTrue();
        assertThat(node.log()).contains("critical path: database-server");
      }
    }
  }

  private static JsonNode named(JsonNode report, String name) {
    for (JsonNode component : report.path("components")) {
      if (component.path("name").asText().equals(name)) {
        return component;
      }
    }
    throw new AssertionError(name + " is not in " + report);
  }

  @Test
  void aWrongPasswordIsFinalAtOnce() throws IOException {
    try (ExternalDatabase database = ExternalDatabase.start();
        TestHome home = TestHome.create()) {
      String url = database.url("wrong");
      NodeUnderTest node = NodeUnderTest.launch(home, Map.of("ATHANOR_DATABASE_URL", url));
      assertThat(node.awaitExit()).isEqualTo(1);
      assertThat(node.log())
          .contains("database-server failed: cannot connect to")
          .doesNotContain("trying again")
          .doesNotContain("wrong@");
    }
  }

  @Test
  void theSecondSigtermHandsBackAtOnceAndNothingIsLost() throws Exception {
    try (TestHome home = TestHome.create()) {
      Map<String, String> settings =
          Map.of("ATHANOR_EXECUTION_SLOTS", "1", "ATHANOR_SHUTDOWN_GRACE", "60s");
      String id;
      try (NodeUnderTest node = NodeUnderTest.ready(home, settings)) {
        Api api = node.api();
        id = api.submit(Api.bash("sleep 25; echo done"));
        api.await(id, "RUNNING");
        node.signal("TERM");
        NodeUnderTest.within(SOON).until(() -> api.tryGet("/health/ready") == 503);
        assertThat(node.isAlive()).isTrue();
        long asked = System.nanoTime();
        node.signal("TERM");
        assertThat(node.awaitExit()).as(node.tail()).isEqualTo(TERMINATED);
        // About one second on an idle machine.
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
            .as(node.tail())
            .isLessThan(Duration.ofSeconds(10));
        assertThat(node.log()).contains("0 attempt(s) finished, 1 handed back");
      }
      try (NodeUnderTest node = NodeUnderTest.ready(home, settings)) {
        JsonNode done = node.api().awaitEnd(id);
        assertThat(done.path("state").asText()).as(done + node.tail()).isEqualTo("COMPLETED");
        Checker.assertAllHolds(node, "second SIGTERM", List.of(id));
      }
    }
  }
}
