package io.athanor.bus;

import static io.athanor.contract.Experiments.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Experiments;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Operations;
import io.athanor.contract.Refusal;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Research;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Nobody waits for ever, and nobody waits longer than the one who asked first. */
interface DeadlineSuite extends OnNodes {

  Research.Update UPDATE =
      new Research.Update(Kind.SESSION, QUESTION.id(), null, Json.EMPTY, QUESTION.caller());

  RequestAddress<Operations.Ping, Operations.Pong> PING = Operations.ping(Role.CACHE);

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  private static long millisLeft() {
    return Envelope.millisUntil(Correlation.deadline());
  }

  @Test
  default void anAddressThatDoesNotAnswerTimesOut() {
    Promise<Experiments.Document> never = Promise.promise();
    Await.value(nodes().owner(Role.PERSISTENCE).serve(GET, question -> never.future()));
    long began = System.nanoTime();

    Refusal refusal = Await.refusal(nodes().caller().request(within(200, GET), QUESTION));

    assertThat(refusal.failure()).isEqualTo(Failure.TIMEOUT);
    assertThat(millisSince(began)).isBetween(190L, 2_000L);
    never.complete(ANSWER);
  }

  private void timesOut(RequestAddress<Research.Update, Research.Stored> address) {
    assertThat(Await.refusal(nodes().caller().request(address, UPDATE)).failure())
        .isEqualTo(Failure.TIMEOUT);
  }

  private Promise<Operations.Pong> serveSilence(List<Long> left) {
    Promise<Operations.Pong> never = Promise.promise();
    Bus cache = nodes().open(nodes().asking(), Role.CACHE);
    Await.value(
        cache.serve(
            PING,
            ping -> {
              left.add(millisLeft());
              return never.future();
            }));
    return never;
  }

  /** HTTP asks research, which asks persistence, which asks the cache, which is silent. */
  @Test
  default void timeoutsShrinkAlongTheChain() {
    List<Long> left = new CopyOnWriteArrayList<>();
    Promise<Operations.Pong> never = serveSilence(left);
    Promise<Refusal> innermost = Promise.promise();
    Bus persistence = nodes().owner(Role.PERSISTENCE);
    Bus research = nodes().open(nodes().asking(), Role.RESEARCH);
    Await.value(
        persistence.serve(
            GET,
            question -> {
              left.add(millisLeft());
              return persistence
                  .request(within(60_000, PING), new Operations.Ping())
                  .onFailure(cause -> innermost.complete(Refusals.of(cause, "")))
                  .map(ANSWER);
            }));
    Await.value(
        research.serve(
            Research.UPDATE,
            update -> {
              left.add(millisLeft());
              return research
                  .request(within(60_000, GET), QUESTION)
                  .map(document -> new Research.Stored(QUESTION.id(), 1, document.body()));
            }));
    long began = System.nanoTime();

    timesOut(within(400, Research.UPDATE));

    assertThat(Await.value(innermost.future()).failure()).isEqualTo(Failure.TIMEOUT);
    assertThat(millisSince(began)).isBetween(380L, 3_000L);
    assertThat(left).hasSize(3).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(left).allMatch(millis -> millis > 0 && millis <= 400);
    never.complete(new Operations.Pong(true, "late"));
  }

  @Test
  default void aShorterTimeoutOfTheAddressWinsInTheChain() {
    Promise<Experiments.Document> never = Promise.promise();
    Bus research = nodes().open(nodes().asking(), Role.RESEARCH);
    Await.value(nodes().owner(Role.PERSISTENCE).serve(GET, question -> never.future()));
    Await.value(
        research.serve(
            Research.UPDATE,
            update ->
                research
                    .request(within(100, GET), QUESTION)
                    .map(document -> new Research.Stored(QUESTION.id(), 1, document.body()))));

    Refusal refusal = Await.refusal(nodes().caller().request(Research.UPDATE, UPDATE));

    assertThat(refusal.failure()).isEqualTo(Failure.TIMEOUT);
    assertThat(refusal.detail()).contains(GET.name());
    never.complete(ANSWER);
  }

  @Test
  default void whoIsTooLateDoesNotAsk() {
    Promise<Refusal> told = Promise.promise();
    Bus caller = nodes().caller();
    nodes()
        .asking()
        .vertx()
        .runOnContext(
            v -> {
              Correlation.within(Duration.ofMillis(-1));
              caller
                  .request(GET.name(), new Json(Wire.encode(QUESTION)))
                  .onFailure(cause -> told.complete(Refusals.of(cause, "")));
            });

    assertThat(Await.value(told.future()).failure()).isEqualTo(Failure.TIMEOUT);
  }

  @Test
  default void workThatOutlivesItsRequestStartsFromTheVerticlesContext() {
    Promise<Long> inTimer = Promise.promise();
    Promise<Long> inContext = Promise.promise();
    var vertx = nodes().serving().vertx();
    var context = vertx.getOrCreateContext();
    Bus owner = nodes().owner(Role.PERSISTENCE);
    Await.value(
        owner.serve(
            GET,
            question -> {
              vertx.setTimer(1, id -> inTimer.complete(Correlation.deadline()));
              context.runOnContext(v -> inContext.complete(Correlation.deadline()));
              return Future.succeededFuture(ANSWER);
            }));

    Await.value(nodes().caller().request(GET, QUESTION));

    assertThat(Await.value(inTimer.future())).isNotNull();
    assertThat(Await.value(inContext.future())).isNull();
  }
}
