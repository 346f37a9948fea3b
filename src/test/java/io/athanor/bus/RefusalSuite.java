package io.athanor.bus;

import static io.athanor.contract.Experiments.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Experiments;
import io.athanor.contract.Failure;
import io.athanor.contract.Operations;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong, the caller is told. */
interface RefusalSuite extends OnNodes {

  private Refusal refusalOf(Function<Experiments.Get, Future<Experiments.Document>> handler) {
    Bus owner = nodes().owner(Role.PERSISTENCE);
    Await.value(owner.serve(GET, handler));
    try {
      return Await.refusal(nodes().caller().request(GET, QUESTION));
    } finally {
      Await.value(owner.drain());
    }
  }

  @Test
  default void aDefectIsInternalAndTellsNoSecrets() {
    List<Function<Experiments.Get, Future<Experiments.Document>>> defects =
        List.of(
            question -> {
              throw new IllegalStateException("password");
            },
            question -> {
              throw new StackOverflowError("password");
            },
            question -> Future.failedFuture(new IOException("password")),
            question -> null,
            question -> Future.succeededFuture(null),
            question -> wrongAnswer());
    for (int i = 0; i < defects.size(); i++) {
      Refusal refusal = refusalOf(defects.get(i));

      assertThat(refusal.failure()).as("defect %d", i).isEqualTo(Failure.INTERNAL);
      assertThat(refusal.toString()).doesNotContain("password");
    }
  }

  @SuppressWarnings("unchecked")
  private static Future<Experiments.Document> wrongAnswer() {
    return (Future<Experiments.Document>)
        (Future<?>) Future.succeededFuture(new Operations.Pong(true, "fine"));
  }

  @Test
  default void aRefusalArrivesInFull() {
    Refusal refusal =
        new Refusal(
            Failure.UNPROCESSABLE,
            "above-ceiling",
            "The limit \"wall\" is above the ceiling: \u00fc \ud83d\ude80.",
            "Ask for less.",
            List.of(new Refusal.FieldError("limits.wall", "at most PT1H")));

    assertThat(refusalOf(question -> Future.failedFuture(new RefusedException(refusal))))
        .isEqualTo(refusal);
  }

  @Test
  default void everyFailureKeepsItsClass() {
    for (Failure failure : Failure.values()) {
      assertThat(
              refusalOf(question -> Future.failedFuture(new RefusedException(failure, "no")))
                  .failure())
          .isEqualTo(failure);
    }
  }

  @Test
  default void unknownCodesAreClassedByTheirHundreds() {
    assertThat(refusalOfCode(418, "teapot")).isEqualTo(Refusal.of(Failure.INVALID, "teapot"));
    assertThat(refusalOfCode(599, "{}").failure()).isEqualTo(Failure.INTERNAL);
    assertThat(refusalOfCode(-1, "null").failure()).isEqualTo(Failure.INTERNAL);
    assertThat(refusalOfCode(404, null).failure()).isEqualTo(Failure.NOT_FOUND);
  }

  private Refusal refusalOfCode(int code, String text) {
    var consumer =
        nodes()
            .serving()
            .vertx()
            .eventBus()
            .consumer(GET.name(), message -> message.fail(code, text));
    Await.value(consumer.completion());
    Refusal refusal = Await.refusal(nodes().caller().request(GET, QUESTION));
    Await.value(consumer.unregister());
    return refusal;
  }

  @Test
  default void aWrongBodyIsInvalid() {
    Await.value(
        nodes().owner(Role.PERSISTENCE).serve(GET, question -> Future.succeededFuture(ANSWER)));
    Object[] bodies = {
      new Operations.Ping(),
      "text",
      7,
      null,
      Buffer.buffer("{}"),
      new JsonObject(),
      new JsonObject().put("include", 3),
      new ReplyException(io.vertx.core.eventbus.ReplyFailure.ERROR, "confused")
    };
    for (Object body : bodies) {
      Throwable cause = Await.cause(nodes().asking().vertx().eventBus().request(GET.name(), body));

      assertThat(cause)
          .as("body %s", body)
          .isInstanceOfSatisfying(
              ReplyException.class, told -> assertThat(told.failureCode()).isEqualTo(400));
    }
  }

  @Test
  default void aWrongAnswerIsInternal() {
    var consumer =
        nodes()
            .serving()
            .vertx()
            .eventBus()
            .consumer(GET.name(), message -> message.reply("something else"));
    Await.value(consumer.completion());

    assertThat(Await.refusal(nodes().caller().request(GET, QUESTION)).failure())
        .isEqualTo(Failure.INTERNAL);
    Await.value(consumer.unregister());
  }

  @Test
  default void anAddressThatNobodyServesIsUnavailable() {
    Refusal refusal = Await.refusal(nodes().caller().request(GET, QUESTION));

    assertThat(refusal.failure()).isEqualTo(Failure.UNAVAILABLE);
    assertThat(refusal.type()).isEqualTo("role-unavailable");
    assertThat(refusal.detail()).contains(GET.name());
    assertThat(refusal.advice()).isNotBlank();
  }

  @Test
  default void refusalsAreCountedByTheirClass() {
    refusalOf(question -> Future.failedFuture(new RefusedException(Failure.CONFLICT, "no")));
    AddressStatistics before = statistics();
    refusalOf(question -> Future.failedFuture(new RefusedException(Failure.CONFLICT, "no")));
    refusalOf(question -> Future.failedFuture(new RefusedException(Failure.NOT_FOUND, "no")));
    AddressStatistics after = statistics();

    assertThat(after.served() - before.served()).isEqualTo(2);
    assertThat(refused(after, Failure.CONFLICT) - refused(before, Failure.CONFLICT)).isEqualTo(1);
    assertThat(refused(after, Failure.NOT_FOUND) - refused(before, Failure.NOT_FOUND)).isEqualTo(1);
    assertThat(after.nanos()).isGreaterThan(before.nanos());
    assertThat(after.inFlight()).isZero();
  }

  private static long refused(AddressStatistics statistics, Failure failure) {
    return statistics.refused().getOrDefault(failure, 0L);
  }

  private AddressStatistics statistics() {
    return nodes().serving().bus().statistics().stream()
        .filter(one -> one.address().equals(GET.name()))
        .findFirst()
        .orElseThrow();
  }
}
