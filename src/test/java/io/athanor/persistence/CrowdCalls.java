package io.athanor.persistence;

import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Verdict;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The calls to try on a {@link Crowd}. */
final class CrowdCalls {

  private static final int MIDDLE = 10_000;
  private static final long ALL = 1L << 40;
  private static final String DIGEST = "ab".repeat(32);

  /** The MD5 of {@code g3}, a group of fifty failures. */
  private static final UUID GROUP = UUID.fromString("8a9fd7df-da80-2921-fdc4-079f9a528ce8");

  private CrowdCalls() {}

  /** Every hot statement with parameters that find something in the middle of the crowd. */
  static Map<String, Tuple> calls() {
    UUID finished = Crowd.id(true, MIDDLE);
    UUID ready = Crowd.id(false, MIDDLE);
    Map<String, Tuple> calls = new LinkedHashMap<>();
    experiments(calls, finished, ready);
    waiting(calls, finished);
    nodes(calls);
    output(calls, finished);
    contents(calls);
    return calls;
  }

  private static Tuple claim() {
    Claim claim =
        new Claim(
            Crowd.NODE,
            1,
            List.of("p1", "p2", "p3", "p4"),
            List.of("python"),
            3,
            ALL,
            50,
            ALL,
            64,
            50,
            ALL,
            16,
            0);
    Fronts.Look look = new Fronts.Look(1, Map.of("p1 python/none/64MB", 1L));
    return ClaimStatement.parameters(claim, new ClaimStatement.Room(50, ALL, 50), look);
  }

  private static void experiments(Map<String, Tuple> calls, UUID finished, UUID ready) {
    calls.put("attempts.claim", claim());
    calls.put(
        "attempts.give-back",
        Tuple.of(new UUID[] {running(1), running(2)}, new Long[] {1L, 2L}, Crowd.NODE));
    calls.put("attempts.commit", CommitParameters.of(outcomes(), 3));
    calls.put("experiments.insert", inserted(new FairRanks()));
    calls.put("experiments.find-artifact", Tuple.of(finished, "a"));
    calls.put(
        "experiments.check-references",
        Tuple.tuple()
            .addValue(new String[] {DIGEST})
            .addValue(new UUID[] {ready})
            .addValue(new UUID[] {Crowd.NODE})
            .addValue(new UUID[] {Crowd.NODE})
            .addValue(new UUID[] {ready}));
    calls.put("experiments.delete", Tuple.of(finished));
    calls.put("experiments.why-not-deleted", Tuple.of(finished));
    calls.put("experiments.find-reusable", Tuple.of(new String[] {DIGEST}, "admin"));
    calls.put("experiments.cancel-queued", Tuple.of(ready, "r"));
    calls.put("experiments.cancel-running", Tuple.of(running(1), "r", "admin"));
    calls.put("experiments.cancel-overlooked", Tuple.tuple());
  }

  /** Behind others of the same flow, some of which still wait. */
  private static Tuple inserted(FairRanks ranks) {
    List<Planned> one = Draft.many("p1", 1);
    ranks.place(one, "admin", expected(one));
    List<Planned> more = Draft.many("p1", 50);
    Map<UUID, Expected> expected = expected(more);
    return ExperimentInsert.parameters(
        more,
        "admin",
        Map.of(),
        ranks.place(more, "admin", expected),
        new QueueLines(more, expected));
  }

  private static Map<UUID, Expected> expected(List<Planned> planned) {
    return planned.stream().collect(Collectors.toMap(Planned::id, one -> Expected.of(one, null)));
  }

  private static void waiting(Map<String, Tuple> calls, UUID finished) {
    UUID[] some = new UUID[50];
    for (int i = 0; i < some.length; i++) {
      some[i] = Crowd.waiting(MIDDLE + i);
    }
    calls.put(
        "programs.learn",
        Tuple.of(new UUID[] {finished, running(1)}, new Long[] {5L, 6L}, new Long[] {7L, 8L}));
    calls.put("programs.profiles", Tuple.tuple().addValue(new String[] {DIGEST}));
    calls.put("waiting.used", Tuple.tuple());
    calls.put("waiting.dependents", Tuple.tuple().addValue(new UUID[] {finished}));
    calls.put("waiting.time-come", Tuple.tuple());
    calls.put("waiting.sweep", Tuple.of(Crowd.waiting(MIDDLE)));
    calls.put("waiting.resolve", Tuple.tuple().addValue(some));
    calls.put("held.admit", Tuple.of(new String[] {"key:k7"}, 500));
    calls.put("batches.results", Tuple.tuple().addValue(some).addLong(4_000_000L));
    calls.put("queue.why", Tuple.of(Crowd.id(false, MIDDLE)));
    calls.put("held.used", Tuple.tuple());
    calls.put("held.free", Tuple.tuple().addValue(some));
    calls.put("held.lines", Tuple.of(""));
    calls.put("failures.ended", Tuple.of(GROUP));
    calls.put("failures.open", Tuple.of(GROUP));
    calls.put(
        "failures.list",
        Tuple.of(OffsetDateTime.parse("9999-12-31T00:00:00Z"), new UUID(-1, -1), 51));
    calls.put("caps.list", Tuple.of("", 51));
    calls.put("caps.count-running", Tuple.of("pool:p1"));
    calls.put("caps.hold-pool", Tuple.of("pool:p1"));
    calls.put("caps.hold-new-pool", Tuple.of("pool:p1"));
    calls.put("caps.hold-key", Tuple.of("key:k7"));
    calls.put("waiting.promote", Tuple.tuple().addValue(some));
  }

