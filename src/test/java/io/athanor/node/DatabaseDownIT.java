package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.support.ExternalDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The database goes away under a working node. Every request of these tests answers in 12 s. */
class DatabaseDownIT {

  private static final Map<String, Integer> STATUS =
      Map.of("database-unavailable", 503, "database-busy", 429, "timeout", 504);

  private static final Duration SOON = Duration.ofSeconds(40);

  private static ExternalDatabase database;

  @BeforeAll
  static void start() throws IOException {
    database = ExternalDatabase.start();
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  @Test
  void requestsAreRefusedWhileItIsAwayAndWhatRunsIsStoredAfterwards() throws IOException {
    try (TestHome home = TestHome.create();
        NodeUnderTest node =
            NodeUnderTest.ready(home, Map.of("ATHANOR_DATABASE_URL", database.url()))) {
      Api api = node.api();
      String before = api.submit(Api.bash("echo begun; sleep 3; echo '[1]' > $ATHANOR_RESULT"));
      api.await(before, "RUNNING");
      List<String> queued =
          new ArrayList<>(
              api.submitAll(IntStream.range(0, 20).mapToObj(i -> Api.bash("echo " + i)).toList()));
      database.stop();
      refused(api, before, Set.of("database-unavailable"));
      NodeUnderTest.within(Duration.ofSeconds(20))
          .until(() -> api.get("/health/ready").status() == 503);
      NodeUnderTest.within(SOON)
          .until(() -> api.get("/health").text().contains("database does not answer"));
      assertThat(api.get("/health/live").status()).isEqualTo(200);
      database.startAgain();
      NodeUnderTest.within(SOON).until(() -> api.get("/health/ready").status() == 200);
      JsonNode done = api.awaitEnd(before);
      assertThat(done.path("state").asText()).as(done + node.tail()).isEqualTo("COMPLETED");
      assertThat(done.path("result").toString()).isEqualTo("[1]");
      assertThat(done.path("attempts").findValuesAsText("verdict"))
          .as(done + node.tail())
          .containsExactly("SUCCEEDED");
      queued.forEach(id -> api.await(id, "COMPLETED"));
      assertThat(api.run(Api.bash("true")).path("state").asText()).isEqualTo("COMPLETED");
      queued.add(before);
      Checker.assertAllHolds(node, "F3-stopped", queued);
    }
  }

  /** Twenty at once, so that they also meet a pool without connections. */
  private static void refused(Api api, String id, Set<String> problems) {
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            switch (i % 3) {
                              case 0 -> api.get(Api.EXPERIMENTS + "/" + id);
                              case 1 -> api.get(Api.EXPERIMENTS);
                              default -> api.post(Api.EXPERIMENTS, Api.bash("x").toString());
                            }))
            .toList();
    for (CompletableFuture<Answer> pending : answers) {
      Answer answer = pending.join();
      assertThat(answer.problem()).as(answer.text()).isIn(problems);
      assertThat(answer.status()).isEqualTo(STATUS.get(answer.problem()));
      assertThat(answer.header("Retry-After").isEmpty()).isEqualTo(answer.status() == 504);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }

  @Test
  void aDatabaseThatAnswersNothingHangsNobody() throws IOException {
    try (TestHome home = TestHome.create();
        NodeUnderTest node =
            NodeUnderTest.ready(
                home,
                Map.of("ATHANOR_DATABASE_URL", database.url(), "ATHANOR_SHUTDOWN_GRACE", "2s"))) {
      Api api = node.api();
      String before = api.run(Api.bash("true")).path("id").asText();
      String running = api.submit(Api.bash("sleep 3"));
      api.await(running, "RUNNING");
      database.freeze();
      try {
        refused(api, before, Set.of("database-unavailable", "database-busy", "timeout"));
        NodeUnderTest.within(SOON).until(() -> api.get("/health/ready").status() == 503);
      } finally {
        database.thaw();
      }
      NodeUnderTest.within(SOON).until(() -> api.get("/health/ready").status() == 200);
      assertThat(api.run(Api.bash("true")).path("state").asText()).isEqualTo("COMPLETED");
      api.await(running, "COMPLETED");
      Checker.assertAllHolds(node, "F4", List.of(before, running));
      database.freeze();
      try {
        long asked = System.nanoTime();
        node.terminate();
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
            .as(node.tail())
            .isLessThan(Duration.ofSeconds(20));
      } finally {
        database.thaw();
      }
    }
  }

  @Test
  void whatOutlivesTheLeaseIsEndedAndRunAgain() throws IOException {
    try (TestHome home = TestHome.create();
        NodeUnderTest node =
            NodeUnderTest.ready(
                home,
                Map.of(
                    "ATHANOR_DATABASE_URL", database.url(),
                    "ATHANOR_EXECUTION_LEASE", "3s",
                    "ATHANOR_EXECUTION_RENEWEVERY", "1s"))) {
      Api api = node.api();
      String id = api.submit(Api.bash("sleep 4; echo '[1]' > $ATHANOR_RESULT"));
      api.await(id, "RUNNING");
      database.stop();
      // Before anybody else may take it over, it is gone here.
      NodeUnderTest.within(Duration.ofSeconds(3))
          .until(() -> home.sandboxed().stream().noneMatch(one -> one.contains("sleep 4")));
      database.startAgain();
      JsonNode done = api.await(id, "COMPLETED");
      assertThat(done.path("attempts").findValuesAsText("verdict"))
          .as(done + node.tail())
          .containsExactly("LOST", "SUCCEEDED");
      assertThat(done.path("result").toString()).isEqualTo("[1]");
    }
  }

  @Test
  void theEmbeddedServerComesBackByItself() throws IOException {
    try (TestHome home = TestHome.create();
        NodeUnderTest node = NodeUnderTest.ready(home, Map.of())) {
      Api api = node.api();
      String kept = api.run(Api.bash("echo kept")).path("id").asText();
      List<String> load =
          api.submitAll(IntStream.range(0, 100).mapToObj(i -> Api.bash("echo " + i)).toList());
      api.await(load.get(3), "COMPLETED");
      long postmaster = postmaster(home);
      ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
      NodeUnderTest.within(SOON)
          .ignoreExceptions()
          .until(
              () ->
                  postmaster(home) != postmaster
                      && api.tryGet(Api.EXPERIMENTS + "/" + kept) == 200
                      && api.tryGet("/health/ready") == 200);
      assertThat(api.show(kept).path("state").asText()).isEqualTo("COMPLETED");
      JsonNode after = api.run(Api.bash("echo after"));
      assertThat(after.path("state").asText()).as(after + node.tail()).isEqualTo("COMPLETED");
      load.forEach(id -> api.await(id, "COMPLETED"));
      Checker.assertAllHolds(node, "F3-killed", load);
    }
  }

  private static long postmaster(TestHome home) throws IOException {
    String first = Files.readAllLines(home.file("data").resolve("postmaster.pid")).get(0);
    return Long.parseLong(first.strip());
  }
}
