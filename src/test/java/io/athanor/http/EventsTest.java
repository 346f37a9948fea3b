package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Change;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

class EventsTest {

  private static final UUID ID = new UUID(1, 2);

  private final List<Change> changes = new CopyOnWriteArrayList<>();

  private Future<Experiments.Changes> read(Experiments.ReadChanges from) {
    int start = from.cursor() == null ? changes.size() : Integer.parseInt(from.cursor());
    List<Change> next = changes.stream().skip(start).limit(from.limit()).toList();
    return Future.succeededFuture(
        new Experiments.Changes(next, Integer.toString(start + next.size())));
  }

  private void change(State state, Verdict verdict) {
    String cursor = Integer.toString(changes.size() + 1);
    changes.add(new Change(cursor, ID, state, verdict, Instant.EPOCH));
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(10));
  }

  @Test
  void changesAreToldFromNowOnAndAgainAfterAPlace() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      Neighbours bus = node.neighbours();
      bus.serve(Experiments.CHANGES, this::read);
      change(State.QUEUED, null);
      try (EventLog log = node.follow("/api/v1/events")) {
        soon().until(() -> log.data("begin").size() == 1);
        assertThat(log.lines()).contains("id: 1");
        change(State.RUNNING, null);
        change(State.FAILED, Verdict.CRASHED);
        bus.publish(Experiments.CHANGED, new Experiments.Changed(List.of(ID)));
        soon().until(() -> log.data("state").size() == 2);
        assertThat(log.data("state").get(1))
            .isEqualTo(
                "{\"id\":\""
                    + ID
                    + "\",\"state\":\"FAILED\",\"verdict\":\"CRASHED\","
                    + "\"at\":\"1970-01-01T00:00:00Z\"}");
        assertThat(log.data("state").get(0)).doesNotContain("verdict");
      }
      try (EventLog log = node.follow("/api/v1/events", "Last-Event-ID", "1")) {
        soon().until(() -> log.data("state").size() == 2);
        assertThat(log.data("begin")).isEmpty();
        assertThat(log.lines()).contains("id: 2", "id: 3");
      }
      assertThat(node.get("/api/v1/events", "Last-Event-ID", "a b").status()).isEqualTo(400);
    }
  }
}
