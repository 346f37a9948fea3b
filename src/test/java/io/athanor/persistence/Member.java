package io.athanor.persistence;

import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Json;
import io.athanor.contract.Nodes;
import io.athanor.contract.Verdict;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What a node of the test says to the store. */
record Member(StoreNode store, UUID id, long token, List<String> pools) {

  static final long ALL_MEMORY = 8L << 30;

  Attempts.Claim claim(int slots) {
    return new Attempts.Claim(
        id, token, pools, List.of("python", "bash"), 3, ALL_MEMORY, slots, 1L << 50, 0, 0, 0, 0, 0);
  }

  Future<Attempts.Claimed> asksForWork(int slots) {
    return store.ask(Attempts.CLAIM, claim(slots));
  }

  List<Work> takes(int slots) {
    return store.get(Attempts.CLAIM, claim(slots)).work();
  }

  Work takesOne() {
    List<Work> work = takes(1);
    if (work.size() != 1) {
      throw new AssertionError("there is no work");
    }
    return work.get(0);
  }

  List<Long> commits(Outcome... outcomes) {
    return store.get(Attempts.COMMIT, new Attempts.Commit(id, List.of(outcomes))).stored();
  }

  /** Commits each as a success of its own. */
  Future<?> finishes(Attempts.Claimed claimed) {
    return Future.all(
        claimed.work().stream()
            .map(
                work ->
                    store.ask(
                        Attempts.COMMIT,
                        new Attempts.Commit(id, List.of(ended(work, Verdict.SUCCEEDED)))))
            .toList());
  }

  int leaves() {
    return store.get(Nodes.LEAVE, new Nodes.Leave(id, token)).released();
  }

  Nodes.Renewed renews() {
    return store.get(Nodes.RENEW, new Nodes.Renew(id, token, List.of(), null));
  }

  /** An outcome with nothing but a verdict, and a result when it succeeded. */
  static Outcome ended(Work work, Verdict verdict) {
    return ended(
        work,
        verdict,
        verdict == Verdict.SUCCEEDED ? new Json("{\"answer\":42}") : null,
        List.of());
  }

  static Outcome ended(Work work, Verdict verdict, Json result, List<Attempts.Metric> metrics) {
    return new Outcome(
        work.experimentId(),
        work.attempt(),
        work.token(),
        verdict,
        verdict == Verdict.SUCCEEDED ? null : "because",
        0,
        null,
        Instant.now().minusMillis(5),
        Instant.now(),
        usage(),
        null,
        result,
        null,
        metrics,
        List.of());
  }

  static Attempts.Usage usage() {
    return new Attempts.Usage(
        5,
        4,
        1 << 20,
        3,
        0,
        false,
        "strict",
        "warm",
        2,
        "Python 3",
        List.of("a note"),
        1L,
        64L << 20,
        "Linux");
  }
}
