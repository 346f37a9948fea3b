package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Nodes;
import io.athanor.contract.Queue;
import io.athanor.contract.Verdict;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each kind of blocker is named as it is. */
class WaitingWordsIT {

  private static final long GB = 1L << 30;

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void clear() throws SQLException {
    store.clear();
  }

  private static JsonObject document(UUID id) {
    return new JsonObject(
        store.get(Experiments.GET, new Experiments.Get(id, List.of(), Caller.ADMIN)).body().text());
  }

  private static String waits(UUID id) {
    JsonObject document = document(id);
    return document.getString("blocker") + ": " + document.getString("waiting");
  }

  private static UUID insert(Draft draft) {
    return store.insert(draft).get(0);
  }

  private static void join(String runtime, String tier, int strength, long memory) {
    store.get(
        Nodes.JOIN,
        new Nodes.Join(
            UUID.randomUUID(),
            "n",
            List.of("execution"),
            List.of("p"),
            List.of(runtime),
            tier,
            strength,
            2,
            memory,
            Duration.ofMinutes(5)));
  }

  @Test
  void whatNoNodeCanCarryIsTold() {
    UUID id = insert(Draft.in("p").tier("strict").memory(2 * GB));
    assertThat(waits(id)).isEqualTo("no-node: no node serves its pool p at present; next in line");
    join("bash", "strict", 3, 8 * GB);
    assertThat(waits(id)).isEqualTo("no-runtime: no node of its pool p has python; next in line");
    join("python", "namespaced", 2, 8 * GB);
    assertThat(waits(id))
        .isEqualTo("no-tier: no node of its pool reaches the sandbox tier strict; next in line");
    join("python", "strict", 3, GB);
    assertThat(waits(id))
        .isEqualTo(
            "no-memory: no node of its pool can carry a limit of 2GB of memory; next in line");
    join("python", "strict", 3, 8 * GB);
    assertThat(waits(id)).isEqualTo("slots: next in line");
  }

  @Test
  void whatTheMachinesAreBusyWithIsTold() {
    UUID id = insert(Draft.in("p").memory(2 * GB));
    Member member = store.member("p");
    renews(member, new Nodes.Load(0.2, 0.1, 0.8, GB, null));
    assertThat(waits(id))
        .isEqualTo(
            "memory-in-use: no node of its pool has 2GB of memory left at present; next in line");
    renews(member, new Nodes.Load(0.9, 0.9, 0.1, 8 * GB, "its processors are 90 % busy"));
    assertThat(waits(id))
        .startsWith("load: no node of its pool takes more work at present: ")
        .endsWith(": its processors are 90 % busy; next in line");
    assertThat(first("p").getString("blocker")).isEqualTo("load");
    renews(member, new Nodes.Load(0.1, 0.1, 0.1, 8 * GB, null));
    assertThat(waits(id)).isEqualTo("slots: next in line");
    assertThat(first("p").getString("id")).isEqualTo(id.toString());
    renews(member, null);
    assertThat(waits(id)).isEqualTo("slots: next in line");
  }

  private static void renews(Member member, Nodes.Load load) {
    store.get(Nodes.RENEW, new Nodes.Renew(member.id(), member.token(), List.of(), load));
    assertThat(store.get(Nodes.LIST, new Nodes.ListNodes()).nodes())
        .singleElement()
        .matches(node -> Objects.equals(node.load(), load));
  }

  /** What the queue says of the first of a pool. */
  private static JsonObject first(String pool) {
    JsonObject queue =
        new JsonObject(
            store
                .get(Experiments.QUEUE, new Experiments.QueueOverview(Caller.ADMIN))
                .body()
                .text());
    return queue.getJsonArray("pools").stream()
        .map(JsonObject.class::cast)
        .filter(one -> one.getString("pool").equals(pool))
        .findFirst()
        .orElseThrow()
        .getJsonObject("first");
  }

  @Test
  void aFullNodeIsToldWithThePlaceAndTheEstimatedStart() throws SQLException {
    Member member = store.member("p");
    store.insert(Draft.many("p", 9));
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED));
    store.execute("update attempts set claimed_at = finished_at - interval '60 seconds'");
    member.takes(8);
    store.insert(Draft.many("p", 8));
    UUID last = insert(Draft.in("p").runtime("bash").tier("none"));
    assertThat(waits(last)).isEqualTo("slots: all 8 slots are taken; 8 ahead in its pool");
    assertThat(document(last).getInstant("estimatedStart"))
        .isBetween(Instant.now().plusSeconds(100), Instant.now().plusSeconds(125));
  }

  @Test
  void aPauseACapATimeAndADependencyAreTold() {
    join("python", "strict", 3, 8 * GB);
    UUID first = insert(Draft.in("p"));
    store.get(Queue.SET_POOL, new Queue.SetPool("p", true, Caller.ADMIN));
    assertThat(waits(first)).isEqualTo("paused: its pool p is paused; next in line");
    store.get(Queue.SET_CAP, new Queue.SetCap("key:k", 0, Caller.ADMIN));
    assertThat(waits(insert(Draft.in("p").key("k"))))
        .isEqualTo("cap: held: key:k is at its cap of 0, with 0 ahead in its line");
    UUID later = insert(Draft.in("p").notBefore(Instant.parse("2999-01-01T00:00:00Z")));
    assertThat(waits(later)).isEqualTo("time: not before 2999-01-01T00:00:00Z");
    assertThat(document(later).getString("estimatedStart")).isEqualTo("2999-01-01T00:00:00Z");
    assertThat(waits(insert(Draft.in("p").after(first))))
        .isEqualTo("dependency: waits until " + first + " completed");
  }
}
