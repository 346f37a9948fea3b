package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Claimed;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Queue;
import io.athanor.contract.Queue.Retry;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import io.athanor.support.Invariants;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A thousand cancellations at random moments, of what waits, is held, is queued, runs or ends
 * (F26).
 */
class CancelRacesIT {

  private static final int COUNT = 1_000;
  private static final Retry AGAIN =
      new Retry(
          2, List.of(Verdict.FAILED), Duration.ofMillis(1), 1, Duration.ofMillis(1), 512L << 20);

  @RegisterExtension static final StoreNode store = new StoreNode();

  private final Random random = new Random(20_261_129);

  private Draft draft(UUID before) {
    Draft draft = Draft.in("p").retry(AGAIN);
    return switch (random.nextInt(5)) {
      case 0 -> draft.key("k" + random.nextInt(5));
      case 1 -> draft.notBefore(Instant.now().plusMillis(random.nextInt(600)));
      case 2 -> draft.after(before);
      default -> draft;
    };
  }

  private Future<?> runs(Member member) {
    return member.asksForWork(1 + random.nextInt(3)).compose(claimed -> ends(member, claimed));
  }

  private Future<?> ends(Member member, Claimed claimed) {
    Verdict[] verdicts = {
      Verdict.SUCCEEDED,
      Verdict.FAILED,
      Verdict.MEMORY_LIMIT,
      Verdict.SANDBOX_ERROR,
      Verdict.CANCELLED
    };
    List<Future<?>> all = new ArrayList<>();
    for (Work work : claimed.work()) {
      Verdict verdict = verdicts[random.nextInt(verdicts.length)];
      all.add(
          store.ask(
              Attempts.COMMIT,
              new Attempts.Commit(member.id(), List.of(Member.ended(work, verdict)))));
    }
    return Future.join(all).otherwiseEmpty();
  }

  @Test
  void eachEndsInExactlyOneState() throws Exception {
    store.get(Queue.SET_CAP, new Queue.SetCap("key:k0", 3, Caller.ADMIN));
    UUID first = store.insert(Draft.in("p")).get(0);
    List<UUID> ids = new ArrayList<>();
    List<Future<Experiments.CancelAnswer>> cancels = new ArrayList<>();
    List<Future<?>> work = new ArrayList<>();
    List<Member> members = List.of(store.member("p"), store.member("p"));
    for (int i = 0; i < COUNT; i++) {
      UUID id = store.insert(draft(first)).get(0);
      ids.add(id);
      work.add(runs(members.get(i % 2)));
      cancels.add(
          store
              .vertx()
              .timer(1 + random.nextInt(900))
              .compose(
                  later ->
                      store.ask(
                          Experiments.CANCEL, new Experiments.Cancel(id, "F26", Caller.ADMIN))));
    }
    work.forEach(Await::value);
    List<State> told = cancels.stream().map(cancel -> Await.value(cancel).state()).toList();
    Map<String, String> ended =
        store.rows("select experiment_id::text, status from outcomes").stream()
            .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));
    for (int i = 0; i < COUNT; i++) {
      if (told.get(i).terminal()) {
        assertThat(ended).containsEntry(ids.get(i).toString(), told.get(i).name());
      }
    }
    Invariants.assertHold(store.target());
    theRestEnds(members);
    Invariants.assertAllEnded(store.target());
  }

  private static void theRestEnds(List<Member> members) {
    // What was running when it was cancelled ends with its node, and nothing comes back.
    members.forEach(Member::leaves);
    Member last = store.member("p");
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              Await.value(last.asksForWork(5).compose(last::finishes));
              return store.count("outcomes") == COUNT + 1;
            });
  }
}
