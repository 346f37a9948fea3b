package io.athanor.bench;

import com.fasterxml.uuid.Generators;
import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Commit;
import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Usage;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Bytes;
import io.athanor.contract.Caller;
import io.athanor.contract.Json;
import io.athanor.contract.Limits;
import io.athanor.contract.Nodes;
import io.athanor.contract.Queue;
import io.athanor.contract.Queue.Insert;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Role;
import io.athanor.contract.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the front desk and a worker pool say to the store, without any program being run. */
final class QueueClient {

  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          256 << 20,
          64,
          128 << 20,
          64 << 20,
          1 << 20,
          1 << 20,
          "none");
  private static final byte[] PROGRAM =
      "from athanor import params\nresult = {'loss': params['lr'] ** 2}\n"
          .getBytes(StandardCharsets.UTF_8);
  private static final String DIGEST = "0f".repeat(32);

  private final Bus bus;
  private final UUID nodeId = UUID.randomUUID();
  private long token;

  QueueClient(NodeBus node) {
    bus = node.open(Role.EXECUTION);
  }

  /** Joins with a lease that outlasts the run. */
  Future<Long> join() {
    return bus.request(
            Nodes.JOIN,
            new Nodes.Join(
                nodeId,
                "bench",
                List.of("execution"),
                List.of("default"),
                List.of("python"),
                "strict",
                3,
                50,
                1L << 40,
                Duration.ofHours(1)))
        .map(joined -> token = joined.token());
  }

  UUID nodeId() {
    return nodeId;
  }

  long token() {
    return token;
  }

  /** Stores so many experiments and answers their ids. */
  Future<List<UUID>> insert(int count) {
    List<Planned> planned = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      planned.add(planned(i));
    }
    return bus.request(Queue.INSERT, new Insert(planned, Caller.ADMIN, null, null))
        .map(stored -> planned.stream().map(Planned::id).toList());
  }

  private static Planned planned(int i) {
    UUID id = Generators.timeBasedEpochGenerator().generate();
    return new Planned(
        id,
        "trial " + i,
        "python",
        DIGEST,
        new Bytes(PROGRAM),
        List.of(),
        new Json("{\"lr\":0." + i + ",\"depth\":4}"),
        new Json("[]"),
        Map.of(),
        null,
        true,
        0,
        "default",
        null,
        LIMITS,
        null,
        null,
        "optimisation",
        null,
        null,
        null,
        null,
        null,
        Map.of(),
        id.toString().replace("-", "").repeat(2),
        false,
        null,
        null);
  }

  Future<List<Work>> claim(int most) {
    Claim claim =
        new Claim(
            nodeId,
            token,
            List.of("default"),
            List.of("python"),
            3,
            1L << 40,
            most,
            0,
            0,
            0,
            0,
            0,
            0);
    return bus.request(Attempts.CLAIM, claim).map(Attempts.Claimed::work);
  }

  /** Commits a small result and one metric for each, and answers how many were stored. */
  Future<Integer> commit(List<Work> work) {
    List<Outcome> outcomes = work.stream().map(QueueClient::outcome).toList();
    return bus.request(Attempts.COMMIT, new Commit(nodeId, outcomes))
        .map(committed -> committed.stored().size());
  }

  private static Outcome outcome(Work work) {
    Instant now = Instant.now();
    return new Outcome(
        work.experimentId(),
        work.attempt(),
        work.token(),
        Verdict.SUCCEEDED,
        null,
        0,
        null,
        now,
        now,
        new Usage(
            3,
            2,
            9_000_000,
            0,
            0,
            false,
            "strict",
            "warm",
            3,
            "3.11",
            List.of(),
            1L,
            268_435_456L,
            "Linux"),
        null,
        new Json("{\"loss\":0.0625}"),
        null,
        List.of(new Metric("loss", 0.0625, 0, now)),
        List.of());
  }

  /** Claims and commits until nothing is left; answers how many it was. */
  Future<Integer> drain(int batch) {
    Promise<Integer> drained = Promise.promise();
    drain(batch, 0, drained);
    return drained.future();
  }

  private void drain(int batch, int so, Promise<Integer> drained) {
    claim(batch)
        .compose(work -> work.isEmpty() ? Future.succeededFuture(0) : commit(work))
        .onSuccess(
            stored -> {
              if (stored == 0) {
                drained.complete(so);
              } else {
                drain(batch, so + stored, drained);
              }
            })
        .onFailure(drained::fail);
  }
}
