package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the queue does with real programs: order, waiting, trying again, many at once. Two slots.
 */
class QueueIT {

  private static final String RESULTS = Api.EXPERIMENTS + "/batch/results";

  private static TestHome home;
  private static NodeUnderTest node;
  private static Api api;

  @BeforeAll
  static void start() throws IOException {
    home = TestHome.create();
    node = NodeUnderTest.ready(home, Map.of("ATHANOR_EXECUTION_SLOTS", "2"));
    api = node.api();
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
    home.close();
  }

  private static ObjectNode after(ObjectNode submission, String id) {
    submission.putArray("dependsOn").add(id);
    return submission;
  }

  @Test
  void oneCrashAmongNineLeavesEightSuccessesInTheirOrder() {
    String crash = "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)";
    List<String> ids =
        api.submitAll(
            IntStream.range(0, 9)
                .mapToObj(i -> Api.python(i == 4 ? crash : "result = " + i))
                .toList());
    ids.forEach(api::awaitEnd);
    JsonNode items = api.post(RESULTS, "{\"ids\":" + quoted(ids) + "}").json().path("items");
    for (int i = 0; i < 9; i++) {
      assertThat(items.path(i).path("id").asText()).isEqualTo(ids.get(i));
      assertThat(items.path(i).path("verdict").asText())
          .isEqualTo(i == 4 ? "CRASHED" : "SUCCEEDED");
      assertThat(items.path(i).path("result").asInt(-1)).isEqualTo(i == 4 ? -1 : i);
    }
  }

  private static String quoted(List<String> ids) {
    return "[\"" + String.join("\",\"", ids) + "\"]";
  }

