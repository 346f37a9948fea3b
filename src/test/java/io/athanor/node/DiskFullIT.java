package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.persistence.JdbcTarget;
import io.athanor.support.ExternalDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The disk under a node's home is full (fault F18): its log and what it notes, and in the second
 * and third test its database.
 */
class DiskFullIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int SIZE = 3 << 20;

  private TestHome home;

  @BeforeEach
  void create() throws IOException {
    home = TestHome.create();
  }

  @AfterEach
  void delete() throws IOException {
    home.close();
  }

  /** Ends well, a while after it has begun, with much to be stored. */
  private static ObjectNode large() {
    return Api.python(
        """
        import os, time
        print("begun", flush=True)
        time.sleep(5)
        open("out/whole.bin", "wb").write(os.urandom(%d))
        print("o" * 200000)
        result = {"text": "r" * 100000}
        """
            .formatted(SIZE));
  }

  private static String begun(Api api) {
    String id = api.submit(large());
    NodeUnderTest.within(SOON)
        .until(() -> api.get(Api.EXPERIMENTS + "/" + id + "/output").text().startsWith("begun"));
    return id;
  }

  /**
   * It ended well, with everything that it left, and whoever lost an attempt was not its program.
   */
  private static void isWhole(NodeUnderTest node, String id) {
    Api api = node.api();
    JsonNode done = api.await(id, "COMPLETED");
    assertThat(done.path("attempts").findValuesAsText("verdict"))
        .as(done + node.tail())
        .isSubsetOf("LOST", "SANDBOX_ERROR", "SUCCEEDED")
        .endsWith("SUCCEEDED")
        .containsOnlyOnce("SUCCEEDED");
    assertThat(done.path("result").path("text").asText()).hasSize(100_000);
    String at = Api.EXPERIMENTS + "/" + id;
    assertThat(api.get(at + "/output").text()).hasSize(200_007);
    assertThat(done.path("artifacts").path(0).path("size").asInt()).isEqualTo(SIZE);
    assertThat(api.get(at + "/artifacts/whole.bin").header("Content-Length"))
        .contains(Integer.toString(SIZE));
  }

  private static JsonNode execution(Api api) {
    for (JsonNode check : api.get("/health").json().path("checks")) {
      if (check.path("name").asText().equals("execution")) {
        return check;
      }
    }
    throw new AssertionError("no such check");
  }

  private static void saysWhy(Api api, String disk) {
    NodeUnderTest.within(SOON)
        .until(() -> execution(api).path("status").asText().equals("unhealthy"));
    assertThat(execution(api).path("detail").asText())
        .contains("the disk of " + disk + " is full", "which is below 64 MB");
  }

  private static void waits(Api api, String id) {
    await()
        .pollInterval(Duration.ofMillis(100))
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.show(id).path("state").asText().equals("QUEUED"));
  }

  @Test
  void aNodeWithoutRoomStartsNothingAndFinishesWhatRuns() throws Exception {
    SmallDisk disk = new SmallDisk(home, 80, true);
    try (ExternalDatabase database = ExternalDatabase.start();
        NodeUnderTest node = disk.ready(Map.of("ATHANOR_DATABASE_URL", database.url()))) {
      Api api = node.api();
      String running = begun(api);
      disk.fill(node, 10 << 20);
      saysWhy(api, "its home");
      assertThat(disk.log(node)).contains("takes less work: the disk of its home is full");
      disk.fill(node, 0);
      String waiting = api.submit(large());
      waits(api, waiting);
      isWhole(node, running);
      assertThat(api.show(running).path("attempts")).hasSize(1);
      assertThat(api.get("/health/ready").status()).isEqualTo(200);
      disk.clear(node);
      isWhole(node, waiting);
      assertThat(api.show(waiting).path("attempts")).hasSize(1);
      NodeUnderTest.within(SOON)
          .until(() -> execution(api).path("status").asText().equals("healthy"));
      assertThat(disk.log(node)).contains("takes work again");
      Checker.assertAllHolds(node, "F18-home", List.of(running, waiting));
    }
  }

  /** Submits programs that need room; some may be accepted. */
  private static List<String> submitted(Api api) {
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ObjectNode program = Api.bash("echo " + i + "\n" + ("#" + i).repeat(200_000));
      Answer answer = api.post(Api.EXPERIMENTS, program.toString());
      assertThat(answer.status()).as(answer.text()).isIn(202, 503);
      if (answer.status() == 202) {
        accepted.add(answer.json().path("id").asText());
      } else {
        assertThat(answer.text()).contains("has no room left on its disk");
      }
    }
    return accepted;
  }

  @Test
  void whatTheDatabaseHasNoRoomForIsStoredWhenThereIsSome() throws Exception {
    SmallDisk disk = new SmallDisk(home, 400, false);
    try (NodeUnderTest node = disk.ready(Map.of("ATHANOR_EXECUTION_SLOTS", "2"))) {
      Api api = node.api();
      List<String> running = List.of(begun(api), begun(api));
      disk.fill(node, 0);
      saysWhy(api, "its home");
      List<String> accepted = new ArrayList<>(submitted(api));
      // Without the id of a request it is the node itself that stores what the programs left.
      NodeUnderTest.within(SOON)
          .until(() -> node.log().contains("SqlFailures: contents.put-chunk could not reach"));
      for (String id : running) {
        JsonNode shown = api.show(id);
        assertThat(shown.path("state").asText()).as(shown + node.tail()).isEqualTo("RUNNING");
        assertThat(shown.path("artifacts")).isEmpty();
        assertThat(api.get(Api.EXPERIMENTS + "/" + id + "/artifacts/whole.bin").status())
            .isEqualTo(404);
      }
      disk.clear(node);
      running.forEach(id -> isWhole(node, id));
      accepted.forEach(id -> api.await(id, "COMPLETED"));
      accepted.addAll(running);
      Checker.assertAllHolds(node, "F18-database", accepted);
    }
  }

  private static void beginsAnotherLog(NodeUnderTest node) throws IOException {
    int port = Integer.parseInt(Files.readString(node.file("database.port")).strip());
    String password = Files.readString(node.file("database.password")).strip();
    JdbcTarget target =
        new JdbcTarget(
            "127.0.0.1", port, "athanor", "athanor", password, Map.of("sslmode", "disable"));
    assertThatThrownBy(
            () -> {
              try (Connection connection = target.connect();
                  Statement statement = connection.createStatement()) {
                for (int i = 0; i < 20; i++) {
                  statement.execute("select pg_switch_wal(), txid_current()");
                }
              }
            })
        .isInstanceOf(SQLException.class);
  }

  @Test
  void aDatabaseThatEndedForWantOfRoomComesBackWhenThereIsSome() throws Exception {
    SmallDisk disk = new SmallDisk(home, 400, false);
    try (NodeUnderTest node = disk.ready(Map.of("ATHANOR_EXECUTION_SLOTS", "2"))) {
      Api api = node.api();
      List<String> accepted = new ArrayList<>(List.of(begun(api), begun(api)));
      accepted.add(api.submit(large()));
      disk.fill(node, 0);
      beginsAnotherLog(node);
      NodeUnderTest.within(SOON).until(() -> node.log().contains("database server does not start"));
      NodeUnderTest.within(SOON).until(() -> api.tryGet("/health/ready") == 503);
      saysWhy(api, "its home");
      disk.clear(node);
      NodeUnderTest.within(SOON).until(() -> api.tryGet("/health/ready") == 200);
      accepted.forEach(id -> isWhole(node, id));
      Checker.assertAllHolds(node, "F18-database-ended", accepted);
    }
  }
}
