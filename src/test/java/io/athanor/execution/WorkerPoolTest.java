package io.athanor.execution;

import static io.athanor.execution.PoolUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Verdict;
import io.athanor.execution.load.Load;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class WorkerPoolTest {

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
  void neverRunsMoreThanItsSlotsAndClaimsAgainWhenOneIsFree() {
    for (int i = 0; i < 20; i++) {
      at.store.queue();
    }
    at.held();
    for (int done = 0; done < 20; done++) {
      FakeRunner.Program program = at.begun();
      assertThat(at.runner.alive()).hasSizeLessThanOrEqualTo(PoolUnderTest.SLOTS);
      program.succeed("1");
    }
    soon().until(() -> at.store.outcomes().size() == 20);
    assertThat(at.store.claims).allMatch(claim -> claim.slots() <= PoolUnderTest.SLOTS);
    assertThat(at.store.outcomes()).allMatch(outcome -> outcome.verdict() == Verdict.SUCCEEDED);
    assertThat(at.store.outcomes()).extracting(Outcome::token).doesNotHaveDuplicates();
  }

  /** Fault F32: what no sandbox came up for is nobody's attempt, and no more is taken. */
  @Test
  void whileNoSandboxComesUpAttemptsAreGivenBackAndNoneIsTaken() {
    Work work = at.store.queue();
    at.held();
    FakeRunner.Program program = at.begun();
    at.runner.unfit = "sandboxes do not start: no bwrap";
    program.report().complete(FakeRunner.unstarted());
    soon().until(() -> !at.store.backs.isEmpty());
    assertThat(at.store.backs.get(0).experiments()).containsExactly(work.experimentId());
    assertThat(at.store.outcomes()).isEmpty();
    int asked = at.store.claims.size();
    at.store.queue();
    at.loop.run(() -> at.pool.workIn("default", 0));
    assertThat(at.loop.call(at.placement::report).decisions().get("sandbox")).isPositive();
    assertThat(at.store.claims).hasSize(asked);
    at.runner.unfit = null;
    at.loop.run(() -> at.pool.workIn("default", 0));
    at.begun().succeed("1");
    assertThat(at.committed().verdict()).isEqualTo(Verdict.SUCCEEDED);
  }

  /** Of one that ran and broke, something may be stored already. */
  @Test
  void anAttemptThatBeganIsNotGivenBack() {
    at.store.queue();
    at.held();
    FakeRunner.Program program = at.begun();
    at.runner.unfit = "sandboxes do not start: no bwrap";
    program.report().complete(FakeRunner.report(Verdict.SANDBOX_ERROR, null));
    assertThat(at.committed().verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
    at.runner.unfit = null;
  }

  @Test
  void claimsWhenAnEventComesAndNotBefore() {
    at.held();
    soon().until(() -> at.store.claims.size() == 1);
    Work work = at.store.queue();
    assertThat(at.runner.programs).isEmpty();
    at.store.announce();
    assertThat(at.begun().experimentId()).isEqualTo(work.experimentId());
  }

  @Test
  void anEventDuringAClaimIsNotForgotten() {
    CompletableFuture<Attempts.Claimed> first = new CompletableFuture<>();
    var takeReady = at.store.claim;
    at.store.claim = ask -> Future.fromCompletionStage(first);
    at.held();
    soon().until(() -> at.store.claims.size() == 1);
    at.store.claim = takeReady;
    at.store.queue();
    at.loop.run(() -> at.pool.workIn("default", 0));
    first.complete(new Attempts.Claimed(List.of()));
    at.begun();
  }

  @Test
  void findsByPollWhatEventsHaveMissedAndTriesAgainAfterFailures(Vertx vertx) {
    drain();
    at = new PoolUnderTest(Vertx.vertx(), Duration.ofMillis(50));
    AtomicInteger failures = new AtomicInteger();
    var takeReady = at.store.claim;
    at.store.claim =
        ask -> failures.incrementAndGet() <= 3 ? FakeStore.away() : takeReady.apply(ask);
    at.held();
    soon().until(() -> failures.get() > 3);
    at.store.queue();
    at.begun();
  }

  @Test
  void nothingIsClaimedWithoutALeaseOrAfterTheDrain() {
    at.store.queue();
    at.loop.run(() -> at.pool.workIn("default", 0));
    at.loop.run(() -> at.pool.workIn("other", 0));
    assertThat(at.store.claims).isEmpty();
    at.held();
    at.begun().succeed("1");
    at.becomesFree();
    at.loop.await(() -> at.pool.drain(new Farewell(Duration.ZERO)));
    int claims = at.store.claims.size();
    at.store.queue();
    at.loop.run(() -> at.pool.workIn("default", 0));
    at.loop.run(() -> at.pool.held(2));
    assertThat(at.store.claims).hasSize(claims);
  }

  @Test
  void whileTheDiskIsFullNothingIsClaimedAndWhatRunsIsStored() {
    drain();
    at = new PoolUnderTest(Vertx.vertx(), Duration.ofMillis(20));
    at.store.queue();
    at.held();
    FakeRunner.Program program = at.begun();
    at.loop.run(() -> at.placement.sampled(new Load(0, 0, 0, 1L << 30, 0, "no room")));
    program.succeed("1");
    assertThat(at.committed().verdict()).isEqualTo(Verdict.SUCCEEDED);
    at.becomesFree();
    int claims = at.store.claims.size();
    at.store.queue();
    // The pool asks once before each claim, and not again before the claim is answered.
    long refused = refused();
    soon().until(() -> refused() >= refused + 3);
    assertThat(at.store.claims).hasSize(claims);
    at.loop.run(() -> at.placement.sampled(new Load(0, 0, 0, 1L << 30, 0, null)));
    assertThat(at.begun().experimentId()).isNotEqualTo(program.experimentId());
  }

  /** How often the pool has not asked because of the disk. */
  private long refused() {
    return at.loop.call(() -> at.placement.report().decisions().get("disk"));
  }

  @Test
  void aCommitIsRepeatedAndItsSlotStaysOccupiedUntilItIsAcknowledged() {
    AtomicInteger tries = new AtomicInteger();
    at.store.commit = ask -> tries.incrementAndGet() < 4 ? FakeStore.away() : FakeStore.all(ask);
    at.store.queue();
    at.held();
    at.begun().succeed("42");
    soon().until(() -> tries.get() == 2);
    assertThat(at.loop.call(at.pool::attempts)).hasSize(1);
    soon().until(() -> tries.get() == 4);
    at.becomesFree();
    assertThat(at.store.outcomes()).hasSize(4);
    assertThat(at.store.outcomes().get(3).result().text()).isEqualTo("42");
  }

  @Test
  void aFencedOutcomeFreesTheSlot() {
    at.store.commit = ask -> Future.succeededFuture(new Attempts.Committed(List.of()));
    at.store.queue();
    at.held();
    at.begun().succeed("1");
    at.becomesFree();
    assertThat(at.store.commits).hasSize(1);
  }

  /** Otherwise its row would belong to this node for ever. */
  @Test
  void whatTheDatabaseCannotTakeIsStoredAsOurFailure() {
    at.store.commit =
        ask ->
            ask.outcomes().get(0).verdict() == Verdict.SUCCEEDED
                ? Future.failedFuture(new RefusedException(Failure.INTERNAL, "SQLSTATE 22P02"))
                : FakeStore.all(ask);
    at.store.queue();
    at.held();
    at.begun().succeed("1");
    at.becomesFree();
    Outcome stored = at.store.outcomes().get(1);
    assertThat(stored.verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
    assertThat(stored.reason()).contains("SUCCEEDED", "22P02");
    assertThat(stored.result()).isNull();
  }

  @Test
  void aProgramThatCannotBeFetchedOrStartedIsOurFailure() {
    at.runner.full = true;
    at.store.queue();
    at.held();
    assertThat(at.committed().verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
    at.store.content =
        get -> Future.failedFuture(new RefusedException(Failure.NOT_FOUND, "unknown content"));
    at.store.ready.add(PoolUnderTest.like(FakeStore.work(50), 50, "b".repeat(64)));
    at.store.announce();
    soon().until(() -> at.store.outcomes().size() == 2);
    assertThat(at.store.outcomes().get(1).reason()).contains("unknown content");
    at.becomesFree();
  }

  @Test
  void aFetchWaitsForTheDatabase() {
    AtomicInteger tries = new AtomicInteger();
    var present = at.store.content;
    at.store.content = get -> tries.incrementAndGet() < 3 ? FakeStore.away() : present.apply(get);
    at.store.queue();
    at.held();
    at.begun().succeed("1");
    assertThat(at.committed().verdict()).isEqualTo(Verdict.SUCCEEDED);
  }
}
