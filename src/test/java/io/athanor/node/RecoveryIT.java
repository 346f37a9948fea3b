package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that are killed or stopped while they work, and started again on the same home. */
class RecoveryIT {

  /** With a lease this long nothing but the restart itself can bring an experiment back in time. */
  private static final Map<String, String> LONG_LEASE =
      Map.of(
          "ATHANOR_EXECUTION_SLOTS", "2",
          "ATHANOR_EXECUTION_LEASE", "10m",
          "ATHANOR_EXECUTION_MAXLOST", "2",
          "ATHANOR_SHUTDOWN_GRACE", "4s");

  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private TestHome home;

  @BeforeEach
  void create() throws IOException {
    home = TestHome.create();
  }

  @AfterEach
  void delete() throws IOException {
    home.close();
  }

  private NodeUnderTest node() throws IOException {
    return NodeUnderTest.ready(home, LONG_LEASE);
  }

  private void nothingSurvives() {
    NodeUnderTest.within(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(home.processes()).isEmpty());
  }

  private static List<String> verdicts(JsonNode experiment) {
    return experiment.path("attempts").findValuesAsText("verdict");
  }

  private static String awaitPrinting(Api api, ObjectNode program) {
    String id = api.submit(program);
    String output = Api.EXPERIMENTS + "/" + id + "/output";
    NodeUnderTest.within(Duration.ofSeconds(30))
        .until(() -> api.get(output).text().startsWith("begun"));
    return id;
  }

  @Test
  void whatRanWhenTheNodeWasKilledRunsAgainAtOnce() throws IOException {
    NodeUnderTest first = node();
    String id = awaitPrinting(first.api(), Api.bash("echo begun; sleep 2; echo done"));
    assertThat(home.sandboxed()).isNotEmpty();
    first.kill();
    nothingSurvives();
    try (NodeUnderTest second = node()) {
      JsonNode done = second.api().awaitEnd(id);
      assertThat(verdicts(done)).as(done + second.tail()).containsExactly("LOST", "SUCCEEDED");
      JsonNode lost = done.path("attempts").path(0);
      assertThat(lost.path("reason").asText()).isEqualTo("its node was started anew");
      OffsetDateTime released = OffsetDateTime.parse(lost.path("finishedAt").asText());
      String again = done.path("attempts").path(1).path("claimedAt").asText();
      assertThat(Duration.between(released, OffsetDateTime.parse(again)))
          .isBetween(Duration.ZERO, AT_ONCE);
      String output = Api.EXPERIMENTS + "/" + id + "/output?attempt=2";
      assertThat(second.api().get(output).text()).isEqualTo("begun\ndone\n");
    }
  }

  @Test
  void aKillLosesNothingOfAQueue() throws IOException {
    NodeUnderTest first = node();
    List<String> ids =
        first
            .api()
            .submitAll(
                IntStream.range(0, 200)
                    .mapToObj(i -> Api.bash("echo " + i + " > \"$ATHANOR_RESULT\""))
                    .toList());
    NodeUnderTest.within(Duration.ofSeconds(60)).until(() -> left(first.api()) <= 180);
    first.kill();
    nothingSurvives();
    try (NodeUnderTest second = node()) {
      Api api = second.api();
      NodeUnderTest.within(Duration.ofMinutes(2)).until(() -> left(api) == 0);
      for (int i = 0; i < ids.size(); i++) {
        JsonNode done = api.show(ids.get(i));
        assertThat(done.path("result").asInt(-1)).isEqualTo(i);
        assertThat(verdicts(done)).endsWith("SUCCEEDED").containsOnlyOnce("SUCCEEDED");
      }
      Checker.assertAllHolds(second, "F1", ids);
    }
  }

  private static int left(Api api) {
    JsonNode queue = api.get("/api/v1/queue").json();
    return queue.path("ready").asInt(-1) + queue.path("running").asInt(-1);
  }

  @Test
  void aStopLetsTheShortFinishAndHandsBackTheLong() throws IOException {
    NodeUnderTest first = node();
    String shorter = awaitPrinting(first.api(), Api.bash("echo begun; sleep 1; echo done"));
    String longer = awaitPrinting(first.api(), Api.bash("echo begun; sleep 25; echo done"));
    long asked = System.nanoTime();
    first.terminate();
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(20));
    assertThat(home.file("node.json")).doesNotExist();
    nothingSurvives();
    try (NodeUnderTest second = node()) {
      Api api = second.api();
      JsonNode finished = api.show(shorter);
      assertThat(finished.path("state").asText()).as(second.tail()).isEqualTo("COMPLETED");
      assertThat(verdicts(finished)).containsExactly("SUCCEEDED");
      JsonNode again = api.await(longer, "RUNNING");
      assertThat(verdicts(again)).containsExactly("LOST");
      assertThat(again.path("attempts").path(0).path("reason").asText())
          .isEqualTo("its node was stopped");
      assertThat(again.path("attempt").asInt()).isEqualTo(2);
      assertThat(api.cancel(longer).status()).isEqualTo(202);
      api.await(longer, "CANCELLED");
      Checker.assertAllHolds(second, "F25", List.of(shorter, longer));
    }
  }

  @Test
  void whatKillsItsNodeAgainAndAgainIsGivenUp() throws IOException {
    String id = "";
    for (int i = 0; i < 2; i++) {
      NodeUnderTest node = node();
      id = id.isEmpty() ? node.api().submit(Api.bash("sleep 60")) : id;
      node.api().await(id, "RUNNING");
      node.kill();
      nothingSurvives();
    }
    try (NodeUnderTest last = node()) {
      JsonNode failed = last.api().awaitEnd(id);
      assertThat(failed.path("state").asText()).isEqualTo("FAILED");
      assertThat(failed.path("reason").asText()).contains("lost 2 times");
      assertThat(verdicts(failed)).containsExactly("LOST", "LOST");
      assertThat(last.api().run(Api.bash("true")).path("state").asText()).isEqualTo("COMPLETED");
      Checker.assertAllHolds(last, "F27", List.of(id));
    }
  }

  @Test
  void aFirstStartThatWasKilledHalfWayIsRepeated() throws IOException {
    for (String sign : List.of("node.lock", "postgres.log")) {
      NodeUnderTest killed = NodeUnderTest.launch(home, LONG_LEASE);
      NodeUnderTest.within(Duration.ofSeconds(60)).until(() -> Files.exists(home.file(sign)));
      killed.kill();
      nothingSurvives();
    }
    NodeUnderTest stopped = NodeUnderTest.launch(home, LONG_LEASE);
    String before = stopped.log();
    NodeUnderTest.within(Duration.ofSeconds(60))
        .until(() -> stopped.log().substring(before.length()).contains("sandbox tier"));
    stopped.terminate();
    nothingSurvives();
    try (NodeUnderTest node = node()) {
      assertThat(node.api().run(Api.bash("true")).path("state").asText()).isEqualTo("COMPLETED");
    }
  }
}
