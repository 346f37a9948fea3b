package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.support.ExternalDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two nodes of one cluster with one database: a desk that runs nothing, and a worker that nobody
 * can ask over HTTP.
 */
class TwoNodesIT {

  private static final String DESK = "http,experiments,research,persistence,operations,cache";
  private static final String WORKER = "execution,persistence";
  private static final Duration SOON = Duration.ofSeconds(60);

  private static ExternalDatabase database;
  private static TestHome deskHome;
  private static TestHome workerHome;
  private static int deskPort;
  private static int workerPort;

  @BeforeAll
  static void prepare() throws IOException {
    database = ExternalDatabase.start();
    deskHome = TestHome.create();
    workerHome = TestHome.create();
    deskPort = NodeUnderTest.freePort();
    workerPort = NodeUnderTest.freePort();
  }

  @AfterAll
  static void delete() throws IOException {
    database.close();
    deskHome.close();
    workerHome.close();
  }

  private static NodeUnderTest launch(TestHome home, String roles, int own, int other)
      throws IOException {
    Map<String, String> settings =
        Map.of(
            "ATHANOR_DATABASE_URL",
            database.url(),
            "ATHANOR_EXECUTION_LEASE",
            "4s",
            "ATHANOR_EXECUTION_RENEWEVERY",
            "1s",
            "ATHANOR_CLUSTER_PORT",
            Integer.toString(own),
            "ATHANOR_CLUSTER_MEMBERS",
            "127.0.0.1:" + other);
    return NodeUnderTest.launch(home, settings, "--cluster", "--roles", roles);
  }

  private static NodeUnderTest worker() throws IOException {
    return launch(workerHome, WORKER, workerPort, deskPort);
  }

  private static void awaitExecution(Api api, String status, NodeUnderTest node) {
    NodeUnderTest.within(SOON)
        .until(() -> execution(api).path("status").asText().equals(status) || !node.isAlive());
    assertThat(execution(api).path("status").asText()).as(node.tail()).isEqualTo(status);
  }

  private static JsonNode execution(Api api) {
    for (JsonNode check : api.get("/health").json().path("checks")) {
      if (check.path("name").asText().equals("execution")) {
        return check;
      }
    }
    return api.get("/health").json();
  }

  @Test
  void theWorkerMayComeGoAndComeBack() throws IOException {
    // The worker first: nodes come up in any order.
    NodeUnderTest first = worker();
    try (NodeUnderTest desk = launch(deskHome, DESK, deskPort, workerPort)) {
      desk.awaitReady();
      Api api = desk.api();
      awaitExecution(api, "healthy", first);
      String id = api.submit(Api.python("print('there')\nresult = [1]"));
      JsonNode done = api.awaitEnd(id);
      assertThat(done.path("state").asText())
          .as(done + desk.tail() + first.tail())
          .isEqualTo("COMPLETED");
      JsonNode nodes = api.get("/api/v1/nodes").json().path("items");
      assertThat(nodes).hasSize(1);
      assertThat(done.path("attempts").path(0).path("node")).isEqualTo(nodes.get(0).path("nodeId"));

      String lost = api.submit(Api.bash("sleep 3"));
      api.await(lost, "RUNNING");
      first.kill();
      awaitExecution(api, "degraded", desk);
      assertThat(api.get("/health/ready").status()).isEqualTo(200);
      List<String> queued =
          api.submitAll(IntStream.range(0, 10).mapToObj(i -> Api.bash("echo " + i)).toList());
      assertThat(api.show(queued.get(0)).path("waiting").asText()).isNotBlank();

      try (NodeUnderTest second = worker()) {
        awaitExecution(api, "healthy", second);
        queued.forEach(waited -> api.await(waited, "COMPLETED"));
        JsonNode again = api.await(lost, "COMPLETED");
        assertThat(again.path("attempts").findValuesAsText("verdict"))
            .containsExactly("LOST", "SUCCEEDED");
        cancelledFromAfar(api);
      }
    }
  }

  @Test
  void aDeskWithoutADatabaseMovesLargeThingsOverTheBus() throws IOException {
    String others = "experiments,research,execution,persistence,cache,profiling,operations";
    try (NodeUnderTest worker = launch(workerHome, others, workerPort, deskPort);
        NodeUnderTest desk = launch(deskHome, "http", deskPort, workerPort)) {
      NodeUnderTest.within(SOON)
          .ignoreExceptions()
          .until(() -> desk.api().tryGet("/health/ready") == 200);
      Api api = desk.api();
      String program =
          """
          import athanor
          open("out/big.bin", "wb").write(b"b" * (3 << 20))
          print("o" * 500000)
          athanor.log_metric("size", 1.5)
          athanor.result({"text": "r" * 300000})
          """
              + "#".repeat(400_000);
      JsonNode done = api.run(Api.python(program));
      assertThat(done.path("state").asText())
          .as(desk.tail() + worker.tail())
          .isEqualTo("COMPLETED");
      assertThat(done.path("result").path("text").asText()).hasSize(300_000);
      assertThat(done.path("metrics").path(0).path("value").asDouble()).isEqualTo(1.5);
      String at = Api.EXPERIMENTS + "/" + done.path("id").asText();
      assertThat(api.get(at + "/output").text()).hasSize(500_001);
      assertThat(api.get(at + "/artifacts/big.bin").text()).hasSize(3 << 20);
      assertThat(api.get("/startup").status()).isEqualTo(200);
      assertThat(api.post(Api.EXPERIMENTS, Api.bash("x").put("priority", 101).toString()).fields())
          .containsExactly("priority");
    }
  }

  private static void cancelledFromAfar(Api api) {
    String id = api.submit(Api.bash("sleep 30"));
    api.await(id, "RUNNING");
    Following follower = Following.output(api, id, null);
    assertThat(api.cancel(id).status()).isEqualTo(202);
    api.await(id, "CANCELLED");
    NodeUnderTest.within(SOON).until(follower::hasEnded);
  }
}
