package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Json;
import io.athanor.contract.Queue;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueRoutesTest {

  private static final String CAPS = "/api/v1/caps";

  private final AtomicReference<Object> asked = new AtomicReference<>();
  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
    Neighbours bus = node.neighbours();
    bus.serve(Queue.SET_POOL, set -> note(set, new Queue.Pool(set.name(), set.paused())));
    bus.serve(Queue.SET_CAP, set -> note(set, new Queue.Cap(set.key(), set.most())));
    bus.serve(
        Queue.LIST_CAPS,
        list ->
            note(
                list,
                new Experiments.Page(
                    new Json("[{\"key\":\"pool:p\",\"most\":1,\"taken\":0,\"held\":0}]"), "next")));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private <R> Future<R> note(Object request, R reply) {
    asked.set(request);
    return Future.succeededFuture(reply);
  }

  @Test
  void poolsArePausedAndResumed() throws Exception {
    assertThat(node.post("/api/v1/pools/gpu/pause", "").text())
        .isEqualTo("{\"name\":\"gpu\",\"paused\":true}");
    assertThat(asked.get()).isEqualTo(new Queue.SetPool("gpu", true, Caller.ADMIN));
    assertThat(node.post("/api/v1/pools/gpu/resume", "").text())
        .isEqualTo("{\"name\":\"gpu\",\"paused\":false}");
    assertThat(node.post("/api/v1/pools/a%20b/pause", "").status()).isEqualTo(404);
  }

  @Test
  void capsAreSetListedAndTakenAway() throws Exception {
    assertThat(node.post(CAPS, "{\"key\":\"pool:p\",\"most\":3}").text())
        .isEqualTo("{\"key\":\"pool:p\",\"most\":3}");
    String session = "session:01900000-0000-7000-8000-000000000001";
    assertThat(node.post(CAPS, "{\"key\":\"" + session + "\",\"most\":null}").status())
        .isEqualTo(200);
    assertThat(asked.get()).isEqualTo(new Queue.SetCap(session, null, Caller.ADMIN));
    assertThat(node.get(CAPS + "?limit=1&cursor=x").json().getString("nextCursor"))
        .isEqualTo("next");
    assertThat(asked.get()).isEqualTo(new Queue.ListCaps(1, "x", Caller.ADMIN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"key\":\"pool:p\"}",
        "{\"key\":\"p\",\"most\":1}",
        "{\"key\":\"pool:\",\"most\":1}",
        "{\"key\":\"session:x\",\"most\":1}",
        "{\"key\":\"key:a b\",\"most\":1}",
        "{\"key\":\"pool:p\",\"most\":-1}",
        "{\"key\":\"pool:p\",\"most\":1000001}",
        "{\"key\":\"pool:p\",\"most\":\"1\"}",
        "{\"key\":\"pool:p\",\"most\":1,\"more\":1}",
      })
  void aBadCapIsRefused(String body) throws Exception {
    assertThat(node.post(CAPS, body).status()).isEqualTo(422);
    assertThat(asked.get()).isNull();
  }
}
