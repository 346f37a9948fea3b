package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Experiments.Stream;
import io.athanor.contract.Json;
import io.athanor.contract.Live;
import io.athanor.contract.Live.Progressed;
import io.athanor.contract.State;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

class LiveFiguresTest {

  private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private final LiveFigures live = new LiveFigures(nanos::get);

  private static Progressed progressed(UUID id, int attempt, double progress) {
    Live.Figure loss = new Live.Figure("loss", 0.5, 3, 4, AT);
    return new Progressed(id, attempt, progress, "epoch 3", List.of(loss), 4, 1, 2, AT);
  }

  private static Document document(String state, int attempt) {
    String text = "{\"state\":\"%s\",\"attempt\":%d,\"parameters\":{}}".formatted(state, attempt);
    return new Document(new Json(text), state.equals("COMPLETED"));
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(10));
  }

  @Test
  void onlyTheAttemptThatRunsHasThem() {
    live.heard(progressed(ID, 2, 0.25));
    JsonObject shown = new JsonObject(live.within(document("RUNNING", 2), ID).body().text());
    assertThat(shown.getJsonObject("live"))
        .isEqualTo(
            new JsonObject(
                """
                {"attempt": 2, "progress": 0.25, "message": "epoch 3", "points": 4, "names": 1, "lost": 2, "at": "2026-01-01T00:00:00Z",
                 "metrics": [{"name": "loss", "value": 0.5, "step": 3, "points": 4, "at": "2026-01-01T00:00:00Z"}]}"""));
    for (Document other :
        List.of(document("RUNNING", 3), document("QUEUED", 2), document("COMPLETED", 2))) {
      assertThat(live.within(other, ID)).isSameAs(other);
    }
  }

  @Test
  void anAttemptThatWasLostIsNotHeardAnyMore() {
    live.heard(progressed(ID, 2, 0.25));
    live.heard(progressed(ID, 1, 0.75));
    assertThat(live.of(ID)).contains(progressed(ID, 2, 0.25));
  }

  @Test
  void whatIsNotToldAgainIsForgotten() {
    live.heard(progressed(ID, 1, 0.25));
    nanos.addAndGet(LiveFigures.PATIENCE.toNanos() + 1);
    assertThat(live.of(ID)).isEmpty();
    live.heard(progressed(new UUID(0, 1), 1, 0.5));
    assertThat(live.count()).isOne();
  }

  @Test
  void noMoreThanAThousandAreKept() {
    for (int i = 0; i < 3 * LiveFigures.MOST; i++) {
      live.heard(progressed(new UUID(0, i), 1, 0.5));
    }
    assertThat(live.count()).isEqualTo(LiveFigures.MOST);
    assertThat(live.of(new UUID(0, 0))).isEmpty();
    assertThat(live.of(new UUID(0, 3 * LiveFigures.MOST - 1))).isPresent();
  }

  @Test
  void theyAreAnsweredAndFollowed() throws Exception {
    OutputStore store = new OutputStore();
    try (HttpNode node = HttpNode.start()) {
      Neighbours bus = node.neighbours();
      bus.serve(Experiments.OUTPUT, store::read);
      bus.serve(Experiments.GET, get -> Future.succeededFuture(document("RUNNING", 1)));
      String path = "/api/v1/experiments/" + ID;
      try (EventLog log = node.follow(path + "/output");
          EventLog other = node.follow(path + "/output?attempt=2")) {
        bus.publish(Live.PROGRESSED, progressed(ID, 1, 0.25));
        soon().until(() -> log.data("live").size() == 1);
        bus.publish(Live.PROGRESSED, progressed(ID, 1, 0.25));
        bus.publish(Live.PROGRESSED, progressed(ID, 1, 0.5));
        soon().until(() -> log.data("live").size() == 2);
        assertThat(new JsonObject(log.data("live").get(1)).getDouble("progress")).isEqualTo(0.5);
        assertThat(node.get(path).json().getJsonObject("live").getDouble("progress"))
            .isEqualTo(0.5);
        store.write(2, 0, Stream.STDOUT, "x");
        store.state = State.COMPLETED;
        soon().until(() -> log.ended() && other.ended());
        assertThat(log.data("live")).hasSize(2);
        assertThat(other.data("live")).isEmpty();
      }
      try (EventLog late = node.follow(path + "/output")) {
        soon().until(late::ended);
        assertThat(late.data("output")).hasSize(1);
        assertThat(late.data("live")).isEmpty();
      }
    }
  }
}
