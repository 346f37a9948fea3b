package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.node.CommitProxy.Moment;
import io.athanor.support.ExternalDatabase;
import io.athanor.support.Invariants;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A node is killed when its program has ended and the commit of the outcome is on its way (fault
 * F2): before the database has it, or after that and before the node knows. Then the node is
 * started anew, or another one takes over when the lease has ended.
 */
class CommitKillIT {

  /** Another result each time that it runs, so that a second run cannot pass for the first. */
  private static final String PROGRAM =
      """
      import athanor, time
      open("out/once.txt", "w").write("x" * 100000)
      athanor.log_metric("size", 1)
      result = time.time_ns()
      """;

  private record Stored(int running, int ended, int artifacts, int metrics, String results) {}

  private static Stored stored(ExternalDatabase database) throws SQLException {
    try (Connection connection = database.target().connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select (select count(*) from running), (select count(*) from outcomes),"
                    + " (select count(*) from artifacts), (select count(*) from metrics),"
                    + " (select string_agg(result::text, ',') from attempts)")) {
      row.next();
      return new Stored(
          row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getString(5));
    }
  }

  private static NodeUnderTest node(TestHome home, String database) throws IOException {
    return NodeUnderTest.ready(
        home,
        Map.of(
            "ATHANOR_DATABASE_URL", database,
            "ATHANOR_EXECUTION_LEASE", "6s",
            "ATHANOR_EXECUTION_RENEWEVERY", "1s"));
  }

  /** Kills a node at this moment and lets a node of the second home go on. */
  private static void killed(Moment moment, TestHome firstHome, TestHome secondHome)
      throws Exception {
    try (ExternalDatabase database = ExternalDatabase.start();
        CommitProxy proxy = CommitProxy.before(database, moment)) {
      NodeUnderTest first = node(firstHome, proxy.url(database));
      String id = first.api().submit(Api.python(PROGRAM));
      boolean held = proxy.awaitHeld(Duration.ofSeconds(60));
      assertThat(held).as(first.tail()).isTrue();
      first.kill();
      Stored atTheKill = stored(database);
      boolean durable = moment == Moment.BEFORE_IT_IS_ACKNOWLEDGED;
      assertThat(atTheKill.running()).isEqualTo(durable ? 0 : 1);
      assertThat(atTheKill.results() != null).isEqualTo(durable);
      NodeUnderTest.within(Duration.ofSeconds(20)).until(() -> firstHome.processes().isEmpty());
      try (NodeUnderTest second = node(secondHome, database.url())) {
        JsonNode done = second.api().awaitEnd(id);
        assertThat(done.path("state").asText()).as(done + second.tail()).isEqualTo("COMPLETED");
        assertThat(done.path("attempts").findValuesAsText("verdict"))
            .as(done + second.tail())
            .isEqualTo(durable ? List.of("SUCCEEDED") : List.of("LOST", "SUCCEEDED"));
        // Whoever would run it again has had the time to do so.
        String more = second.api().submit(Api.bash("sleep 3"));
        second.api().await(more, "COMPLETED");
        assertThat(stored(database))
            .isEqualTo(new Stored(0, 2, 1, 1, done.path("result").toString()));
        if (durable) {
          assertThat(done.path("result").toString()).isEqualTo(atTheKill.results());
        }
        Invariants.assertAllEnded(database.target());
        String successor = firstHome.equals(secondHome) ? "anew" : "another";
        Checker.assertAllHolds(
            second,
            "F2-" + (durable ? "acknowledgement-" : "commit-") + successor,
            List.of(id, more));
      }
    }
  }

  @Test
  void anOutcomeThatNeverArrivedIsMadeAgainByTheNodeStartedAnew() throws Exception {
    try (TestHome home = TestHome.create()) {
      killed(Moment.BEFORE_IT_ARRIVES, home, home);
    }
  }

  @Test
  void anOutcomeThatNeverArrivedIsMadeAgainByAnotherNodeAfterTheLease() throws Exception {
    try (TestHome first = TestHome.create();
        TestHome second = TestHome.create()) {
      killed(Moment.BEFORE_IT_ARRIVES, first, second);
    }
  }

  @Test
  void anOutcomeThatIsDurableIsKeptByTheNodeStartedAnew() throws Exception {
    try (TestHome home = TestHome.create()) {
      killed(Moment.BEFORE_IT_IS_ACKNOWLEDGED, home, home);
    }
  }

  @Test
  void anOutcomeThatIsDurableIsKeptByAnotherNode() throws Exception {
    try (TestHome first = TestHome.create();
        TestHome second = TestHome.create()) {
      killed(Moment.BEFORE_IT_IS_ACKNOWLEDGED, first, second);
    }
  }
}
