package io.athanor.execution;

import static io.athanor.execution.PoolUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Verdict;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pool of three slots that may have two more claimed. */
@ExtendWith(VertxExtension.class)
class AheadTest {

  private PoolUnderTest at;

  @BeforeEach
  void open(Vertx vertx) {
    at = new PoolUnderTest(vertx, Duration.ofMillis(500), 2);
  }

  @AfterEach
  void drain() {
    at.loop.await(() -> at.pool.drain(new Farewell(Duration.ZERO)));
  }

  private List<Long> claimed() {
    return at.loop.call(at.pool::attempts);
  }

  /** Three run, two are ahead, and one waits in the queue. */
  private void twoAhead() {
    for (int i = 0; i < 7; i++) {
      at.store.queue();
    }
    at.held();
    soon().until(() -> at.runner.alive().size() == PoolUnderTest.SLOTS);
    assertThat(claimed()).hasSize(PoolUnderTest.SLOTS);
    at.begun().succeed("1");
    soon().until(() -> claimed().size() == 5);
    soon().until(() -> at.runner.alive().size() == PoolUnderTest.SLOTS);
    at.store.claim = ask -> FakeStore.silence();
  }

  @Test
  void whereAttemptsAreQuickTheNextAreTakenBeforeThereIsASlot() {
    twoAhead();
    assertThat(at.store.claims).anyMatch(claim -> claim.reserve() > 0);
    List<Long> before = claimed();
    at.begun().succeed("1");
    soon().until(() -> at.runner.programs.size() == 5);
    assertThat(before).containsAll(claimed());
  }

  @Test
  void whatIsMoreUrgentSendsThemBack() {
    twoAhead();
    at.loop.run(() -> at.pool.workIn("default", 0));
    at.loop.run(() -> at.pool.workIn("other", 9));
    assertThat(at.store.backs).isEmpty();
    at.loop.run(() -> at.pool.workIn("default", 1));
    soon().until(() -> !at.store.backs.isEmpty());
    assertThat(at.store.backs.get(0).tokens()).hasSize(2).doesNotContainAnyElementsOf(claimed());
    assertThat(claimed()).hasSize(PoolUnderTest.SLOTS);
  }

  @Test
  void whatHasToWaitForLongIsSentBack() {
    twoAhead();
    soon().until(() -> !at.store.backs.isEmpty());
    assertThat(at.store.backs.get(0).experiments()).hasSize(2);
  }

  @Test
  void aNodeThatStopsSendsThemBackAndOneThatLostItsLeaseForgetsThem() {
    twoAhead();
    at.loop.run(() -> at.pool.lost("gone"));
    soon().until(() -> claimed().isEmpty());
    assertThat(at.store.backs).isEmpty();
    PoolUnderTest other = new PoolUnderTest(Vertx.vertx(), Duration.ofMillis(500), 2);
    at.loop.await(() -> at.pool.drain(new Farewell(Duration.ZERO)));
    at = other;
    twoAhead();
    at.loop.run(() -> at.pool.drain(new Farewell(Duration.ZERO)));
    soon().until(() -> at.store.backs.size() == 1);
  }

  @Test
  void oneThatIsCancelledThereEndsWithoutARun() {
    twoAhead();
    List<UUID> begun = at.runner.programs.stream().map(FakeRunner.Program::experimentId).toList();
    Work ahead =
        at.store.given.stream()
            .filter(work -> !begun.contains(work.experimentId()))
            .findFirst()
            .orElseThrow();
    at.loop.run(() -> at.pool.cancelled(List.of(ahead.experimentId())));
    soon().until(() -> at.store.outcomes().stream().anyMatch(one -> of(one, ahead)));
    assertThat(at.store.outcomes())
        .filteredOn(one -> of(one, ahead))
        .extracting(Outcome::verdict)
        .containsExactly(Verdict.CANCELLED);
    assertThat(at.runner.programs)
        .noneMatch(program -> program.experimentId().equals(ahead.experimentId()));
  }

  private static boolean of(Outcome outcome, Work work) {
    return outcome.token() == work.token();
  }
}
