package io.athanor.execution;

import static io.athanor.execution.PoolUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class EndedAttemptsTest {

  private PoolUnderTest at;

  @BeforeEach
  void open(Vertx vertx) {
    at = new PoolUnderTest(vertx, Duration.ofMinutes(10));
  }

  @AfterEach
  void drain() {
    at.loop.await(() -> at.pool.drain(new Farewell(Duration.ZERO)));
  }

  @Test
  void isCancelledWhileItIsFetched() {
    CompletableFuture<Contents.Chunk> chunk = new CompletableFuture<>();
    at.store.content = get -> Future.fromCompletionStage(chunk);
    Work work = at.store.queue();
    at.held();
    soon().until(() -> at.loop.call(at.pool::running) == 1);
    at.loop.run(() -> at.pool.cancel(work.experimentId()));
    chunk.complete(new Contents.Chunk(work.programDigest(), 1, 1, 0, new Bytes(new byte[1])));
    assertThat(at.committed().verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(at.runner.programs).isEmpty();
    at.becomesFree();
  }

  @Test
  void isCancelledWhileItRuns() {
    Work work = at.store.queue();
    at.held();
    FakeRunner.Program program = at.begun();
    at.loop.run(() -> at.pool.cancelled(List.of(UUID.randomUUID(), work.experimentId())));
    at.loop.run(() -> at.pool.cancel(work.experimentId()));
    assertThat(at.committed().verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(program.cancels()).containsExactly(Verdict.CANCELLED);
    at.becomesFree();
  }

  @Test
  void aCancellationDuringTheCommitComesTooLate() {
    CompletableFuture<Attempts.Committed> answer = new CompletableFuture<>();
    at.store.commit = ask -> Future.fromCompletionStage(answer);
    Work work = at.store.queue();
    at.held();
    at.begun().succeed("1");
    assertThat(at.committed().verdict()).isEqualTo(Verdict.SUCCEEDED);
    at.loop.run(() -> at.pool.cancel(work.experimentId()));
    answer.complete(new Attempts.Committed(List.of(work.token())));
    at.becomesFree();
    assertThat(at.store.outcomes()).hasSize(1);
  }

  @Test
  void whenTheLeaseIsLostEverythingEndsAndNothingIsCommitted() {
    at.store.queue();
    at.store.queue();
    at.held();
    soon().until(() -> at.runner.alive().size() == 2);
    at.loop.await(() -> at.pool.lost("gone"));
    assertThat(at.runner.programs)
        .allSatisfy(program -> assertThat(program.cancels()).containsExactly(Verdict.LOST));
    assertThat(at.loop.call(at.pool::running)).isZero();
    assertThat(at.store.commits).isEmpty();
    assertThat(at.loop.call(at.pool::attempts)).isEmpty();
  }

  @Test
  void aCommitThatCannotBeMadeEndsWithTheLease() {
    at.store.commit = ask -> FakeStore.away();
    at.store.queue();
    at.held();
    at.begun().succeed("1");
    soon().until(() -> !at.store.commits.isEmpty());
    at.loop.await(() -> at.pool.lost("gone"));
    assertThat(at.loop.call(at.pool::running)).isZero();
  }

  /** Its token is not the old one, and the old program may still be ending. */
  @Test
  void anExperimentMayComeBackWhileItsLostAttemptStillEnds() {
    at.runner.stubborn = true;
    Work work = at.store.queue();
    at.held();
    FakeRunner.Program old = at.begun();
    at.loop.run(() -> at.pool.lost("gone"));
    Work second = PoolUnderTest.like(work, 999, work.programDigest());
    at.store.ready.add(second);
    at.loop.run(() -> at.pool.held(2));
    soon().until(() -> at.runner.programs.size() == 2);
    assertThat(at.loop.call(at.pool::attempts)).containsExactlyInAnyOrder(work.token(), 999L);
    at.runner.programs.get(1).succeed("1");
    assertThat(at.committed().token()).isEqualTo(999);
    old.succeed("1");
    at.becomesFree();
    assertThat(at.store.outcomes()).hasSize(1);
  }

  /** The work of a claim that was answered after its lease had ended belongs to somebody else. */
  @Test
  void workThatComesTooLateIsNotBegun() {
    CompletableFuture<Attempts.Claimed> late = new CompletableFuture<>();
    at.store.claim = ask -> Future.fromCompletionStage(late);
    at.held();
    soon().until(() -> at.store.claims.size() == 1);
    at.loop.run(() -> at.pool.lost("gone"));
    at.loop.run(() -> at.pool.held(2));
    at.store.claim = ask -> Future.succeededFuture(new Attempts.Claimed(List.of()));
    late.complete(new Attempts.Claimed(List.of(FakeStore.work(1))));
    soon().until(() -> at.store.claims.size() >= 2);
    at.becomesFree();
    assertThat(at.runner.programs).isEmpty();
    assertThat(at.store.commits).isEmpty();
  }

  @Test
  void aDrainLetsWhatRunsEndInItsTime() {
    at.store.queue();
    at.held();
    FakeRunner.Program program = at.begun();
    Future<Void> drained = at.loop.call(() -> at.pool.drain(new Farewell(Duration.ZERO)));
    program.succeed("1");
    Await.value(drained);
    assertThat(at.store.outcomes()).extracting(Outcome::verdict).containsExactly(Verdict.SUCCEEDED);
  }

  @Test
  void aDrainEndsWhatTakesLongerAndGivesUpCommits() {
    at.store.commit = ask -> FakeStore.away();
    at.store.queue();
    at.store.queue();
    at.held();
    soon().until(() -> at.runner.alive().size() == 2);
    at.begun().succeed("1");
    at.loop.await(() -> at.pool.drain(new Farewell(Duration.ZERO)));
    assertThat(at.runner.programs.stream().flatMap(program -> program.cancels().stream()))
        .contains(Verdict.LOST);
    assertThat(at.loop.call(at.pool::running)).isZero();
  }

  /** It is queued again as if it had never been taken, and no sandbox is started for it. */
  @Test
  void whatTheDiskHasNoRoomForIsGivenBack() {
    at.store.content =
        get ->
            Future.succeededFuture(
                get.digest().startsWith("6e34")
                    ? new Contents.Chunk(get.digest(), 1, 1, 0, new Bytes(new byte[1]))
                    : new Contents.Chunk(
                        get.digest(), 1 << 20, 22, get.number(), new Bytes(new byte[Bytes.MAX])));
    at.store.ready.add(PoolUnderTest.withInput(FakeStore.work(7), "b".repeat(64)));
    at.held();
    soon().until(() -> !at.store.backs.isEmpty());
    assertThat(at.store.backs.get(0).tokens()).containsExactly(7L);
    at.becomesFree();
    assertThat(at.store.outcomes()).isEmpty();
    assertThat(at.runner.programs).isEmpty();
  }
}