  /** Those of one session tell by the inode of their namespace whose sandbox they are in. */
  @Test
  void tinyOnesOfASessionShareASandboxWhenTheyAskFor() {
    String session =
        api.post("/api/v1/sessions", "{\"question\":\"why?\"}").json().path("id").asText();
    String look = "import os\nresult = os.readlink('/proc/self/ns/pid')";
    List<String> ids =
        api.submitAll(
            IntStream.range(0, 20)
                .mapToObj(i -> Api.python(look).put("isolation", "group").put("sessionId", session))
                .toList());
    ids.forEach(api::awaitEnd);
    assertThat(api.show(ids.get(0)).path("isolation").asText()).isEqualTo("group");
    JsonNode items = api.post(RESULTS, "{\"ids\":" + quoted(ids) + "}").json().path("items");
    assertThat(Set.copyOf(items.findValuesAsText("result"))).hasSizeBetween(1, 2);
    assertThat(items.findValuesAsText("result")).hasSize(20);
    assertThat(api.run(Api.python(look)).path("verdict").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void endsAreToldAsTheyHappenAndNotAtTheEndOfTheBatch() {
    Following changes = Following.changes(api);
    NodeUnderTest.within(Duration.ofSeconds(10)).until(changes::hasBegun);
    List<String> ids =
        api.submitAll(List.of(Api.bash("sleep 3"), Api.bash("true"), Api.bash("true")));
    NodeUnderTest.within(Duration.ofSeconds(20))
        .until(() -> changes.ended(ids.get(1)) && changes.ended(ids.get(2)));
    assertThat(api.show(ids.get(0)).path("state").asText()).isEqualTo("RUNNING");
    NodeUnderTest.within(Duration.ofSeconds(20)).until(() -> changes.ended(ids.get(0)));
  }

  @Test
  void aChainRunsInItsOrderAndEndsWithItsBrokenLink() {
    String first = api.submit(Api.bash("sleep 0.5"));
    String second = api.submit(after(Api.bash("exit 3"), first));
    String third = api.submit(after(Api.bash("true"), second));
    assertThat(api.show(third).path("blocker").asText()).isEqualTo("dependency");
    JsonNode failed = api.awaitEnd(second);
    assertThat(failed.path("state").asText()).isEqualTo("FAILED");
    assertThat(Instant.parse(failed.path("startedAt").asText()))
        .isAfterOrEqualTo(Instant.parse(api.show(first).path("finishedAt").asText()));
    JsonNode cancelled = api.awaitEnd(third);
    assertThat(cancelled.path("state").asText()).isEqualTo("CANCELLED");
    assertThat(cancelled.path("reason").asText()).contains(second, "FAILED");
  }

  @Test
  void aFailureIsTriedAgainOnlyWhenThatWasAsked() {
    ObjectNode asked = Api.bash("exit 1");
    asked.putObject("retry").put("max", 2).put("backoff", "PT0.05S").putArray("on").add("FAILED");
    String id = api.submit(asked);
    assertThat(api.awaitEnd(id).path("attempts")).hasSize(3);
    assertThat(api.awaitEnd(api.submit(Api.bash("exit 1"))).path("attempts")).hasSize(1);
  }

  @Test
  void oneThatRanOutOfMemoryEndsWellWithMore() {
    ObjectNode hungry =
        Api.python("x = bytearray(150 << 20)\nx[::4096] = b'1' * len(x[::4096])\nresult = 1");
    hungry.putObject("limits").put("memory", "64MB");
    hungry.putObject("retry").put("memory", "512MB");
    JsonNode done = api.awaitEnd(api.submit(hungry));
    assertThat(done.path("state").asText()).as(done + node.tail()).isEqualTo("COMPLETED");
    assertThat(done.path("attempts").findValuesAsText("verdict"))
        .containsExactly("MEMORY_LIMIT", "SUCCEEDED");
    assertThat(done.path("attempts").findValuesAsText("memoryLimit"))
        .containsExactly("67108864", "536870912");
    JsonNode last = done.path("attempts").path(1);
    assertThat(last.path("platform").asText()).startsWith("Linux");
    assertThat(last.path("phases").fieldNames())
        .toIterable()
        .containsExactly("queued", "toStart", "running", "toStore");
    assertThat(last.path("phases").path("running").asLong())
        .isCloseTo(last.path("wallMillis").asLong(), Offset.offset(2L));
  }

  @Test
  void experimentsOfOneKeyNeverOverlap() {
    List<String> ids =
        api.submitAll(
            IntStream.range(0, 5)
                .mapToObj(i -> Api.bash("sleep 0.2").put("concurrencyKey", "licence"))
                .toList());
    List<JsonNode> runs = new ArrayList<>(ids.stream().map(api::awaitEnd).toList());
    runs.sort(Comparator.comparing(run -> run.path("startedAt").asText()));
    for (int i = 1; i < runs.size(); i++) {
      assertThat(Instant.parse(runs.get(i).path("startedAt").asText()))
          .isAfterOrEqualTo(Instant.parse(runs.get(i - 1).path("finishedAt").asText()));
    }
  }

  @Test
  void aPausedPoolStartsNothingUntilItIsResumed() {
    api.post("/api/v1/pools/default/pause", "");
    String id = api.submit(Api.bash("true"));
    assertThat(api.show(id).path("waiting").asText()).startsWith("its pool default is paused");
    api.post("/api/v1/pools/default/resume", "");
    assertThat(api.awaitEnd(id).path("state").asText()).isEqualTo("COMPLETED");
  }

  @Test
  void failuresThatAreAlikeAreRunAgainTogether() {
    List<String> ids =
        api.submitAll(Collections.nCopies(3, Api.python("raise LookupError('no 0x1f in run 77')")));
    ids.forEach(api::awaitEnd);
    JsonNode group =
        StreamSupport.stream(
                api.get("/api/v1/failure-groups").json().path("items").spliterator(), false)
            .filter(one -> one.path("signature").asText().startsWith("LookupError"))
            .findFirst()
            .orElseThrow();
    assertThat(group.path("signature").asText())
        .isEqualTo("LookupError: no <hex> in run <n> at main.py:1");
    assertThat(group.path("failures").asInt()).isEqualTo(3);
    String again = "/api/v1/failure-groups/" + group.path("id").asText() + "/retry";
    JsonNode items = api.post(again, "").json().path("items");
    assertThat(items).hasSize(3);
    assertThat(api.awaitEnd(items.path(0).path("id").asText()).path("retryOf").asText()).isIn(ids);
  }
}
