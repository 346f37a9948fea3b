package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Limits;
import io.athanor.contract.Nodes;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The role persistence as the worker pool meets it: a queue in memory and answers that can be set.
 */
final class FakeStore {

  /** SHA-256 of one zero byte, which is every program here. */
  private static final String DIGEST =
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";

  final Queue<Work> ready = new ConcurrentLinkedQueue<>();
  final List<Nodes.Join> joins = new CopyOnWriteArrayList<>();
  final List<Nodes.Renew> renewals = new CopyOnWriteArrayList<>();
  final List<Nodes.Leave> leaves = new CopyOnWriteArrayList<>();
  final List<Attempts.Claim> claims = new CopyOnWriteArrayList<>();
  final List<Attempts.GiveBack> backs = new CopyOnWriteArrayList<>();
  final List<Work> given = new CopyOnWriteArrayList<>();
  final List<Attempts.Commit> commits = new CopyOnWriteArrayList<>();
  final List<Attempts.AppendOutput> appends = new CopyOnWriteArrayList<>();
  final List<Contents.Put> puts = new CopyOnWriteArrayList<>();

  volatile Function<Nodes.Join, Future<Nodes.Joined>> join;
  volatile Function<Nodes.Renew, Future<Nodes.Renewed>> renew =
      renew -> Future.succeededFuture(new Nodes.Renewed(true, List.of()));
  volatile Function<Attempts.Claim, Future<Attempts.Claimed>> claim = this::takeReady;
  volatile Function<Attempts.Commit, Future<Attempts.Committed>> commit = FakeStore::all;
  volatile Function<Attempts.AppendOutput, Future<Attempts.Appended>> append =
      append -> Future.succeededFuture(new Attempts.Appended(true));
  volatile Function<Contents.Get, Future<Contents.Chunk>> content =
      get ->
          Future.succeededFuture(new Contents.Chunk(get.digest(), 1, 1, 0, new Bytes(new byte[1])));

  private final AtomicLong leases = new AtomicLong();
  private final AtomicLong attempts = new AtomicLong(100);
  private final Bus bus;

  FakeStore(NodeBus node) {
    bus = node.open(Role.PERSISTENCE);
    join = ask -> Future.succeededFuture(new Nodes.Joined(leases.incrementAndGet(), 0));
    Await.value(
        Future.all(
            List.of(
                bus.serve(Nodes.JOIN, ask -> noted(joins, ask, join)),
                bus.serve(Nodes.RENEW, ask -> noted(renewals, ask, renew)),
                bus.serve(
                    Nodes.LEAVE,
                    ask -> noted(leaves, ask, done -> Future.succeededFuture(new Nodes.Left(0)))),
                bus.serve(Attempts.CLAIM, ask -> noted(claims, ask, claim)),
                bus.serve(
                    Attempts.GIVE_BACK,
                    ask ->
                        noted(
                            backs,
                            ask,
                            back ->
                                Future.succeededFuture(
                                    new Attempts.GivenBack(back.tokens().size())))),
                bus.serve(Attempts.COMMIT, ask -> noted(commits, ask, commit)),
                bus.serve(Attempts.APPEND_OUTPUT, ask -> noted(appends, ask, append)),
                bus.serve(
                    Contents.PUT,
                    ask ->
                        noted(
                            puts,
                            ask,
                            put ->
                                Future.succeededFuture(new Contents.Stored(put.digest(), true)))),
                bus.serve(Contents.GET, ask -> content.apply(ask)))));
  }

  private static <Q, R> Future<R> noted(List<Q> list, Q ask, Function<Q, Future<R>> answer) {
    list.add(ask);
    return answer.apply(ask);
  }

  /** Says no, as a database that is away. */
  static <T> Future<T> away() {
    return Future.failedFuture(new RefusedException(Failure.UNAVAILABLE, "away"));
  }

  /** Says nothing for as long as anybody waits. */
  static <T> Future<T> silence() {
    return Future.fromCompletionStage(new java.util.concurrent.CompletableFuture<>());
  }

  static Future<Attempts.Committed> all(Attempts.Commit commit) {
    return Future.succeededFuture(
        new Attempts.Committed(commit.outcomes().stream().map(Outcome::token).toList()));
  }

  private Future<Attempts.Claimed> takeReady(Attempts.Claim ask) {
    List<Work> taken = new ArrayList<>();
    while (taken.size() < ask.slots() && !ready.isEmpty()) {
      taken.add(ready.poll());
    }
    given.addAll(taken);
    return Future.succeededFuture(new Attempts.Claimed(taken));
  }

  void announce() {
    bus.publish(Attempts.READY, new Attempts.Ready("default", 0));
  }

  /** What was committed, in order. */
  List<Outcome> outcomes() {
    return commits.stream().flatMap(commit -> commit.outcomes().stream()).toList();
  }

  /** Queues one more experiment. */
  Work queue() {
    Work work = work(attempts.incrementAndGet());
    ready.add(work);
    return work;
  }

  static Work work(long token) {
    return new Work(
        new UUID(0, token),
        1,
        token,
        "python",
        DIGEST,
        List.of(),
        Json.EMPTY,
        new Json("[]"),
        Map.of(),
        null,
        new Limits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1 << 20,
            1,
            0,
            0,
            1 << 20,
            1 << 20,
            "none"),
        1,
        1 << 20,
        false,
        0,
        null);
  }
}
