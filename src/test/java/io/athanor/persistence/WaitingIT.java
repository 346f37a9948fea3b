package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Accepted;
import io.athanor.contract.Failure;
import io.athanor.contract.Queue;
import io.athanor.contract.Refusal;
import io.athanor.contract.Research;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.athanor.support.Invariants;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WaitingIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void nothingIsBroken() throws SQLException {
    Invariants.assertHold(store.target());
    store.clear();
  }

  private static void soon(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20)).until(condition);
  }

  private static String document(UUID id) {
    return store
        .get(Experiments.GET, new Experiments.Get(id, List.of(), Caller.ADMIN))
        .body()
        .text();
  }

  private static void completes(Member member, UUID id) {
    Work work = member.takesOne();
    assertThat(work.experimentId()).isEqualTo(id);
    member.commits(Member.ended(work, Verdict.SUCCEEDED));
  }

  @Test
  void whatDependsOnAnotherIsQueuedWhenThatHasCompleted() throws SQLException {
    UUID first = store.insert(Draft.in("p")).get(0);
    UUID second = store.insert(Draft.in("p")).get(0);
    Draft draft = Draft.in("p").after(first, second);
    Accepted accepted =
        store
            .get(Queue.INSERT, new Queue.Insert(Draft.planned(draft), Caller.ADMIN, null, null))
            .experiments()
            .get(0);
    assertThat(accepted.state()).isEqualTo(State.CREATED);
    Member member = store.member("p");
    completes(member, first);
    String waiting = "\"waiting\":\"waits until " + second + " completed\"";
    soon(() -> document(draft.id()).contains(waiting));
    assertThat(document(draft.id()))
        .contains("\"state\":\"CREATED\"", "\"dependsOn\":[\"" + first + "\",\"" + second + "\"]");
    completes(member, second);
    soon(() -> store.count("ready", draft.id()) == 1);
    assertThat(store.count("dependencies")).isZero();
    completes(member, draft.id());
    assertThat(
            store.rows(
                "select state from changes where experiment_id = ? order by xid, id", draft.id()))
        .containsExactly(
            List.of("CREATED"), List.of("QUEUED"), List.of("RUNNING"), List.of("COMPLETED"));
  }

  @Test
  void whatHasCompletedBeforeTheSubmissionKeepsNobodyWaiting() throws SQLException {
    UUID first = store.insert(Draft.in("p")).get(0);
    completes(store.member("p"), first);
    UUID next = store.insert(Draft.in("p").after(first)).get(0);
    soon(() -> store.count("ready", next) == 1);
  }

  @Test
  void whoDependsOnWhatFailedIsCancelledWithTheReasonAndAllWhoDependOnThemToo()
      throws SQLException {
    UUID first = store.insert(Draft.in("p")).get(0);
    UUID second = store.insert(Draft.in("p").after(first).domain("d")).get(0);
    UUID third = store.insert(Draft.in("p").after(second)).get(0);
    Member member = store.member("p");
    member.commits(Member.ended(member.takesOne(), Verdict.FAILED));
    soon(() -> store.count("outcomes", third) == 1);
    assertThat(
            store.rows(
                "select status, reason, domain from outcomes where experiment_id = ?", second))
        .containsExactly(List.of("CANCELLED", "depends on " + first + ", which is FAILED", "d"));
    assertThat(store.value("select reason from outcomes where experiment_id = ?", third))
        .isEqualTo("depends on " + second + ", which is CANCELLED");
    assertThat(store.count("dependencies")).isZero();
  }

  @Test
  void aCancellationEndsAtOnceWhatWaitsAndWhatDependsOnIt() throws SQLException {
    UUID first = store.insert(Draft.in("p").notBefore(Instant.now().plusSeconds(3_600))).get(0);
    UUID second = store.insert(Draft.in("p").after(first)).get(0);
    assertThat(
            store
                .get(Experiments.CANCEL, new Experiments.Cancel(first, null, Caller.ADMIN))
                .state())
        .isEqualTo(State.CANCELLED);
    soon(() -> store.count("outcomes", second) == 1);
    assertThat(store.count("waiting")).isZero();
  }

  @Test
  void nothingStartsBeforeItsTime() throws SQLException {
    UUID later = store.insert(Draft.in("p").notBefore(Instant.now().plusSeconds(3_600))).get(0);
    UUID past = store.insert(Draft.in("p").notBefore(Instant.EPOCH)).get(0);
    soon(() -> store.count("ready", past) == 1);
    assertThat(store.count("ready", later)).isZero();
    assertThat(document(later)).contains("\"waiting\":\"not before 2");
    store.execute("update waiting set not_before = now()");
    soon(() -> store.count("ready", later) == 1);
  }

  @Test
  void aTimeThatHasComeDoesNotEndTheWaitForOthers() throws SQLException {
    UUID first = store.insert(Draft.in("p")).get(0);
    UUID next =
        store.insert(Draft.in("p").after(first).notBefore(Instant.now().plusMillis(300))).get(0);
    soon(() -> store.value("select not_before from waiting") == null);
    assertThat(store.count("waiting", next)).isEqualTo(1);
    completes(store.member("p"), first);
    soon(() -> store.count("ready", next) == 1);
  }

  @Test
  void anUnknownDependencyIsNamed() {
    UUID unknown = UUID.randomUUID();
    Refusal refusal =
        Await.refusal(
            store.ask(
                Queue.INSERT,
                new Queue.Insert(
                    Draft.planned(Draft.in("p"), Draft.in("p").after(unknown)),
                    Caller.ADMIN,
                    null,
                    null)));
    assertThat(refusal.failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(refusal.errors())
        .extracting(error -> error.field() + " " + error.message())
        .containsExactly("experiments[1].dependsOn[0] is no known experiment");
  }

  @Test
  void whatOthersDependOnIsNotDeletedAndWhatIsGoneAllTheSameEndsThem() throws SQLException {
    UUID first = store.insert(Draft.in("p")).get(0);
    UUID next = store.insert(Draft.in("p").after(first)).get(0);
    assertThat(
            Await.refusal(
                    store.ask(
                        Research.DELETE_EXPERIMENT,
                        new Research.DeleteExperiment(first, Caller.ADMIN)))
                .failure())
        .isEqualTo(Failure.CONFLICT);
    store.execute("delete from ready where experiment_id = '" + first + "'");
    store.execute("delete from outbox where experiments = array['" + first + "'::uuid]");
    store.execute("delete from experiments where id = '" + first + "'");
    soon(() -> store.count("outcomes", next) == 1);
    assertThat(store.value("select reason from outcomes where experiment_id = ?", next))
        .isEqualTo("depends on " + first + ", which is deleted");
  }

  @Test
  void whatNobodyWasToldOfIsFoundAllTheSame() throws SQLException {
    UUID first = store.insert(Draft.in("p")).get(0);
    List<UUID> dependents =
        store.insert(
            Stream.generate(() -> Draft.in("p").after(first).plan()).limit(2_500).toList());
    // As if another node had committed it and died before it looked after the dependents.
    store.execute(
        "with gone as (delete from ready where experiment_id = '%1$s' returning experiment_id), a as (insert into attempts (experiment_id, number, node_id, token, verdict, claimed_at) select experiment_id, 1, gen_random_uuid(), nextval('attempt_tokens'), 'SUCCEEDED', now() from gone), b as (insert into outbox (experiments, state) select array[experiment_id], unnest(array['RUNNING', 'COMPLETED']) from gone) insert into outcomes (experiment_id, status, attempt) select experiment_id, 'COMPLETED', 1 from gone"
            .formatted(first));
    soon(() -> store.count("ready") == dependents.size());
  }

  @Test
  void aWideGraphRunsInTheOrderOfItsEdgesWhateverEndsAtOnce() throws Exception {
    Random random = new Random(20_261_129);
    List<UUID> all = new ArrayList<>(store.insert(Draft.many("p", 20)));
    for (int layer = 0; layer < 5; layer++) {
      List<UUID> before = List.copyOf(all);
      Draft[] drafts =
          Stream.generate(
                  () -> {
                    List<UUID> some = new ArrayList<>(before);
                    Collections.shuffle(some, random);
                    return Draft.in("p").after(some.subList(0, 5).toArray(UUID[]::new));
                  })
              .limit(60)
              .toArray(Draft[]::new);
      all.addAll(store.insert(drafts));
    }
    List<Member> members = List.of(store.member("p"), store.member("p"), store.member("p"));
    soon(
        () -> {
          members.stream()
              .map(member -> member.asksForWork(7).compose(claimed -> member.finishes(claimed)))
              .toList()
              .forEach(Await::value);
          return store.count("outcomes") == all.size();
        });
    assertThat(store.value("select count(*) from outcomes where status = 'COMPLETED'"))
        .isEqualTo("320");
    Invariants.assertAllEnded(store.target());
  }
}
