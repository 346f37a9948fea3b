package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Nodes;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.athanor.support.Invariants;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodesIT {

  private static final Duration LONG = Duration.ofMinutes(5);

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void nothingIsBroken() throws SQLException {
    Invariants.assertHold(store.target());
    store.clear();
  }

  @Test
  void aLeaseThatIsNotRenewedGivesItsAttemptsBack() throws SQLException {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member dead = store.member(UUID.randomUUID(), Duration.ofMillis(300), "p");
    Member alive = store.member("q");
    Work work = dead.takesOne();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(() -> store.count("ready", id) == 1);
    assertThat(store.rows("select verdict, token from attempts"))
        .containsExactly(List.of("LOST", Long.toString(work.token())));
    assertThat(dead.renews().current()).isFalse();
    assertThat(alive.renews().current()).isTrue();
    assertThat(dead.commits(Member.ended(work, Verdict.SUCCEEDED))).isEmpty();
    assertThat(store.count("outcomes")).isZero();
    assertThat(store.get(Nodes.LIST, new Nodes.ListNodes()).nodes())
        .extracting(Nodes.Node::nodeId)
        .containsExactly(alive.id());
  }

  @Test
  void aNodeThatLeavesGivesBackAndIsForgotten() throws SQLException {
    store.insert(Draft.many("p", 4));
    Member member = store.member("p");
    Member wrong = new Member(store, member.id(), member.token() + 1, member.pools());
    member.takes(3);
    assertThat(wrong.leaves()).isZero();
    assertThat(store.count("running")).isEqualTo(3);
    assertThat(member.leaves()).isEqualTo(3);
    assertThat(member.leaves()).isZero();
    assertThat(store.count("ready")).isEqualTo(4);
    assertThat(member.takes(1)).isEmpty();
  }

  @Test
  void aSuccessorOnTheSameHomeTakesOverAtOnce() throws SQLException {
    store.insert(Draft.many("p", 2));
    Member before = store.member("p");
    List<Work> work = before.takes(2);
    Member after = store.member(before.id(), LONG, "p");
    assertThat(after.token()).isNotEqualTo(before.token());
    assertThat(before.renews().current()).isFalse();
    assertThat(before.takes(1)).isEmpty();
    assertThat(before.leaves()).isZero();
    assertThat(before.commits(Member.ended(work.get(0), Verdict.SUCCEEDED))).isEmpty();
    assertThat(after.takes(5)).extracting(Work::attempt).containsExactly(2, 2);
    assertThat(store.get(Nodes.LIST, new Nodes.ListNodes()).nodes().get(0).running()).isEqualTo(2);
  }

  @Test
  void whatIsLostTooOftenFailsAndWhatWasCancelledIsCancelled() throws SQLException {
    List<UUID> ids = store.insert(Draft.in("p"), Draft.in("p"));
    Member member = store.member("p");
    member.takes(2);
    store.get(
        Experiments.CANCEL, new Experiments.Cancel(ids.get(1), "no longer needed", Caller.ADMIN));
    assertThat(member.renews().cancelled()).containsExactly(ids.get(1));
    for (int i = 0; i < StoreNode.MAX_LOST; i++) {
      member = store.member(member.id(), LONG, "p");
      member.takes(2);
    }
    assertThat(store.rows("select status, verdict, attempt from outcomes order by experiment_id"))
        .containsExactly(List.of("FAILED", "LOST", "3"), List.of("CANCELLED", "CANCELLED", "1"));
    assertThat(store.value("select reason from outcomes where status = 'CANCELLED'"))
        .isEqualTo("no longer needed");
    assertThat(store.count("cancellations")).isZero();
    Invariants.assertAllEnded(store.target());
  }

  @Test
  void manyThatReleaseTheSameNodeReleaseItOnce() throws SQLException {
    store.insert(Draft.many("p", 40));
    Member member = store.member("p");
    List<Work> work = member.takes(40);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Work one = work.get(39 - i);
      all.add(
          store.ask(
              io.athanor.contract.Attempts.COMMIT,
              new io.athanor.contract.Attempts.Commit(
                  member.id(),
                  List.of(
                      Member.ended(one, Verdict.SUCCEEDED),
                      Member.ended(work.get(i), Verdict.SUCCEEDED)))));
      all.add(store.ask(Nodes.LEAVE, new Nodes.Leave(member.id(), member.token())));
    }
    all.forEach(Await::value);
    assertThat(store.count("ready") + store.count("outcomes")).isEqualTo(40);
    assertThat(store.count("running")).isZero();
  }
}
