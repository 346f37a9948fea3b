package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Queue.Retry;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.athanor.support.Invariants;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetryIT {

  @RegisterExtension static final StoreNode store = new StoreNode();

  private static final long MB = 1L << 20;

  @AfterEach
  void nothingIsBroken() throws SQLException {
    Invariants.assertHold(store.target());
    store.clear();
  }

  private static Retry policy(int max, Duration backoff, Long memory, Verdict... on) {
    return new Retry(max, List.of(on), backoff, 2, Duration.ofMinutes(5), memory);
  }

  private static void soon(Callable<Boolean> condition) {
    await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20)).until(condition);
  }

  private static Work ends(Member member, Verdict verdict) {
    Work work = member.takesOne();
    member.commits(Member.ended(work, verdict));
    return work;
  }

  @Test
  void aFailureThatWasNamedIsTriedAgainAsOftenAsItSays() throws SQLException {
    Retry twice = policy(2, Duration.ofMillis(1), null, Verdict.FAILED, Verdict.WALL_LIMIT);
    UUID id = store.insert(Draft.in("p").retry(twice)).get(0);
    Member member = store.member("p");
    ends(member, Verdict.FAILED);
    assertThat(store.count("outcomes")).isZero();
    soon(() -> store.count("ready", id) == 1);
    assertThat(ends(member, Verdict.WALL_LIMIT).attempt()).isEqualTo(2);
    soon(() -> store.count("ready", id) == 1);
    ends(member, Verdict.FAILED);
    assertThat(store.rows("select status, verdict, attempt from outcomes"))
        .containsExactly(List.of("FAILED", "FAILED", "3"));
    assertThat(store.rows("select verdict from attempts order by number"))
        .containsExactly(List.of("FAILED"), List.of("WALL_LIMIT"), List.of("FAILED"));
    assertThat(store.rows("select state from changes order by xid, id"))
        .extracting(row -> row.get(0))
        .containsExactly(
            "QUEUED", "RUNNING", "CREATED", "QUEUED", "RUNNING", "CREATED", "QUEUED", "RUNNING",
            "FAILED");
  }

  @Test
  void whatWasNotNamedAndWhatWasNotAskedIsNotTriedAgain() throws SQLException {
    store.insert(
        Draft.in("p").retry(policy(5, Duration.ofMillis(1), null, Verdict.CRASHED)), Draft.in("p"));
    Member member = store.member("p");
    ends(member, Verdict.FAILED);
    ends(member, Verdict.CRASHED);
    assertThat(store.count("outcomes")).isEqualTo(2);
  }

  @Test
  void lostAttemptsAreNotCountedAsTries() throws SQLException {
    UUID id =
        store
            .insert(Draft.in("p").retry(policy(1, Duration.ofMillis(1), null, Verdict.FAILED)))
            .get(0);
    Member member = store.member("p");
    ends(member, Verdict.SANDBOX_ERROR);
    ends(member, Verdict.FAILED);
    soon(() -> store.count("ready", id) == 1);
    ends(member, Verdict.SANDBOX_ERROR);
    ends(member, Verdict.FAILED);
    assertThat(store.rows("select status, attempt from outcomes"))
        .containsExactly(List.of("FAILED", "4"));
  }

  @Test
  void theBackoffGrowsIsCutAndScattered() throws SQLException {
    UUID id =
        store
            .insert(Draft.in("p").retry(policy(9, Duration.ofSeconds(60), null, Verdict.FAILED)))
            .get(0);
    Member member = store.member("p");
    double[] bounds = {60, 120, 240, 300, 300};
    for (double seconds : bounds) {
      ends(member, Verdict.FAILED);
      double wait =
          Double.parseDouble(
              store.value("select extract(epoch from not_before - now()) from waiting"));
      assertThat(wait).isBetween(seconds * 0.75 - 5, seconds * 1.25);
      assertThat(store.rows("select state from outbox order by xid desc, id desc limit 1"))
          .containsExactly(List.of("CREATED"));
      store.execute("update waiting set not_before = now()");
      soon(() -> store.count("ready", id) == 1);
    }
  }

  @Test
  void oneThatRanOutOfMemoryIsTriedOnceMoreWithTheLargerLimit() throws SQLException {
    store.insert(Draft.in("p").memory(64 * MB).retry(policy(1, Duration.ofMillis(1), 1_024 * MB)));
    Member member = store.member("p");
    assertThat(ends(member, Verdict.MEMORY_LIMIT).limits().memory()).isEqualTo(64 * MB);
    assertThat(store.value("select class from ready")).isEqualTo("python/none/1024MB");
    ends(member, Verdict.SANDBOX_ERROR);
    assertThat(ends(member, Verdict.MEMORY_LIMIT).limits().memory()).isEqualTo(1_024 * MB);
    assertThat(store.rows("select verdict, attempt from outcomes"))
        .containsExactly(List.of("MEMORY_LIMIT", "3"));
  }

  @Test
  void aCancelledOneIsNotTriedAgainWhereverItIs() throws SQLException {
    Retry policy = policy(3, Duration.ofMinutes(1), 128 * MB, Verdict.FAILED, Verdict.MEMORY_LIMIT);
    UUID running = store.insert(Draft.in("p").retry(policy)).get(0);
    Member member = store.member("p");
    Work work = member.takesOne();
    cancel(running);
    member.commits(Member.ended(work, Verdict.FAILED));
    assertThat(store.value("select status from outcomes")).isEqualTo("FAILED");
    UUID waits = store.insert(Draft.in("p").retry(policy)).get(0);
    ends(member, Verdict.FAILED);
    assertThat(cancel(waits)).isEqualTo(State.CANCELLED);
    assertThat(store.value("select attempt from outcomes where experiment_id = ?", waits))
        .isEqualTo("1");
    assertThat(store.count("waiting")).isZero();
  }

  private static State cancel(UUID id) {
    return store.get(Experiments.CANCEL, new Experiments.Cancel(id, null, Caller.ADMIN)).state();
  }

  @Test
  void oneWithAKeyGivesItsRoomBackWhileItWaits() throws SQLException {
    Retry later = policy(1, Duration.ofMinutes(1), null, Verdict.FAILED);
    UUID first = store.insert(Draft.in("p").key("k").retry(later)).get(0);
    UUID second = store.insert(Draft.in("p").key("k")).get(0);
    Member member = store.member("p");
    soon(() -> store.count("ready", first) == 1);
    ends(member, Verdict.FAILED);
    soon(() -> store.count("ready", second) == 1);
  }
}
