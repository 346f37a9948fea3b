package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Json;
import io.athanor.contract.Nodes;
import io.athanor.contract.Queue;
import io.athanor.support.Await;
import io.athanor.support.Invariants;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClaimIT {

  @RegisterExtension static final StoreNode store = new StoreNode(16);

  @AfterEach
  void nothingIsBroken() throws SQLException {
    Invariants.assertHold(store.target());
    store.clear();
  }

  private static List<UUID> ids(List<Work> work) {
    return work.stream().map(Work::experimentId).toList();
  }

  @Test
  void theHigherPriorityThenTheOlderGoesFirstOverAllLines() throws SQLException {
    Draft first = Draft.in("p");
    Draft second = Draft.in("p").runtime("bash").memory(1L << 30);
    Draft urgent = Draft.in("p").priority(5);
    Draft idle = Draft.in("p").priority(-5).runtime("bash");
    store.insert(idle);
    store.insert(first);
    store.insert(second);
    store.insert(urgent);
    Member member = store.member("p");
    assertThat(ids(member.takes(3))).containsExactly(urgent.id(), first.id(), second.id());
    assertThat(ids(member.takes(3))).containsExactly(idle.id());
    assertThat(member.takes(3)).isEmpty();
    assertThat(
            store.value(
                "select string_agg(state, ',' order by xid, id) from changes where experiment_id = ?",
                first.id()))
        .isEqualTo("QUEUED,RUNNING");
  }

  @Test
  void oneUnitOfPriorityIsWorthAMinuteOfWaiting() throws SQLException {
    Draft old = Draft.in("p");
    Draft young = Draft.in("p").priority(1);
    store.insert(old, young);
    store.execute(
        "update ready set rank = rank - 61000000 where experiment_id = '" + old.id() + "'");
    assertThat(ids(store.member("p").takes(2))).containsExactly(old.id(), young.id());
  }

  @Test
  void thoseOfASessionAndKeyShareASandboxWhenTheyAskFor() throws SQLException {
    UUID session = UUID.randomUUID();
    store.execute(
        "insert into sessions (id, owner, question) values ('%s', 'admin', 'why?')"
            .formatted(session));
    store.insert(Draft.in("p").session(session).together(), Draft.in("p").session(session));
    assertThat(store.member("p").takes(2))
        .extracting(Work::group)
        .containsExactly(session + " admin", null);
  }

  @Test
  void theWorkIsWhatWasSubmitted() {
    Draft draft =
        Draft.in("p")
            .program("print(1)")
            .parameters("{\"a\": null, \"b\":1e400, \"c\":\"\\u0000\"}");
    store.insert(draft);
    Work work = store.member("p").takesOne();
    assertThat(work.experimentId()).isEqualTo(draft.id());
    assertThat(work.attempt()).isEqualTo(1);
    assertThat(work.programDigest()).isEqualTo(draft.plan().programDigest());
    assertThat(work.parameters())
        .isEqualTo(new Json("{\"a\": null, \"b\":1e400, \"c\":\"\\u0000\"}"));
    assertThat(work.arguments()).isEqualTo(draft.plan().arguments());
    assertThat(work.env()).isEqualTo(draft.plan().env());
    assertThat(work.limits()).isEqualTo(draft.plan().limits());
    assertThat(work.seed()).isEqualTo(7L);
  }

  @Test
  void aNodeTakesOnlyWhatItCanStart() {
    Draft pool = Draft.in("other");
    Draft runtime = Draft.in("p").runtime("node");
    Draft tier = Draft.in("p").tier("strict");
    Draft memory = Draft.in("p").memory((4L << 30) + 1);
    store.insert(pool, runtime, tier, memory);
    Member member = store.member("p");
    Attempts.Claim weak =
        new Attempts.Claim(
            member.id(),
            member.token(),
            List.of("p"),
            List.of("python"),
            2,
            4L << 30,
            10,
            0,
            0,
            0,
            0,
            0,
            0);
    assertThat(store.get(Attempts.CLAIM, weak).work()).isEmpty();
    assertThat(ids(member.takes(10))).containsExactly(tier.id(), memory.id());
    assertThat(member.takes(0)).isEmpty();
    assertThat(member.takes(-1)).isEmpty();
  }

  @Test
  void withoutALeaseNothingIsTakenAndNothingIsLost() throws SQLException {
    store.insert(Draft.many("p", 3));
    Member member = store.member("p");
    Member stranger = new Member(store, UUID.randomUUID(), 1, List.of("p"));
    Member wrong = new Member(store, member.id(), member.token() + 1_000, List.of("p"));
    assertThat(stranger.takes(5)).isEmpty();
    assertThat(wrong.takes(5)).isEmpty();
    store.execute("update leases set expires_at = now() - interval '1 ms'");
    assertThat(member.takes(5)).isEmpty();
    assertThat(store.count("ready")).isEqualTo(3);
    assertThat(store.member("p").takes(5)).hasSize(3);
  }

  @Test
  void sixteenClaimersTakeEachExperimentOnce() throws Exception {
    int count = 2_000;
    store.insert(Draft.many("p", count / 2));
    List<Queue.Planned> others = new ArrayList<>();
    for (int i = 0; i < count / 2; i++) {
      others.add(Draft.in("p").runtime("bash").memory(1L << 28).plan());
    }
    store.insert(others);
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<java.util.concurrent.Future<List<UUID>>> claimers = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        Member member = store.member("p");
        claimers.add(
            threads.submit(
                () -> {
                  start.await();
                  List<UUID> taken = new ArrayList<>();
                  while (store.count("ready") > 0) {
                    taken.addAll(ids(member.takes(7)));
                  }
                  return taken;
                }));
      }
      start.countDown();
      List<UUID> all = new ArrayList<>();
      for (java.util.concurrent.Future<List<UUID>> claimer : claimers) {
        all.addAll(claimer.get());
      }
      assertThat(all).hasSize(count).doesNotHaveDuplicates();
      assertThat(store.count("running")).isEqualTo(count);
    } finally {
      threads.shutdownNow();
    }
  }

  /** The claim is held up in the middle; a successor takes the lease meanwhile. */
  @Test
  void aClaimInFlightIsSeenByTheReleaseOfItsLease() throws Exception {
    UUID id = store.insert(Draft.in("p")).get(0);
    Member member = store.member(UUID.randomUUID(), Duration.ofMinutes(5), "p");
    try (Holder holder =
        Holder.of(
            store.target(),
            "insert into running (experiment_id, pool, class, rank, attempt, lost, token, node_id) values ('%s', 'p', 'c', 1, 1, 0, 0, '%s')"
                .formatted(id, UUID.randomUUID()))) {
      Future<Attempts.Claimed> claimed = member.asksForWork(1);
      holder.awaitWaiters(1);
      Future<?> joined =
          store.ask(Nodes.JOIN, StoreNode.join(member.id(), Duration.ofMinutes(5), "q"));
      holder.awaitWaiters(2);
      holder.undo();
      assertThat(Await.value(claimed).work()).hasSize(1);
      Await.value(joined);
    }
    assertThat(store.count("running")).isZero();
    assertThat(store.value("select attempt || ' ' || lost from ready")).isEqualTo("2 1");
  }
}
