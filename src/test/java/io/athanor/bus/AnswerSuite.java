package io.athanor.bus;

import static io.athanor.contract.Experiments.GET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Experiments;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Refusal;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A question gets its answer. */
interface AnswerSuite extends OnNodes {

  /** A record that the contract does not know. */
  record Unheard(String word) {}

  private void serveAnswer() {
    Await.value(
        nodes()
            .owner(Role.PERSISTENCE)
            .serve(
                GET,
                question ->
                    question.equals(QUESTION)
                        ? Future.succeededFuture(ANSWER)
                        : Future.failedFuture("another question")));
  }

  @Test
  default void aQuestionGetsItsAnswer() {
    serveAnswer();

    assertThat(Await.value(nodes().caller().request(GET, QUESTION))).isEqualTo(ANSWER);
  }

  @Test
  default void aQuestionInWireFormGetsItsAnswerInWireForm() {
    serveAnswer();
    Bus caller = nodes().caller();
    Json question = new Json(Wire.encode(QUESTION));

    Json answer = Await.value(caller.request(GET.name(), question));

    assertThat(answer.text()).isEqualTo("{\"body\":\"{\\\"a\\\": 1}\",\"terminal\":true}");
  }

  @Test
  default void whatIsNoQuestionIsRefusedBeforeItIsSent() {
    Bus caller = nodes().caller();

    assertThat(Await.refusal(caller.request("no.address", Json.EMPTY)).failure())
        .isEqualTo(Failure.INVALID);
    for (String text : new String[] {"", "[]", "{", "null", "{} {}", "{\"id\": \"x\"}"}) {
      assertThat(Await.refusal(caller.request(GET.name(), new Json(text))).failure())
          .as(text)
          .isEqualTo(Failure.INVALID);
    }
  }

  @Test
  default void aQuestionWithoutACodecFailsAsAFuture() {
    RequestAddress<Unheard, Experiments.Document> address =
        new RequestAddress<>(
            "unheard.of",
            Role.PERSISTENCE,
            Unheard.class,
            Experiments.Document.class,
            Duration.ofSeconds(1));

    Refusal refusal = Await.refusal(nodes().caller().request(address, new Unheard("psst")));

    assertThat(refusal.failure()).isEqualTo(Failure.INTERNAL);
  }

  @Test
  default void aRoleServesNothingThatBelongsToAnother() {
    Bus stranger = nodes().owner(Role.CACHE);

    assertThatThrownBy(() -> stranger.serve(GET, question -> Future.succeededFuture(ANSWER)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("persistence");
    assertThat(nodes().serving().bus().served()).isEmpty();
  }

  @Test
  default void aNodeKnowsWhatItServes() {
    serveAnswer();

    assertThat(nodes().serving().bus().served()).containsOnly(entry(GET.name(), Role.PERSISTENCE));
  }

  private static java.util.Map.Entry<String, Role> entry(String name, Role role) {
    return java.util.Map.entry(name, role);
  }

  @Test
  default void aForeignApplicationAsksInJsonAndIsAnsweredInJson() {
    serveAnswer();
    JsonObject question =
        new JsonObject(
            """
            {"id": "00000000-0000-0001-0000-000000000002", "include": ["RESULT"],
             "caller": {"owner": "marie"}, "not": "ours"}
            """);
    DeliveryOptions garbage =
        new DeliveryOptions()
            .addHeader("budget", "soon")
            .addHeader("sent", "-9223372036854775808")
            .addHeader("node", "\u0000")
            .addHeader("correlation", "new\nline");

    for (DeliveryOptions options : new DeliveryOptions[] {new DeliveryOptions(), garbage}) {
      Message<Object> reply =
          Await.value(nodes().foreigner().eventBus().request(GET.name(), question, options));

      assertThat(reply.body())
          .isEqualTo(new JsonObject().put("body", "{\"a\": 1}").put("terminal", true));
    }
  }

  @Test
  default void aForeignApplicationIsRefusedInJson() {
    serveAnswer();
    JsonObject question = new JsonObject().put("id", 7);

    Throwable cause = Await.cause(nodes().foreigner().eventBus().request(GET.name(), question));

    assertThat(cause)
        .isInstanceOfSatisfying(
            ReplyException.class,
            told -> {
              assertThat(told.failureCode()).isEqualTo(400);
              JsonObject refusal = new JsonObject(told.getMessage());
              assertThat(refusal.getString("failure")).isEqualTo("INVALID");
              assertThat(refusal.getString("type")).isEqualTo("invalid");
              assertThat(refusal.getString("detail")).contains("Get");
            });
  }
}