  private static void nodes(Map<String, Tuple> calls) {
    calls.put("nodes.lock-lease", Tuple.of(Crowd.NODE));
    calls.put("nodes.release", Tuple.of(3, "r", Crowd.NODE));
    calls.put(
        "nodes.release-undelivered",
        Tuple.of(3, "r", Crowd.NODE).addValue(new Long[] {5L}).addDouble(0.0).addLong(1L));
    calls.put("nodes.renew", Tuple.of(Crowd.NODE, 1L, null));
    calls.put("nodes.cancelled", Tuple.of(Crowd.NODE));
    calls.put("nodes.expired", Tuple.tuple());
  }

  private static void output(Map<String, Tuple> calls, UUID finished) {
    calls.put("output.read", Tuple.of(finished, 0, -1, null, 48_000));
    calls.put("output.state", Tuple.of(finished));
    calls.put(
        "output.append",
        Tuple.of(
            running(1),
            1L,
            new Integer[] {0},
            new Short[] {1},
            new Long[] {0L},
            new Buffer[] {Buffer.buffer("x")}));
    calls.put("outbox.read", Tuple.of("50", 0L, 0L, 100));
    calls.put("outbox.purge", Tuple.tuple());
    calls.put("idempotency.remember", Tuple.of("admin", "new", "d", "{}"));
    calls.put("idempotency.recall", Tuple.of("admin", "k5000"));
    calls.put("idempotency.purge", Tuple.tuple());
    calls.put("cancellations.purge", Tuple.tuple());
  }

  private static void contents(Map<String, Tuple> calls) {
    calls.put("contents.get", Tuple.of(DIGEST, 0));
    calls.put("contents.missing", Tuple.tuple().addValue(new String[] {DIGEST}));
    calls.put("contents.put-chunk", Tuple.of(DIGEST, 0, Buffer.buffer("x")));
    calls.put("contents.count-chunks", Tuple.of(DIGEST, 0));
    calls.put("contents.hold-chunks", Tuple.of(DIGEST));
    calls.put("contents.read-chunks", Tuple.of(DIGEST, 0, 32));
    calls.put("contents.complete", Tuple.of(DIGEST, 5L, 1));
    calls.put("contents.discard", Tuple.of(DIGEST));
    String[] one = {DIGEST};
    calls.put("contents.spare", Tuple.tuple().addValue(one));
    calls.put("contents.condemn", Tuple.of("7f", 10, 0.0));
    calls.put("contents.choose", Tuple.of(0.0, 20));
    calls.put("contents.collect", Tuple.tuple().addValue(new String[] {Crowd.content(MIDDLE)}));
    calls.put("contents.find-abandoned", Tuple.of("7f", 10, 0.0));
    calls.put("contents.lock-chunks", Tuple.of(Crowd.content(MIDDLE)));
    calls.put("contents.drop-chunks", Tuple.of(Crowd.content(MIDDLE), 0.0));
  }

  private static UUID running(int number) {
    return UUID.fromString("00000000-0000-7000-a000-%012d".formatted(number));
  }

  private static List<io.athanor.contract.Attempts.Outcome> outcomes() {
    List<io.athanor.contract.Attempts.Outcome> outcomes = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      outcomes.add(
          Member.ended(
              new io.athanor.contract.Attempts.Work(
                  running(i),
                  1,
                  i,
                  "python",
                  null,
                  List.of(),
                  null,
                  null,
                  Map.of(),
                  null,
                  null,
                  1,
                  1,
                  false,
                  0,
                  null),
              Verdict.SUCCEEDED));
    }
    return outcomes;
  }
}
