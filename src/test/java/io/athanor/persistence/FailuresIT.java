package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.ProgramError;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.Accepted;
import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Experiments.Submitted;
import io.athanor.contract.Failure;
import io.athanor.contract.Failures;
import io.athanor.contract.Queue.Retry;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.athanor.support.Invariants;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FailuresIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void nothingIsBroken() throws SQLException {
    Invariants.assertHold(store.target());
    store.clear();
    store.execute("truncate failure_groups");
  }

  private static void fails(Member member, String type, String message) {
    Work work = member.takesOne();
    Outcome plain = Member.ended(work, Verdict.FAILED);
    member.commits(
        new Outcome(
            plain.experimentId(),
            plain.attempt(),
            plain.token(),
            plain.verdict(),
            plain.reason(),
            1,
            null,
            plain.startedAt(),
            plain.finishedAt(),
            plain.usage(),
            new ProgramError(type, message, "main.py", 3, "trace"),
            null,
            null,
            List.of(),
            List.of()));
  }

  private static List<JsonObject> groups(int limit) {
    List<JsonObject> all = new ArrayList<>();
    String cursor = null;
    do {
      Page page = store.get(Failures.LIST, new Failures.ListGroups(limit, cursor, Caller.ADMIN));
      new JsonArray(page.items().text()).forEach(one -> all.add((JsonObject) one));
      cursor = page.nextCursor();
    } while (cursor != null);
    return all;
  }

  private static List<UUID> rerun(UUID group, List<UUID> ids, String key) {
    return store
        .get(Failures.RERUN, new Failures.Rerun(ids, group, Caller.ADMIN, key))
        .experiments()
        .stream()
        .map(Accepted::id)
        .toList();
  }

  @Test
  void failuresThatAreAlikeAreOneGroup() {
    store.insert(Draft.many("p", 7));
    Member member = store.member("p");
    for (int i = 0; i < 4; i++) {
      fails(member, "ValueError", "loss " + i + ".5 of /tmp/run" + i + "/x at 0x7f" + i + "0");
    }
    fails(member, "KeyError", "'lr'");
    member.commits(Member.ended(member.takesOne(), Verdict.WALL_LIMIT));
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    assertThat(groups(1))
        .extracting(group -> group.getString("signature") + " " + group.getInteger("failures"))
        .containsExactlyInAnyOrder(
            "ValueError: loss <n> of <path> at <hex> at main.py:3 4",
            "KeyError: 'lr' at main.py:3 1",
            "WALL_LIMIT: because 1");
  }

  @Test
  void aGroupIsRunAgainOnceAndItsRepetitionsSayOfWhat() throws SQLException {
    List<UUID> first =
        store.insert(
            Draft.in("p").tags(Map.of("k", "v")).parameters("{\"lr\": 0.10}").key("k"),
            Draft.in("p"));
    Member member = store.member("p");
    await().until(() -> store.count("ready") == 2);
    fails(member, "E", "m");
    fails(member, "E", "m");
    UUID group = UUID.fromString(groups(50).get(0).getString("id"));
    List<UUID> again = rerun(group, null, "once");
    assertThat(again).hasSize(2);
    assertThat(rerun(group, null, "once")).isEqualTo(again);
    assertThat(rerun(group, null, null)).isEmpty();
    assertThat(
            store.rows(
                "select e.parameters::text, e.tags::text, e.concurrency_key from experiments e where e.retry_of = ?",
                first.get(0)))
        .containsExactly(List.of("{\"lr\": 0.10}", "{\"k\":\"v\"}", "k"));
    assertThat(store.value("select count(*) from experiment_tags")).isEqualTo("2");
    assertThat(store.count("outcomes", first.get(0))).isEqualTo(1);
  }

  @Test
  void manyWhoRunAGroupAgainAtOnceRunItOnce() throws SQLException {
    store.insert(Draft.many("p", 6));
    Member member = store.member("p");
    for (int i = 0; i < 6; i++) {
      fails(member, "E", "m");
    }
    UUID group = UUID.fromString(groups(50).get(0).getString("id"));
    List<Future<Submitted>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String key = i < 4 ? "k" + i / 2 : null;
      all.add(store.ask(Failures.RERUN, new Failures.Rerun(null, group, Caller.ADMIN, key)));
    }
    all.forEach(Await::value);
    assertThat(store.value("select count(*) from experiments where retry_of is not null"))
        .isEqualTo("6");
  }

  @Test
  void programsWithoutWordsAreToldApartByTheirEnd() {
    store.insert(Draft.many("p", 2));
    Member member = store.member("p");
    fails(member, "exit", "");
    fails(member, "E", "\u001b[31mred\u001b[0m\u0007");
    assertThat(groups(50))
        .extracting(group -> group.getString("signature"))
        .containsExactlyInAnyOrder("FAILED with exit code 1", "E: red at main.py:3");
  }

  @Test
  void oneIsRunAgainWhenItHasEnded() {
    UUID id = store.insert(Draft.in("p")).get(0);
    Failures.Rerun early = new Failures.Rerun(List.of(id), null, Caller.ADMIN, null);
    assertThat(Await.refusal(store.ask(Failures.RERUN, early)).type()).isEqualTo("not-ended");
    Member member = store.member("p");
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    assertThat(rerun(null, List.of(id), null)).hasSize(1).doesNotContain(id);
    Failures.Rerun unknown =
        new Failures.Rerun(List.of(UUID.randomUUID()), null, Caller.ADMIN, null);
    assertThat(Await.refusal(store.ask(Failures.RERUN, unknown)).failure())
        .isEqualTo(Failure.NOT_FOUND);
  }

  @Test
  void aGroupThatWouldBeTriedAgainIsGivenUp() throws SQLException {
    Retry later =
        new Retry(3, List.of(Verdict.FAILED), Duration.ofHours(1), 1, Duration.ofHours(1), null);
    store.insert(Draft.in("p").retry(later), Draft.in("p").retry(later), Draft.in("p"));
    Member member = store.member("p");
    fails(member, "E", "m");
    fails(member, "E", "m");
    UUID group = UUID.fromString(groups(50).get(0).getString("id"));
    assertThat(store.get(Failures.CANCEL, new Failures.CancelGroup(group, Caller.ADMIN)))
        .isEqualTo(new Failures.GroupCancelled(2));
    assertThat(store.rows("select status, reason from outcomes"))
        .containsOnly(List.of("CANCELLED", "its group of failures was cancelled"));
    Failures.CancelGroup unknown = new Failures.CancelGroup(UUID.randomUUID(), Caller.ADMIN);
    assertThat(Await.refusal(store.ask(Failures.CANCEL, unknown)).failure())
        .isEqualTo(Failure.NOT_FOUND);
  }
}
