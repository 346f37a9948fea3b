package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.support.ExternalDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes know of their statements: together, and after one of them was killed. */
class CaptureIT {

  private static final String STATEMENT = "experiments.insert";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final List<TestHome> homes = new ArrayList<>();
  private ExternalDatabase database;

  @BeforeEach
  void start() throws IOException {
    database = ExternalDatabase.start();
  }

  @AfterEach
  void delete() throws IOException {
    database.close();
    for (TestHome home : homes) {
      home.close();
    }
  }

  private TestHome home() throws IOException {
    TestHome home = TestHome.create();
    homes.add(home);
    return home;
  }

  private NodeUnderTest node(TestHome home, int own, int other) throws IOException {
    Map<String, String> settings =
        Map.of(
            "ATHANOR_DATABASE_URL",
            database.url(),
            "ATHANOR_DATABASE_SLOWQUERYTHRESHOLD",
            "0ms",
            "ATHANOR_CLUSTER_PORT",
            Integer.toString(own),
            "ATHANOR_CLUSTER_MEMBERS",
            "127.0.0.1:" + other);
    return NodeUnderTest.launch(home, settings, "--cluster");
  }

  private static JsonNode statistics(NodeUnderTest node) {
    return node.api().get("/admin/database/stats").json();
  }

  private static long executions(NodeUnderTest node) {
    long all = 0;
    for (JsonNode one : statistics(node).path("statements")) {
      all += one.path("name").asText().equals(STATEMENT) ? one.path("count").asLong() : 0;
    }
    return all;
  }

  private static void submit(NodeUnderTest node, int times) {
    String later = Instant.now().plus(Duration.ofDays(1)).toString();
    for (int i = 0; i < times; i++) {
      node.api().submit(Api.bash("echo " + i).put("notBefore", later));
    }
  }

  private static void bothSay(NodeUnderTest one, NodeUnderTest other, long executions) {
    for (NodeUnderTest node : List.of(one, other)) {
      NodeUnderTest.within(SOON).until(() -> executions(node) >= executions);
      assertThat(executions(node)).as(node.tail()).isEqualTo(executions);
    }
  }

  @Test
  void everyNodeCountsForAllAndAResetIsForAll() throws IOException {
    int first = NodeUnderTest.freePort();
    int second = NodeUnderTest.freePort();
    try (NodeUnderTest one = node(home(), first, second).awaitReady();
        NodeUnderTest other = node(home(), second, first).awaitReady()) {
      submit(one, 7);
      submit(other, 5);
      bothSay(one, other, 12);
      // What the last second held is told before anything is forgotten.
      assertThat(other.api().post("/admin/database/reset-stats", "").status()).isEqualTo(200);
      String since = statistics(other).path("since").asText();
      NodeUnderTest.within(SOON).until(() -> statistics(one).path("since").asText().equals(since));
      submit(one, 2);
      submit(other, 1);
      bothSay(one, other, 3);
    }
  }

  @Test
  void theLogOfAKilledNodeIsReadByAnotherProcess() throws Exception {
    TestHome home = home();
    NodeUnderTest first =
        node(home, NodeUnderTest.freePort(), NodeUnderTest.freePort()).awaitReady();
    submit(first, 20);
    Path log = home.file("slow-queries.jsonl");
    NodeUnderTest.within(SOON).until(() -> Files.exists(log) && Files.size(log) > 20_000);
    first.kill();
    long before = whole(log);
    assertThat(read(log).path("items").findValuesAsText("name")).contains(STATEMENT);
    try (NodeUnderTest second =
        node(home, NodeUnderTest.freePort(), NodeUnderTest.freePort()).awaitReady()) {
      submit(second, 3);
      NodeUnderTest.within(SOON).until(() -> whole(log) > before + 20);
    }
    assertThat(lines(log).size() - whole(log)).as("halves of lines").isLessThanOrEqualTo(1);
  }

  private static List<String> lines(Path log) throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
  }

  private static long whole(Path log) throws IOException {
    return lines(log).stream().filter(CaptureIT::isWhole).count();
  }

  private static boolean isWhole(String line) {
    try {
      return new ObjectMapper().readTree(line).path("schema").asInt() == 1;
    } catch (IOException e) {
      return false;
    }
  }

  /** As the command does that needs no node. */
  private static JsonNode read(Path log) throws Exception {
    List<String> command = NodeUnderTest.main("-XX:TieredStopAtLevel=1");
    command.addAll(
        List.of("db", "slow-queries", "--log", log.toString(), "--limit", "200", "--json"));
    Process reader = new ProcessBuilder(command).redirectErrorStream(false).start();
    byte[] out = reader.getInputStream().readAllBytes();
    assertThat(reader.waitFor()).as(new String(out, StandardCharsets.UTF_8)).isZero();
    return new ObjectMapper().readTree(out);
  }
}
