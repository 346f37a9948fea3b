package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.support.ExternalDatabase;
import io.athanor.support.Invariants;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A node that stood still for longer than its lease (fault F6): another one has taken over by the
 * time it wakes, and what it has to say of the attempt counts no longer.
 */
class ZombieIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private static NodeUnderTest launch(TestHome home, ExternalDatabase database) throws IOException {
    return NodeUnderTest.ready(
        home,
        Map.of(
            "ATHANOR_DATABASE_URL", database.url(),
            "ATHANOR_EXECUTION_LEASE", "2s",
            "ATHANOR_EXECUTION_RENEWEVERY", "500ms",
            "ATHANOR_EXECUTION_SLOTS", "1"));
  }

  private static void signal(NodeUnderTest node, String name) throws IOException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(node.pid())).start();
    NodeUnderTest.within(SOON).until(() -> !kill.isAlive());
  }

  @Test
  void whatANodeSaysAfterItsLeaseEndedDoesNotCount() throws Exception {
    try (ExternalDatabase database = ExternalDatabase.start();
        TestHome firstHome = TestHome.create();
        TestHome secondHome = TestHome.create();
        NodeUnderTest first = launch(firstHome, database)) {
      String id = first.api().submit(Api.bash("sleep 4; echo 1 > \"$ATHANOR_RESULT\""));
      first.api().await(id, "RUNNING");
      signal(first, "STOP");
      try (NodeUnderTest second = launch(secondHome, database)) {
        JsonNode done = second.api().await(id, "COMPLETED");
        assertThat(done.path("attempts").findValuesAsText("verdict"))
            .as(done + second.tail())
            .containsExactly("LOST", "SUCCEEDED");
        signal(first, "CONT");
        String more = first.api().submit(Api.bash("true"));
        assertThat(first.api().awaitEnd(more).path("state").asText()).isEqualTo("COMPLETED");
        NodeUnderTest.within(SOON).until(() -> first.log().contains("the lease is lost"));
        assertThat(second.api().show(id).path("attempts")).isEqualTo(done.path("attempts"));
        Invariants.assertAllEnded(database.target());
        Checker.assertAllHolds(second, "F6", List.of(id, more));
        assertThat(List.of(first.isAlive(), second.isAlive())).containsOnly(true);
      }
    }
  }
}
