package io.athanor.bus;

import static io.athanor.contract.Experiments.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts;
import io.athanor.contract.Experiments;
import io.athanor.contract.Json;
import io.athanor.contract.Operations;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** One id follows a request wherever it goes, and no further. */
interface CorrelationSuite extends OnNodes {

  /** Does some work as part of the request with this id. */
  private <T> Future<T> as(String id, Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    nodes()
        .asking()
        .vertx()
        .runOnContext(
            v -> {
              Correlation.id(id);
              work.get().onComplete(done);
            });
    return done.future();
  }

  private static Future<Experiments.Document> document(String text) {
    return Future.succeededFuture(new Experiments.Document(new Json(text), true));
  }

  @Test
  default void theIdIsKnownToWhoServes() {
    Await.value(nodes().owner(Role.PERSISTENCE).serve(GET, question -> document(Correlation.id())));
    Bus caller = nodes().caller();

    Experiments.Document answer = Await.value(as("r-1", () -> caller.request(GET, QUESTION)));

    assertThat(answer.body().text()).isEqualTo("r-1");
  }

  @Test
  default void theIdIsThereAfterTheReply() {
    Await.value(nodes().owner(Role.PERSISTENCE).serve(GET, question -> document("{}")));
    Bus caller = nodes().caller();

    String after =
        Await.value(as("r-2", () -> caller.request(GET, QUESTION).map(answer -> Correlation.id())));

    assertThat(after).isEqualTo("r-2");
  }

  /** Requests of one verticle overlap on one event loop; each asks on after a detour. */
  @Test
  default void requestsThatOverlapDoNotLendEachOtherTheirIds() {
    Bus cache = nodes().open(nodes().asking(), Role.CACHE);
    Bus owner = nodes().owner(Role.PERSISTENCE);
    var vertx = nodes().serving().vertx();
    Await.value(
        cache.serve(
            Operations.ping(Role.CACHE),
            ping -> Future.succeededFuture(new Operations.Pong(true, Correlation.id()))));
    Await.value(
        owner.serve(
            GET,
            question ->
                vertx
                    .timer(5)
                    .compose(
                        late -> owner.request(Operations.ping(Role.CACHE), new Operations.Ping()))
                    .compose(pong -> document(pong.detail() + "/" + Correlation.id()))));
    Bus caller = nodes().caller();
    List<Future<Experiments.Document>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String id = "r-" + i;
      answers.add(as(id, () -> caller.request(GET, QUESTION)));
    }

    Await.value(Future.all(answers));

    for (int i = 0; i < 100; i++) {
      assertThat(answers.get(i).result().body().text()).isEqualTo("r-" + i + "/r-" + i);
    }
  }

  @Test
  default void aRequestFromOutsideHasNone() {
    Await.value(
        nodes()
            .owner(Role.PERSISTENCE)
            .serve(GET, question -> document(String.valueOf(Correlation.id()))));
    Correlation.id("nowhere");

    assertThat(Correlation.id()).isNull();
    assertThat(Await.value(nodes().caller().request(GET, QUESTION)).body().text())
        .isEqualTo("null");
  }

  @Test
  default void anEventCarriesTheId() {
    Promise<String> heard = Promise.promise();
    Await.value(
        nodes()
            .owner(Role.EXECUTION)
            .listen(Attempts.READY, ready -> heard.complete(Correlation.id())));
    Bus persistence = nodes().open(nodes().asking(), Role.PERSISTENCE);

    Await.value(
        as(
            "r-3",
            () -> {
              persistence.publish(Attempts.READY, new Attempts.Ready("default", 0));
              return Future.succeededFuture();
            }));

    assertThat(Await.value(heard.future())).isEqualTo("r-3");
  }

  @Test
  default void anIdFromAbroadIsTakenOverOnlyIfItIsOne() {
    Await.value(
        nodes()
            .owner(Role.PERSISTENCE)
            .serve(GET, question -> document(String.valueOf(Correlation.id()))));
    JsonObject question = new JsonObject(Wire.encode(QUESTION));
    var foreigner = nodes().foreigner().eventBus();

    for (String id : List.of("", "a b", "new\nline", "\u00fc", "x".repeat(65))) {
      var options = new DeliveryOptions().addHeader("correlation", id);
      JsonObject reply =
          (JsonObject) Await.value(foreigner.request(GET.name(), question, options)).body();
      assertThat(reply.getString("body")).as(id).isEqualTo("null");
    }
    var options = new DeliveryOptions().addHeader("correlation", "x".repeat(64));
    JsonObject reply =
        (JsonObject) Await.value(foreigner.request(GET.name(), question, options)).body();
    assertThat(reply.getString("body")).isEqualTo("x".repeat(64));
  }
}
