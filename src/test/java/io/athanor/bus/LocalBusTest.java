package io.athanor.bus;

import static io.athanor.contract.Experiments.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Failure;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.athanor.support.TwoNodes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The guarantees on one node. */
final class LocalBusTest implements BusSuite {

  @RegisterExtension static final TwoNodes NODES = TwoNodes.asOne();

  @Override
  public TwoNodes nodes() {
    return NODES;
  }

  @Test
  void recordsPassByReference() {
    Await.value(
        NODES
            .owner(Role.PERSISTENCE)
            .serve(
                GET,
                question -> {
                  assertThat(question).isSameAs(QUESTION);
                  return Future.succeededFuture(ANSWER);
                }));

    assertThat(Await.value(NODES.caller().request(GET, QUESTION))).isSameAs(ANSWER);
  }

  @Test
  void workThatNobodyWaitsForIsNotBegun() {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch busy = new CountDownLatch(1);
    Context context = OnNodes.worker(NODES.serving().vertx());
    OnNodes.on(
        context,
        () ->
            NODES
                .owner(Role.PERSISTENCE)
                .serve(
                    GET,
                    question -> {
                      begun.incrementAndGet();
                      return Future.succeededFuture(ANSWER);
                    }));
    OnNodes.block(context, busy);

    Future<?> late = NODES.caller().request(within(50, GET), QUESTION);
    assertThat(Await.refusal(late).failure()).isEqualTo(Failure.TIMEOUT);
    busy.countDown();

    assertThat(Await.value(NODES.caller().request(GET, QUESTION))).isEqualTo(ANSWER);
    assertThat(begun).hasValue(1);
  }

  @Test
  void whatADrainedConsumerHadQueuedIsRefusedAtOnce() {
    CountDownLatch busy = new CountDownLatch(1);
    Bus owner = NODES.owner(Role.PERSISTENCE);
    Context context = OnNodes.worker(NODES.serving().vertx());
    OnNodes.on(context, () -> owner.serve(GET, question -> Future.succeededFuture(ANSWER)));
    OnNodes.block(context, busy);
    Future<?> queued = NODES.caller().request(GET, QUESTION);
    Future<Void> drained = owner.drain();
    busy.countDown();

    assertThat(Await.refusal(queued).type()).isEqualTo("role-unavailable");
    Await.value(drained);
  }
}
