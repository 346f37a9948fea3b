package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.Wire;
import io.athanor.contract.Cache;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SessionTest {

  private static final UUID ID = new UUID(1, 2);

  private final AtomicReference<Object> asked = new AtomicReference<>();

  private <R> Future<R> note(Object request, R reply) {
    asked.set(request);
    return Future.succeededFuture(reply);
  }

  @Test
  void sessionsAreOpenedAndListed() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      Neighbours bus = node.neighbours();
      Document opened = new Document(new Json("{\"x\":{\"id\":1},\"id\":\"" + ID + "\"}"), false);
      bus.serve(Research.OPEN_SESSION, open -> note(open, opened));
      bus.serve(Research.SESSIONS, list -> note(list, new Page(new Json("[]"), null)));
      HttpNode.Answer answer =
          node.post("/api/v1/sessions", "{\"question\":\"why?\",\"tags\":{\"a\":\"b\"}}");
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.header("Location")).isEqualTo("/api/v1/sessions/" + ID);
      assertThat(asked.get())
          .isEqualTo(new Research.OpenSession("why?", null, null, Map.of("a", "b"), Caller.ADMIN));
      for (String bad : List.of("{}", "{\"question\":\" \"}", "{\"question\":\"a\",\"q\":1}")) {
        assertThat(node.post("/api/v1/sessions", bad).status()).isEqualTo(422);
      }
      assertThat(node.get("/api/v1/sessions?limit=3&cursor=c").json().getValue("nextCursor"))
          .isNull();
      assertThat(asked.get()).isEqualTo(new Research.ListSessions(3, "c", Caller.ADMIN));
    }
  }

  @Test
  void oneSessionIsReadThroughTheCacheOrDirectly() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      Neighbours research = node.neighbours();
      Document direct = new Document(new Json("{\"from\":\"store\"}"), false);
      research.serve(Research.SESSION, get -> note(get, direct));
      assertThat(node.get("/api/v1/sessions/" + ID).text()).isEqualTo("{\"from\":\"store\"}");
      assertThat(asked.get()).isEqualTo(new Research.GetSession(ID, Caller.ADMIN));

      Neighbours cache = node.neighbours();
      Document remembered = new Document(new Json("{\"from\":\"cache\"}"), false);
      Json wire = new Json(Wire.encode(remembered));
      cache.serve(Cache.READ, read -> note(read, new Cache.Answer(wire, true)));
      assertThat(node.get("/api/v1/sessions/" + ID).text()).isEqualTo("{\"from\":\"cache\"}");
      Json request = new Json(Wire.encode(new Research.GetSession(ID, Caller.ADMIN)));
      assertThat(asked.get())
          .isEqualTo(
              new Cache.Read(
                  "research.session", request, Duration.ofSeconds(30), List.of("session:" + ID)));
    }
  }

  @Test
  void aRefusalThroughTheCacheIsFinal() throws Exception {
    try (HttpNode node = HttpNode.start()) {
      RefusedException none = new RefusedException(Failure.NOT_FOUND, "There is none.");
      node.neighbours().serve(Cache.READ, read -> Future.failedFuture(none));
      assertThat(node.get("/api/v1/sessions/" + ID).status()).isEqualTo(404);
    }
  }
}
