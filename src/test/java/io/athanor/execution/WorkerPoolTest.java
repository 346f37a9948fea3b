package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class WorkerPoolTest {

  private static final int SLOTS = 3;

  private final FakeRunner runner = new FakeRunner();
  private Loop loop;
  private FakeStore store;
  private Bus bus;
  private WorkerPool pool;

  @BeforeEach
  void open(Vertx vertx) {
    NodeBus node = NodeBus.create(vertx);
    store = new FakeStore(node);
    loop = Loop.on(vertx);
    bus = node.open(Role.EXECUTION);
    pool = loop.call(() -> new WorkerPool(vertx, bus, runner, shape(60_000)));
    Await.value(bus.listen(Attempts.READY, ready -> loop.run(() -> pool.workIn(ready.pool()))));
  }

  private static WorkerPoolShape shape(long pollMillis) {
    return new WorkerPoolShape(
        new UUID(1, 1),
        List.of("default"),
        List.of("python"),
        3,
        1L << 30,
        SLOTS,
        50,
        Duration.ofMillis(pollMillis),
        Duration.ofMillis(300));
  }

  @AfterEach
  void drain() {
    loop.await(pool::drain);
  }

  private static ConditionFactory soon() {
    return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(15));
  }

  private void held() {
    loop.run(() -> pool.held(1));
  }

  private FakeRunner.Program begun() {
    soon().until(() -> !runner.alive().isEmpty());
    return runner.alive().get(0);
  }

  private Outcome committed() {
    soon().until(() -> !store.outcomes().isEmpty());
    return store.outcomes().get(0);
  }

  private void isFree() {
    soon().until(() -> loop.call(pool::running) == 0);
  }

  @Test
  void neverRunsMoreThanItsSlotsAndClaimsAgainWhenOneIsFree() {
    for (int i = 0; i < 20; i++) {
      store.queue();
    }
    held();
    for (int done = 0; done < 20; done++) {
      FakeRunner.Program program = begun();
      assertThat(runner.alive()).hasSizeLessThanOrEqualTo(SLOTS);
      program.succeed("1");
    }
    soon().until(() -> store.outcomes().size() == 20);
    assertThat(store.claims).allMatch(claim -> claim.slots() <= SLOTS);
    assertThat(store.outcomes()).allMatch(outcome -> outcome.verdict() == Verdict.SUCCEEDED);
    assertThat(store.outcomes()).extracting(Outcome::token).doesNotHaveDuplicates();
  }

  @Test
  void claimsWhenAnEventComesAndNotBefore() {
    held();
    soon().until(() -> store.claims.size() == 1);
    Work work = store.queue();
    assertThat(runner.programs).isEmpty();
    store.announce();
    assertThat(begun().experimentId()).isEqualTo(work.experimentId());
  }

  @Test
  void anEventDuringAClaimIsNotForgotten() {
    CompletableFuture<Attempts.Claimed> first = new CompletableFuture<>();
    var takeReady = store.claim;
    store.claim = ask -> Future.fromCompletionStage(first);
    held();
    soon().until(() -> store.claims.size() == 1);
    store.claim = takeReady;
    store.queue();
    loop.run(() -> pool.workIn("default"));
    first.complete(new Attempts.Claimed(List.of()));
    begun();
  }

  @Test
  void findsByPollWhatEventsHaveMissedAndTriesAgainAfterFailures(Vertx vertx) {
    loop.await(pool::drain);
    AtomicInteger failures = new AtomicInteger();
    var takeReady = store.claim;
    store.claim = ask -> failures.incrementAndGet() <= 3 ? FakeStore.away() : takeReady.apply(ask);
    pool = loop.call(() -> new WorkerPool(vertx, bus, runner, shape(50)));
    held();
    soon().until(() -> failures.get() > 3);
    store.queue();
    begun();
  }

  @Test
  void nothingIsClaimedWithoutALeaseOrAfterTheDrain() {
    store.queue();
    loop.run(() -> pool.workIn("default"));
    loop.run(() -> pool.workIn("other"));
    assertThat(store.claims).isEmpty();
    held();
    begun().succeed("1");
    isFree();
    loop.await(pool::drain);
    int claims = store.claims.size();
    store.queue();
    loop.run(() -> pool.workIn("default"));
    loop.run(() -> pool.held(2));
    assertThat(store.claims).hasSize(claims);
  }

  @Test
  void aCommitIsRepeatedAndItsSlotStaysOccupiedUntilItIsAcknowledged() {
    AtomicInteger tries = new AtomicInteger();
    store.commit = ask -> tries.incrementAndGet() < 4 ? FakeStore.away() : FakeStore.all(ask);
    store.queue();
    held();
    begun().succeed("42");
    soon().until(() -> tries.get() == 2);
    assertThat(loop.call(pool::attempts)).hasSize(1);
    soon().until(() -> tries.get() == 4);
    isFree();
    assertThat(store.outcomes()).hasSize(4);
    assertThat(store.outcomes().get(3).result().text()).isEqualTo("42");
  }

  @Test
  void aFencedOutcomeFreesTheSlot() {
    store.commit = ask -> Future.succeededFuture(new Attempts.Committed(List.of()));
    store.queue();
    held();
    begun().succeed("1");
    isFree();
    assertThat(store.commits).hasSize(1);
  }

  /** Otherwise its row would belong to this node for ever. */
  @Test
  void whatTheDatabaseCannotTakeIsStoredAsOurFailure() {
    store.commit =
        ask ->
            ask.outcomes().get(0).verdict() == Verdict.SUCCEEDED
                ? Future.failedFuture(new RefusedException(Failure.INTERNAL, "SQLSTATE 22P02"))
                : FakeStore.all(ask);
    store.queue();
    held();
    begun().succeed("1");
    isFree();
    Outcome stored = store.outcomes().get(1);
    assertThat(stored.verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
    assertThat(stored.reason()).contains("SUCCEEDED", "22P02");
    assertThat(stored.result()).isNull();
  }

  @Test
  void isCancelledWhileItIsFetched() {
    CompletableFuture<Contents.Chunk> chunk = new CompletableFuture<>();
    store.content = get -> Future.fromCompletionStage(chunk);
    Work work = store.queue();
    held();
    soon().until(() -> loop.call(pool::running) == 1);
    loop.run(() -> pool.cancel(work.experimentId()));
    chunk.complete(new Contents.Chunk(work.programDigest(), 1, 1, 0, new Bytes(new byte[1])));
    assertThat(committed().verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(runner.programs).isEmpty();
    isFree();
  }

  @Test
  void isCancelledWhileItRuns() {
    Work work = store.queue();
    held();
    FakeRunner.Program program = begun();
    loop.run(() -> pool.cancelled(List.of(UUID.randomUUID(), work.experimentId())));
    loop.run(() -> pool.cancel(work.experimentId()));
    assertThat(committed().verdict()).isEqualTo(Verdict.CANCELLED);
    assertThat(program.cancels()).containsExactly(Verdict.CANCELLED);
    isFree();
  }

  @Test
  void aCancellationDuringTheCommitComesTooLate() {
    CompletableFuture<Attempts.Committed> answer = new CompletableFuture<>();
    store.commit = ask -> Future.fromCompletionStage(answer);
    Work work = store.queue();
    held();
    begun().succeed("1");
    assertThat(committed().verdict()).isEqualTo(Verdict.SUCCEEDED);
    loop.run(() -> pool.cancel(work.experimentId()));
    answer.complete(new Attempts.Committed(List.of(work.token())));
    isFree();
    assertThat(store.outcomes()).hasSize(1);
  }

  @Test
  void whenTheLeaseIsLostEverythingEndsAndNothingIsCommitted() {
    store.queue();
    store.queue();
    held();
    soon().until(() -> runner.alive().size() == 2);
    loop.await(() -> pool.lost("gone"));
    assertThat(runner.programs)
        .allSatisfy(program -> assertThat(program.cancels()).containsExactly(Verdict.LOST));
    assertThat(loop.call(pool::running)).isZero();
    assertThat(store.commits).isEmpty();
    assertThat(loop.call(pool::attempts)).isEmpty();
  }

  @Test
  void aCommitThatCannotBeMadeEndsWithTheLease() {
    store.commit = ask -> FakeStore.away();
    store.queue();
    held();
    begun().succeed("1");
    soon().until(() -> !store.commits.isEmpty());
    loop.await(() -> pool.lost("gone"));
    assertThat(loop.call(pool::running)).isZero();
  }

  /** Its token is not the old one, and the old program may still be ending. */
  @Test
  void anExperimentMayComeBackWhileItsLostAttemptStillEnds() {
    runner.stubborn = true;
    Work work = store.queue();
    held();
    FakeRunner.Program old = begun();
    loop.run(() -> pool.lost("gone"));
    Work again = FakeStore.work(999);
    Work second =
        new Work(
            work.experimentId(),
            2,
            again.token(),
            work.runtime(),
            work.programDigest(),
            work.arguments(),
            work.parameters(),
            work.inputs(),
            work.env(),
            work.seed(),
            work.limits());
    store.ready.add(second);
    loop.run(() -> pool.held(2));
    soon().until(() -> runner.programs.size() == 2);
    assertThat(loop.call(pool::attempts)).containsExactlyInAnyOrder(work.token(), 999L);
    runner.programs.get(1).succeed("1");
    assertThat(committed().token()).isEqualTo(999);
    old.succeed("1");
    isFree();
    assertThat(store.outcomes()).hasSize(1);
  }

  /** The work of a claim that was answered after its lease had ended belongs to somebody else. */
  @Test
  void workThatComesTooLateIsNotBegun() {
    CompletableFuture<Attempts.Claimed> late = new CompletableFuture<>();
    store.claim = ask -> Future.fromCompletionStage(late);
    held();
    soon().until(() -> store.claims.size() == 1);
    loop.run(() -> pool.lost("gone"));
    loop.run(() -> pool.held(2));
    store.claim = ask -> Future.succeededFuture(new Attempts.Claimed(List.of()));
    late.complete(new Attempts.Claimed(List.of(FakeStore.work(1))));
    soon().until(() -> store.claims.size() >= 2);
    isFree();
    assertThat(runner.programs).isEmpty();
    assertThat(store.commits).isEmpty();
  }

  @Test
  void aProgramThatCannotBeFetchedOrStartedIsOurFailure() {
    runner.full = true;
    store.queue();
    held();
    assertThat(committed().verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
    store.content =
        get -> Future.failedFuture(new RefusedException(Failure.NOT_FOUND, "unknown content"));
    store.ready.add(withProgram("b".repeat(64)));
    store.announce();
    soon().until(() -> store.outcomes().size() == 2);
    assertThat(store.outcomes().get(1).reason()).contains("unknown content");
    isFree();
  }

  @Test
  void aFetchWaitsForTheDatabase() {
    AtomicInteger tries = new AtomicInteger();
    var present = store.content;
    store.content = get -> tries.incrementAndGet() < 3 ? FakeStore.away() : present.apply(get);
    store.queue();
    held();
    begun().succeed("1");
    assertThat(committed().verdict()).isEqualTo(Verdict.SUCCEEDED);
  }

  private static Work withProgram(String digest) {
    Work work = FakeStore.work(50);
    return new Work(
        work.experimentId(),
        1,
        50,
        work.runtime(),
        digest,
        work.arguments(),
        work.parameters(),
        work.inputs(),
        work.env(),
        null,
        work.limits());
  }

  @Test
  void aDrainLetsWhatRunsEndInItsTime() {
    store.queue();
    held();
    FakeRunner.Program program = begun();
    Future<Void> drained = loop.call(pool::drain);
    program.succeed("1");
    Await.value(drained);
    assertThat(store.outcomes()).extracting(Outcome::verdict).containsExactly(Verdict.SUCCEEDED);
  }

  @Test
  void aDrainEndsWhatTakesLongerAndGivesUpCommits() {
    store.commit = ask -> FakeStore.away();
    store.queue();
    store.queue();
    held();
    soon().until(() -> runner.alive().size() == 2);
    begun().succeed("1");
    loop.await(pool::drain);
    assertThat(runner.programs.stream().flatMap(program -> program.cancels().stream()))
        .contains(Verdict.LOST);
    assertThat(loop.call(pool::running)).isZero();
  }
}
