package io.athanor.bus;

import static io.athanor.contract.Experiments.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Experiments;
import io.athanor.contract.Failure;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.athanor.support.TwoNodes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The guarantees between two nodes, and those that need two nodes to matter. */
final class ClusteredBusTest implements BusSuite {

  @RegisterExtension static final TwoNodes NODES = TwoNodes.inOneCluster();

  @Override
  public TwoNodes nodes() {
    return NODES;
  }

  private static AtomicInteger serveCounting(Bus bus, int limit) {
    AtomicInteger count = new AtomicInteger();
    Await.value(
        bus.serve(
            GET,
            limit,
            question -> {
              count.incrementAndGet();
              return Future.succeededFuture(ANSWER);
            }));
    return count;
  }

  @Test
  void recordsAreCopiedBetweenNodes() {
    serveCounting(NODES.owner(Role.PERSISTENCE), 10);

    assertThat(Await.value(NODES.caller().request(GET, QUESTION)))
        .isEqualTo(ANSWER)
        .isNotSameAs(ANSWER);
  }

  @Test
  void aNodeThatServesARequestItselfDoesNotSendItAway() {
    AtomicInteger there = serveCounting(NODES.owner(Role.PERSISTENCE), 10);
    AtomicInteger here = serveCounting(NODES.open(NODES.asking(), Role.PERSISTENCE), 10);
    Bus caller = NODES.caller();

    for (int i = 0; i < 20; i++) {
      Await.value(caller.request(GET, QUESTION));
    }

    assertThat(here).hasValue(20);
    assertThat(there).hasValue(0);
  }

  @Test
  void overloadedHereIsFinal() {
    AtomicInteger there = serveCounting(NODES.owner(Role.PERSISTENCE), 10);
    serveCounting(NODES.open(NODES.asking(), Role.PERSISTENCE), 0);
    Bus caller = NODES.caller();

    for (int i = 0; i < 5; i++) {
      assertThat(Await.refusal(caller.request(GET, QUESTION)).failure())
          .isEqualTo(Failure.OVERLOADED);
    }
    assertThat(there).hasValue(0);
  }

  @Test
  void afterDrainingHereTheOtherNodeServes() {
    AtomicInteger there = serveCounting(NODES.owner(Role.PERSISTENCE), 10);
    Bus own = NODES.open(NODES.asking(), Role.PERSISTENCE);
    serveCounting(own, 10);
    Await.value(own.drain());

    for (int i = 0; i < 5; i++) {
      Await.value(NODES.caller().request(GET, QUESTION));
    }

    assertThat(there).hasValue(5);
  }

  /** A verticle that was cut off without draining leaves its name in the node's own table. */
  @Test
  void whenTheConsumerHereHasGoneTheOtherNodeServes() {
    AtomicInteger there = serveCounting(NODES.owner(Role.PERSISTENCE), 10);
    Vertx vertx = NODES.asking().vertx();
    Bus own = NODES.open(NODES.asking(), Role.PERSISTENCE);
    String id =
        Await.value(
            vertx.deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    return own.serve(GET, question -> Future.succeededFuture(ANSWER));
                  }
                }));
    Await.value(vertx.undeploy(id));
    assertThat(NODES.asking().bus().servedHere(GET.name())).isTrue();

    assertThat(Await.value(NODES.caller().request(GET, QUESTION))).isEqualTo(ANSWER);
    assertThat(there).hasValue(1);
  }

  @Test
  void whatADrainedConsumerHadQueuedGoesElsewhere() {
    AtomicInteger there = serveCounting(NODES.owner(Role.PERSISTENCE), 10);
    Bus own = NODES.open(NODES.asking(), Role.PERSISTENCE);
    Context context = OnNodes.worker(NODES.asking().vertx());
    CountDownLatch busy = new CountDownLatch(1);
    OnNodes.on(context, () -> own.serve(GET, question -> Future.failedFuture("not here")));
    OnNodes.block(context, busy);

    Future<Experiments.Document> queued = NODES.caller().request(GET, QUESTION);
    own.drain();
    busy.countDown();

    assertThat(Await.value(queued)).isEqualTo(ANSWER);
    assertThat(there).hasValue(1);
  }

  @Test
  void aNodeThatClosesWithOurRequestCostsATimeout() throws InterruptedException {
    var guest = NODES.guest();
    CountDownLatch begun = new CountDownLatch(1);
    Await.value(
        guest
            .bus()
            .open(Role.PERSISTENCE)
            .serve(
                GET,
                question -> {
                  begun.countDown();
                  return Promise.<Experiments.Document>promise().future();
                }));
    Future<?> asked = NODES.caller().request(within(700, GET), QUESTION);
    assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

    Await.value(guest.vertx().close());

    assertThat(Await.refusal(asked).failure()).isEqualTo(Failure.TIMEOUT);
  }
}
