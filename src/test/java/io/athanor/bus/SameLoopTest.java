package io.athanor.bus;

import static io.athanor.bus.OnNodes.ANSWER;
import static io.athanor.bus.OnNodes.QUESTION;
import static io.athanor.contract.Experiments.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Experiments.Get;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.athanor.support.TwoNodes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The guarantees between two verticles on one event loop, where no message is sent. */
final class SameLoopTest {

  @RegisterExtension static final TwoNodes NODES = TwoNodes.asOne();

  private final AtomicInteger messages = new AtomicInteger();
  private Context loop;
  private Bus owner;
  private Bus caller;

  @BeforeEach
  void bothOnOneLoop() {
    Vertx vertx = NODES.serving().vertx();
    loop = vertx.getOrCreateContext();
    owner = NODES.owner(Role.PERSISTENCE);
    caller = NODES.caller();
    vertx
        .eventBus()
        .addOutboundInterceptor(
            delivery -> {
              messages.incrementAndGet();
              delivery.next();
            });
  }

  private void serve(Function<Get, Future<Document>> handler) {
    serve(Bus.IN_FLIGHT, handler);
  }

  private void serve(int limit, Function<Get, Future<Document>> handler) {
    OnNodes.on(loop, () -> owner.serve(GET, limit, handler));
  }

  private Failure refusal(RequestAddress<Get, Document> address) {
    Future<Document> asked =
        OnNodes.on(loop, () -> Future.succeededFuture(caller.request(address, QUESTION)));
    return Await.refusal(asked).failure();
  }

  private static RequestAddress<Get, Document> within(long millis) {
    return new RequestAddress<>(
        GET.name(), GET.role(), GET.request(), GET.reply(), Duration.ofMillis(millis));
  }

  @Test
  void theAnswerComesWithoutAMessageAndByReference() {
    serve(
        question -> {
          assertThat(question).isSameAs(QUESTION);
          return Future.succeededFuture(ANSWER);
        });

    assertThat(OnNodes.on(loop, () -> caller.request(GET, QUESTION))).isSameAs(ANSWER);
    assertThat(messages).hasValue(0);
    assertThat(Await.value(caller.request(GET, QUESTION))).isSameAs(ANSWER);
    assertThat(messages.get()).isPositive();
  }

  @Test
  void theHandlerDoesNotRunInsideTheRequest() {
    List<String> order = new ArrayList<>();
    serve(
        question -> {
          order.add("handled");
          return Future.succeededFuture(ANSWER);
        });

    OnNodes.on(
        loop,
        () -> {
          Future<Document> answer = caller.request(GET, QUESTION);
          order.add("asked");
          return answer;
        });

    assertThat(order).containsExactly("asked", "handled");
  }

  @Test
  void everyFaultOfTheHandlerIsARefusal() {
    List<Function<Get, Future<Document>>> faults =
        List.of(
            question -> {
              throw new IllegalStateException("broken");
            },
            question -> Future.failedFuture("broken"),
            question -> Future.succeededFuture(null),
            question -> null);
    for (Function<Get, Future<Document>> fault : faults) {
      serve(fault);
      assertThat(refusal(GET)).isEqualTo(Failure.INTERNAL);
    }
    serve(question -> Future.failedFuture(new RefusedException(Failure.CONFLICT, "no")));
    assertThat(refusal(GET)).isEqualTo(Failure.CONFLICT);
  }

  @Test
  void noQuestionIsInvalid() {
    serve(question -> Future.succeededFuture(ANSWER));
    Future<Document> asked =
        OnNodes.on(loop, () -> Future.succeededFuture(caller.request(GET, null)));

    assertThat(Await.refusal(asked).failure()).isEqualTo(Failure.INVALID);
  }

  @Test
  void whoNeverAnswersIsATimeout() {
    serve(question -> Promise.<Document>promise().future());

    assertThat(refusal(within(50))).isEqualTo(Failure.TIMEOUT);
  }

  @Test
  void whoIsBusyEnoughRefusesAndDrainingWaitsForWhatIsOwed() {
    Promise<Document> slow = Promise.promise();
    serve(1, question -> slow.future());
    Future<Document> owed =
        OnNodes.on(loop, () -> Future.succeededFuture(caller.request(GET, QUESTION)));
    assertThat(refusal(GET)).isEqualTo(Failure.OVERLOADED);

    Future<Void> drained = OnNodes.on(loop, () -> Future.succeededFuture(owner.drain()));

    assertThat(refusal(GET)).isEqualTo(Failure.UNAVAILABLE);
    assertThat(drained.isComplete()).isFalse();
    slow.complete(ANSWER);
    assertThat(Await.value(owed)).isSameAs(ANSWER);
    Await.value(drained);
  }

  @Test
  void correlationGoesInAndDeadlinesStayApart() {
    List<Object> heard = new ArrayList<>();
    serve(
        question -> {
          heard.add(Correlation.id());
          heard.add(Correlation.deadline());
          Correlation.id("changed");
          return Future.succeededFuture(ANSWER);
        });

    List<Object> kept =
        OnNodes.on(
            loop,
            () -> {
              Correlation.id("a-request");
              Correlation.within(Duration.ofHours(1));
              long outer = Correlation.deadline();
              return caller
                  .request(GET, QUESTION)
                  .map(answer -> List.<Object>of(Correlation.id(), Correlation.deadline() - outer));
            });

    assertThat(kept).containsExactly("a-request", 0L);
    assertThat(heard.get(0)).isEqualTo("a-request");
    long left = (long) heard.get(1) - System.nanoTime();
    assertThat(left).isPositive().isLessThan(GET.timeout().toNanos());
  }

  @Test
  void countsAreKeptAsForMessages() {
    serve(question -> Future.succeededFuture(ANSWER));
    long before = served();
    OnNodes.on(loop, () -> caller.request(GET, QUESTION));

    assertThat(served()).isEqualTo(before + 1);
  }

  private static long served() {
    return NODES.serving().bus().statistics().stream()
        .filter(one -> one.address().equals(GET.name()))
        .mapToLong(AddressStatistics::served)
        .sum();
  }
}
