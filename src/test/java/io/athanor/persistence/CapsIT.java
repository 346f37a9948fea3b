package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Queue;
import io.athanor.contract.Queue.Retry;
import io.athanor.contract.Research;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.athanor.support.Invariants;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CapsIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void nothingIsBroken() throws SQLException {
    Invariants.assertHold(store.target());
    store.clear();
  }

  private static void soon(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20)).until(condition);
  }

  private static void cap(String key, Integer most) {
    assertThat(store.get(Queue.SET_CAP, new Queue.SetCap(key, most, Caller.ADMIN)))
        .isEqualTo(new Queue.Cap(key, most));
  }

  private static void pause(String pool, boolean paused) {
    store.get(Queue.SET_POOL, new Queue.SetPool(pool, paused, Caller.ADMIN));
  }

  private static String waiting(UUID id) {
    String document =
        store.get(Experiments.GET, new Experiments.Get(id, List.of(), Caller.ADMIN)).body().text();
    return document.replaceFirst(".*\"waiting\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void experimentsOfOneKeyRunOneAfterTheOtherInTheOrderOfTheirRank() throws SQLException {
    UUID first = store.insert(Draft.in("p").key("gpu")).get(0);
    soon(() -> store.count("ready", first) == 1);
    UUID second = store.insert(Draft.in("p").key("gpu")).get(0);
    UUID urgent = store.insert(Draft.in("p").key("gpu").priority(10)).get(0);
    Member member = store.member("p");
    List<Work> work = member.takes(5);
    assertThat(work).extracting(Work::experimentId).containsExactly(first);
    assertThat(waiting(second))
        .isEqualTo("held: key:gpu is at its cap of 1, with 1 ahead in its line");
    member.commits(Member.ended(work.get(0), Verdict.SUCCEEDED));
    soon(() -> store.count("ready", urgent) == 1);
    member.commits(Member.ended(member.takesOne(), Verdict.FAILED));
    soon(() -> store.count("ready", second) == 1);
    store.get(Experiments.CANCEL, new Experiments.Cancel(second, null, Caller.ADMIN));
    soon(() -> store.count("admissions") == 0);
  }

  @Test
  void aCapOfAPoolHoldsWhatWasQueuedBeforeAndLetsItGoAsItGrows() throws SQLException {
    List<UUID> ids = store.insert(Draft.many("p", 1_500));
    Member member = store.member("p");
    List<Work> running = member.takes(2);
    cap("pool:p", 4);
    soon(() -> store.count("ready") == 2);
    assertThat(store.count("held")).isEqualTo(ids.size() - 4);
    assertThat(member.takes(10)).hasSize(2);
    store.insert(Draft.in("p"), Draft.in("other"));
    assertThat(store.count("ready")).isEqualTo(1);
    cap("pool:p", 3);
    member.commits(Member.ended(running.get(0), Verdict.SUCCEEDED));
    member.commits(Member.ended(running.get(1), Verdict.SUCCEEDED));
    soon(() -> store.value("select count(*) from ready where pool = 'p'").equals("1"));
    cap("pool:p", null);
    soon(() -> store.count("held") == 0);
    assertThat(store.value("select count(*) from ready where pool = 'p'")).isEqualTo("1497");
  }

  @Test
  void aCapOfASessionHoldsItsExperimentsInEveryPool() throws SQLException {
    UUID session = UUID.randomUUID();
    store.execute(
        "insert into sessions (id, owner, question) values ('" + session + "', 'o', 'why?')");
    store.insert(Draft.in("p").session(session), Draft.in("q").session(session), Draft.in("p"));
    cap("session:" + session, 1);
    soon(() -> store.count("held") == 1);
    store.insert(Draft.in("q").session(session));
    assertThat(store.count("held")).isEqualTo(2);
    assertThat(store.count("ready")).isEqualTo(2);
    cap("session:" + session, 0);
    soon(() -> store.count("held") == 3);
    cap("session:" + session, null);
    soon(() -> store.count("ready") == 4);
  }

  @Test
  void whoeverNeedsRoomUnderTwoKeysHoldsUpNobodyInTheLineOfOne() throws SQLException {
    cap("pool:p", 10);
    store.insert(Draft.in("p").key("a"));
    soon(() -> store.count("ready") == 1);
    UUID blocked = store.insert(Draft.in("p").key("a")).get(0);
    UUID free = store.insert(Draft.in("p").key("b")).get(0);
    soon(() -> store.count("ready", free) == 1);
    assertThat(store.count("held", blocked)).isEqualTo(1);
  }

  @Test
  void whoWaitedForATimeIsHeldAfterwards() throws SQLException {
    store.insert(Draft.in("p").key("k"));
    UUID late = store.insert(Draft.in("p").key("k").notBefore(Instant.now())).get(0);
    soon(() -> store.count("held", late) == 1);
    Member member = store.member("p");
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    soon(() -> store.count("ready", late) == 1);
  }

  @Test
  void aLostAttemptKeepsItsRoom() throws SQLException {
    store.insert(Draft.in("p").key("k"), Draft.in("p").key("k"));
    soon(() -> store.count("ready") == 1);
    Member member = store.member("p");
    Work work = member.takesOne();
    assertThat(member.leaves()).isEqualTo(1);
    assertThat(store.count("ready", work.experimentId())).isEqualTo(1);
    assertThat(store.count("held")).isEqualTo(1);
  }

  @Test
  void roomThatADeadNodeDidNotGiveBackIsFound() throws SQLException {
    UUID gone = UUID.randomUUID();
    store.execute("insert into admissions values ('key:k', '" + gone + "')");
    store.execute(
        "insert into outcomes (experiment_id, status, attempt) values ('"
            + gone
            + "', 'FAILED', 1)");
    UUID id = store.insert(Draft.in("p").key("k")).get(0);
    soon(() -> store.count("ready", id) == 1);
    store.execute("delete from outcomes where experiment_id = '" + gone + "'");
  }

  @Test
  void roomOfADeletedExperimentIsGivenBack() throws SQLException {
    UUID first = store.insert(Draft.in("p").key("k")).get(0);
    soon(() -> store.count("ready", first) == 1);
    UUID next = store.insert(Draft.in("p").key("k")).get(0);
    store.get(Experiments.CANCEL, new Experiments.Cancel(first, null, Caller.ADMIN));
    store.get(Research.DELETE_EXPERIMENT, new Research.DeleteExperiment(first, Caller.ADMIN));
    soon(() -> store.count("ready", next) == 1);
    store.execute("insert into admissions values ('key:j', '" + UUID.randomUUID() + "')");
    UUID other = store.insert(Draft.in("p").key("j")).get(0);
    soon(() -> store.count("ready", other) == 1);
  }

  @Test
  void oneThatIsHeldAfterAnAttemptIsCancelledWithIt() throws SQLException {
    Retry soon =
        new Retry(1, List.of(Verdict.FAILED), Duration.ofMillis(1), 1, Duration.ofSeconds(1), null);
    UUID id = store.insert(Draft.in("p").key("k").retry(soon)).get(0);
    Member member = store.member("p");
    soon(() -> store.count("ready", id) == 1);
    member.commits(Member.ended(member.takesOne(), Verdict.FAILED));
    cap("key:k", 0);
    soon(() -> store.count("held", id) == 1);
    store.get(Experiments.CANCEL, new Experiments.Cancel(id, null, Caller.ADMIN));
    assertThat(store.value("select attempt from outcomes")).isEqualTo("1");
  }

  @Test
  void nothingOfAPausedPoolStartsUntilItIsResumed() throws SQLException {
    UUID id = store.insert(Draft.in("p")).get(0);
    store.insert(Draft.in("q"));
    Member member = store.member("p", "q");
    pause("p", true);
    assertThat(member.takes(10)).hasSize(1);
    assertThat(waiting(id)).isEqualTo("its pool p is paused; next in line");
    assertThat(
            store.get(Experiments.QUEUE, new Experiments.QueueOverview(Caller.ADMIN)).body().text())
        .contains("\"paused\":true");
    pause("p", false);
    assertThat(member.takes(10)).hasSize(1);
  }

  @Test
  void aHundredKeysWithThreeClaimersAreNeverOverdrawn() throws Exception {
    for (int i = 0; i < 10; i++) {
      cap("key:k" + i, 1 + i % 3);
    }
    cap("pool:p", 12);
    List<UUID> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.addAll(
          store.insert(
              IntStream.range(0, 20).mapToObj(k -> Draft.in("p").key("k" + k).plan()).toList()));
    }
    List<Member> members = List.of(store.member("p"), store.member("p"), store.member("p"));
    soon(
        () -> {
          members.stream()
              .map(member -> member.asksForWork(7).compose(member::finishes))
              .toList()
              .forEach(Await::value);
          Invariants.assertHold(store.target());
          return store.count("outcomes") == all.size();
        });
    assertThat(store.value("select count(*) from held")).isEqualTo("0");
  }
}
