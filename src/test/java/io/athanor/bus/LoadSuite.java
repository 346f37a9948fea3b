package io.athanor.bus;

import static io.athanor.contract.Experiments.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Experiments;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A verticle takes on what it can finish, and finishes what it has taken on. */
interface LoadSuite extends OnNodes {

  @Test
  default void whoIsBusyEnoughRefuses() throws InterruptedException {
    Queue<Promise<Experiments.Document>> open = new ConcurrentLinkedQueue<>();
    CountDownLatch begun = new CountDownLatch(2);
    Bus caller = nodes().caller();
    Await.value(
        nodes()
            .owner(Role.PERSISTENCE)
            .serve(
                GET,
                2,
                question -> {
                  Promise<Experiments.Document> promise = Promise.promise();
                  open.add(promise);
                  begun.countDown();
                  return promise.future();
                }));
    List<Future<Experiments.Document>> taken =
        List.of(caller.request(GET, QUESTION), caller.request(GET, QUESTION));
    assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

    Refusal refusal = Await.refusal(caller.request(GET, QUESTION));

    assertThat(refusal.failure()).isEqualTo(Failure.OVERLOADED);
    assertThat(refusal.type()).isEqualTo("overloaded");
    open.forEach(promise -> promise.complete(ANSWER));
    taken.forEach(answer -> assertThat(Await.value(answer)).isEqualTo(ANSWER));
    open.clear();
    Future<Experiments.Document> next = caller.request(GET, QUESTION);
    org.awaitility.Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !open.isEmpty());
    open.remove().complete(ANSWER);
    assertThat(Await.value(next)).isEqualTo(ANSWER);
  }

  @Test
  default void drainingFinishesWhatIsOwedAndTakesNothingNew() throws InterruptedException {
    Promise<Experiments.Document> slow = Promise.promise();
    CountDownLatch begun = new CountDownLatch(1);
    Bus owner = nodes().owner(Role.PERSISTENCE);
    Bus caller = nodes().caller();
    Await.value(
        owner.serve(
            GET,
            question -> {
              begun.countDown();
              return slow.future();
            }));
    Future<Experiments.Document> owed = caller.request(GET, QUESTION);
    assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

    Future<Void> drained = owner.drain();

    assertThat(nodes().serving().bus().served()).isEmpty();
    org.awaitility.Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Await.refusal(caller.request(GET, QUESTION)).failure() == Failure.UNAVAILABLE);
    assertThat(drained.isComplete()).isFalse();
    slow.complete(ANSWER);
    assertThat(Await.value(owed)).isEqualTo(ANSWER);
    Await.value(drained);
  }

  @Test
  default void drainingGivesUpOnWorkThatNeverEnds() throws InterruptedException {
    Promise<Experiments.Document> never = Promise.promise();
    CountDownLatch begun = new CountDownLatch(1);
    Bus owner = nodes().owner(Role.PERSISTENCE);
    Await.value(
        owner.serve(
            GET,
            question -> {
              begun.countDown();
              return never.future();
            }));
    Future<Experiments.Document> asked = nodes().caller().request(within(50, GET), QUESTION);
    assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

    Await.value(owner.drain(Duration.ofMillis(100)));

    assertThat(Await.refusal(asked).failure()).isEqualTo(Failure.TIMEOUT);
    never.complete(ANSWER);
  }

  @Test
  default void drainingTwiceOrWithNothingToDrainIsHarmless() {
    Bus owner = nodes().owner(Role.PERSISTENCE);
    Await.value(owner.drain());
    Await.value(owner.serve(GET, question -> Future.succeededFuture(ANSWER)));
    Await.value(owner.drain());
    Await.value(owner.drain());

    assertThat(nodes().serving().bus().served()).isEmpty();
  }

  @Test
  default void aThousandQuestionsAtOnceAreAllAnswered() {
    Await.value(
        nodes().owner(Role.PERSISTENCE).serve(GET, question -> Future.succeededFuture(ANSWER)));
    Bus caller = nodes().caller();
    List<Future<Experiments.Document>> answers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      answers.add(caller.request(GET, QUESTION));
    }

    Await.value(Future.all(answers));

    assertThat(answers).allMatch(answer -> answer.result().equals(ANSWER));
  }
}
