package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts.Commit;
import io.athanor.contract.Attempts.Committed;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class CommitQueueTest {

  private final List<Integer> sizes = new CopyOnWriteArrayList<>();
  private volatile Function<Commit, Future<Committed>> commit = FakeStore::all;
  private Loop loop;
  private CommitQueue queue;

  @BeforeEach
  void open(Vertx vertx) {
    loop = Loop.on(vertx);
    queue =
        new CommitQueue(
            loop.context(),
            new UUID(1, 1),
            ask -> {
              sizes.add(ask.outcomes().size());
              return commit.apply(ask);
            });
  }

  private static Outcome outcome(long token) {
    return Outcomes.unstarted(FakeStore.work(token), Verdict.CANCELLED, "because", Instant.EPOCH);
  }

  private List<Future<Boolean>> add(int count) {
    return loop.call(
        () -> {
          List<Future<Boolean>> all = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            all.add(queue.add(outcome(sizes.size() * 10_000L + i)));
          }
          return all;
        });
  }

  @Test
  void oneAloneGoesAtOnce() {
    assertThat(Await.value(add(1).get(0))).isTrue();
    assertThat(sizes).containsExactly(1);
  }

  @Test
  void whatCameTooLateIsToldApart() {
    commit = ask -> Future.succeededFuture(new Committed(List.of(ask.outcomes().get(1).token())));
    List<Future<Boolean>> three = add(3);
    assertThat(Await.value(Future.all(three)).<Boolean>list()).containsExactly(false, true, false);
    assertThat(sizes).containsExactly(3);
  }

  @Test
  void manyGatherWhileCommitsAreOnTheirWay() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    commit = ask -> Future.fromCompletionStage(gate).compose(opened -> FakeStore.all(ask));
    List<Future<Boolean>> all = new ArrayList<>(add(1));
    all.addAll(add(1));
    for (int i = 0; i < 2 * CommitQueue.MOST + 50; i++) {
      all.addAll(add(1));
    }
    assertThat(sizes).as("two at once").containsExactly(1, 1);
    // As answers come: on the queue's own context.
    assertThat(loop.call(() -> gate.complete(null))).isTrue();
    assertThat(Await.value(Future.all(all)).<Boolean>list())
        .hasSize(2 * CommitQueue.MOST + 52)
        .containsOnly(true);
    assertThat(sizes).containsExactly(1, 1, CommitQueue.MOST, CommitQueue.MOST, 50);
  }

  @Test
  void anOutcomeAtFaultHarmsNoOther() {
    commit =
        ask ->
            ask.outcomes().stream().anyMatch(outcome -> outcome.token() == 7)
                ? Future.failedFuture(new RefusedException(Failure.INTERNAL, "no"))
                : FakeStore.all(ask);
    List<Future<Boolean>> ten = add(10);
    for (int i = 0; i < 10; i++) {
      if (i == 7) {
        assertThat(Await.refusal(ten.get(i)).failure()).isEqualTo(Failure.INTERNAL);
      } else {
        assertThat(Await.value(ten.get(i))).isTrue();
      }
    }
    assertThat(sizes).hasSize(11);
  }

  @Test
  void whenTheDatabaseIsAwayTheBatchIsNotTakenApart() {
    commit = ask -> FakeStore.away();
    add(5).forEach(one -> assertThat(Await.refusal(one).failure()).isEqualTo(Failure.UNAVAILABLE));
    assertThat(sizes).containsExactly(5);
  }
}
