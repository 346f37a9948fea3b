package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Cancel;
import io.athanor.contract.Experiments.CancelAnswer;
import io.athanor.contract.Failure;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.athanor.support.Invariants;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CancelIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void nothingIsBroken() throws SQLException {
    Invariants.assertHold(store.target());
    store.clear();
  }

  private static Cancel asked(UUID id) {
    return new Cancel(id, "en\0ough", Caller.ADMIN);
  }

  private static State cancel(UUID id) {
    return store.get(Experiments.CANCEL, asked(id)).state();
  }

  @Test
  void whatWaitsEndsAtOnce() throws SQLException {
    UUID id = store.insert(Draft.in("p").domain("d")).get(0);
    assertThat(cancel(id)).isEqualTo(State.CANCELLED);
    assertThat(cancel(id)).isEqualTo(State.CANCELLED);
    assertThat(store.rows("select status, verdict, reason, domain, attempt from outcomes"))
        .containsExactly(List.of("CANCELLED", "CANCELLED", "en\uFFFDough", "d", "0"));
    assertThat(store.member("p").takes(1)).isEmpty();
  }

  @Test
  void whatRunsIsToldToItsNodeAndEndsWithItsCommit() throws SQLException {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    Work work = member.takesOne();
    assertThat(cancel(id)).isEqualTo(State.RUNNING);
    assertThat(cancel(id)).isEqualTo(State.RUNNING);
    assertThat(member.renews().cancelled()).containsExactly(id);
    member.commits(Member.ended(work, Verdict.CANCELLED));
    assertThat(cancel(id)).isEqualTo(State.CANCELLED);
    assertThat(store.count("cancellations")).isZero();
    assertThat(store.count("attempts")).isEqualTo(1);
  }

  @Test
  void aCancelledExperimentThatFailsByOurFaultIsNotTriedAgain() throws SQLException {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    Work work = member.takesOne();
    cancel(id);
    member.commits(Member.ended(work, Verdict.SANDBOX_ERROR));
    assertThat(store.value("select status from outcomes")).isEqualTo("CANCELLED");
  }

  @Test
  void anEndedOneStaysAsItIsAndAnUnknownOneIsNotFound() {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    assertThat(cancel(id)).isEqualTo(State.COMPLETED);
    assertThat(Await.refusal(store.ask(Experiments.CANCEL, asked(UUID.randomUUID()))).failure())
        .isEqualTo(Failure.NOT_FOUND);
  }

  @Test
  void aCancellationDuringACommitThatQueuesAgainIsNotLost() throws Exception {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    Work work = member.takesOne();
    Future<CancelAnswer> answer;
    Future<?> committed;
    try (Holder holder =
        Holder.of(
            store.target(),
            "insert into attempts (experiment_id, number, node_id, token, verdict, claimed_at) values ('%s', 1, '%s', 0, 'LOST', now())"
                .formatted(id, member.id()))) {
      committed = commit(member, work, Verdict.SANDBOX_ERROR);
      holder.awaitWaiters(1);
      answer = store.ask(Experiments.CANCEL, asked(id));
      holder.awaitWaiters(2);
    }
    Await.value(committed);
    assertThat(Await.value(answer).state()).isEqualTo(State.CANCELLED);
    Invariants.assertAllEnded(store.target());
  }

  @Test
  void aCommitThatWaitedForACancellationDoesNotBringTheExperimentBack() throws Exception {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member("p");
    Work work = member.takesOne();
    Future<?> committed;
    try (Holder holder =
        Holder.of(
            store.target(),
            "with held_fast as materialized (select experiment_id from running for share)"
                + " insert into cancellations (experiment_id, reason, requested_by) select experiment_id, 'r', 'o' from held_fast")) {
      committed = commit(member, work, Verdict.SANDBOX_ERROR);
      holder.awaitWaiters(1);
      holder.release();
    }
    Await.value(committed);
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(() -> store.count("outcomes", id) == 1);
    assertThat(store.rows("select status, attempt from outcomes"))
        .containsExactly(List.of("CANCELLED", "1"));
    assertThat(store.count("cancellations")).isZero();
  }

  private static Future<?> commit(Member member, Work work, Verdict verdict) {
    return store.ask(
        Attempts.COMMIT, new Attempts.Commit(member.id(), List.of(Member.ended(work, verdict))));
  }
}
