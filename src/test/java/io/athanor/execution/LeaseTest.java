package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Nodes;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class LeaseTest {

  private static final UUID NODE = new UUID(1, 1);
  private static final Nodes.Load LOAD = new Nodes.Load(0.5, 0.25, 0.125, 1, null);
  private static final long TERM_NANOS = Duration.ofSeconds(1).toNanos();

  private final Recorder holder = new Recorder();
  private Loop loop;
  private FakeStore store;
  private Lease lease;

  private static final class Recorder implements Lease.Holder {
    final List<Long> held = new CopyOnWriteArrayList<>();
    final List<Long> lostAt = new CopyOnWriteArrayList<>();
    final List<UUID> cancelled = new CopyOnWriteArrayList<>();
    volatile Future<Void> ended = Future.succeededFuture();

    @Override
    public void held(long token) {
      held.add(token);
    }

    @Override
    public Future<Void> lost(String why) {
      lostAt.add(System.nanoTime());
      return ended;
    }

    @Override
    public void cancelled(List<UUID> experiments) {
      cancelled.addAll(experiments);
    }

    @Override
    public List<Long> attempts() {
      return List.of(5L, 6L);
    }

    @Override
    public Nodes.Load load() {
      return LOAD;
    }
  }

  @BeforeEach
  void open(Vertx vertx) {
    NodeBus node = NodeBus.create(vertx);
    store = new FakeStore(node);
    loop = Loop.on(vertx);
    Bus bus = node.open(Role.EXECUTION);
    Nodes.Join join =
        new Nodes.Join(
            NODE, "n", List.of(), List.of(), List.of(), "strict", 3, 1, 1, Duration.ofSeconds(1));
    lease = loop.call(() -> new Lease(vertx, bus, join, 100, holder));
  }

  @AfterEach
  void leave() {
    loop.await(lease::leave);
  }

  private static ConditionFactory soon() {
    return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(15));
  }

  private void take() {
    loop.run(lease::take);
    soon().until(() -> !holder.held.isEmpty());
  }

  @Test
  void isTakenAsSoonAsTheDatabaseIsThere() {
    store.join = ask -> FakeStore.away();
    loop.run(lease::take);
    soon().until(() -> store.joins.size() >= 2);
    assertThat(holder.held).isEmpty();
    store.join = ask -> Future.succeededFuture(new Nodes.Joined(7, 3));
    soon().until(() -> holder.held.equals(List.of(7L)));
    assertThat(holder.lostAt).isEmpty();
  }

  @Test
  void isRenewedAgainAndAgainAndNamesWhatRuns() {
    UUID experiment = new UUID(2, 2);
    store.renew = ask -> Future.succeededFuture(new Nodes.Renewed(true, List.of(experiment)));
    take();
    soon().until(() -> store.renewals.size() >= 15);
    assertThat(store.renewals).containsOnly(new Nodes.Renew(NODE, 1, List.of(5L, 6L), LOAD));
    assertThat(holder.cancelled).contains(experiment);
    assertThat(holder.lostAt).isEmpty();
    assertThat(store.joins).hasSize(1);
  }

  @Test
  void whenAnotherNodeTookOverItIsLostAndTakenAnew() {
    take();
    store.renew = ask -> Future.succeededFuture(new Nodes.Renewed(ask.token() == 2, List.of()));
    soon().until(() -> holder.held.equals(List.of(1L, 2L)));
    assertThat(holder.lostAt).hasSize(1);
    int renewals = store.renewals.size();
    soon().until(() -> store.renewals.size() >= renewals + 5);
    assertThat(holder.lostAt).hasSize(1);
  }

  @Test
  void aFailingRenewalIsTriedAgainBeforeTheTimeIsUp() {
    take();
    java.util.concurrent.atomic.AtomicInteger asked =
        new java.util.concurrent.atomic.AtomicInteger();
    store.renew =
        ask ->
            asked.incrementAndGet() % 3 == 0
                ? Future.succeededFuture(new Nodes.Renewed(true, List.of()))
                : FakeStore.away();
    soon().until(() -> asked.get() >= 20);
    assertThat(holder.lostAt).isEmpty();
  }

  @Test
  void isGivenUpAtTwoThirdsOfTheTermWhenRenewalsFail() {
    isGivenUpInTime(FakeStore.away());
  }

  /** The answer to a renewal may take far longer than the lease. */
  @Test
  void isGivenUpAtTwoThirdsOfTheTermWhenRenewalsHang() {
    isGivenUpInTime(FakeStore.silence());
  }

  private void isGivenUpInTime(Future<Nodes.Renewed> answer) {
    take();
    soon().until(() -> store.renewals.size() >= 2);
    AtomicLong last = new AtomicLong();
    store.renew =
        ask -> {
          last.set(System.nanoTime());
          store.renew = later -> answer;
          return Future.succeededFuture(new Nodes.Renewed(true, List.of()));
        };
    soon().until(() -> last.get() > 0);
    store.join = ask -> FakeStore.away();
    soon().until(() -> !holder.lostAt.isEmpty());
    assertThat(holder.lostAt.get(0) - last.get())
        .as("nanoseconds after the last renewal")
        .isBetween(TERM_NANOS / 3, TERM_NANOS);
    store.join = ask -> Future.succeededFuture(new Nodes.Joined(9, 0));
    soon().until(() -> holder.held.contains(9L));
  }

  /** A renewal whose answer comes after the lease was given up must not bring it back. */
  @Test
  void aLateAnswerChangesNothing() {
    take();
    CompletableFuture<Nodes.Renewed> late = new CompletableFuture<>();
    store.renew = ask -> Future.fromCompletionStage(late);
    store.join = ask -> FakeStore.away();
    soon().until(() -> !holder.lostAt.isEmpty());
    int joins = store.joins.size();
    late.complete(new Nodes.Renewed(true, List.of(new UUID(3, 3))));
    soon().until(() -> store.joins.size() >= joins + 2);
    assertThat(holder.cancelled).isEmpty();
    assertThat(holder.held).hasSize(1);
  }

  @Test
  void isTakenAnewOnlyWhenEverythingHasEnded() {
    take();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    holder.ended = Future.fromCompletionStage(ended);
    store.renew = ask -> Future.succeededFuture(new Nodes.Renewed(false, List.of()));
    soon().until(() -> !holder.lostAt.isEmpty());
    long waited = System.nanoTime();
    // Nothing ends: after the rest of the term it goes on all the same.
    soon().until(() -> store.joins.size() == 2);
    assertThat(System.nanoTime() - waited).isGreaterThan(TERM_NANOS / 3);
  }

  @Test
  void isGivenBack() {
    take();
    loop.await(lease::leave);
    assertThat(store.leaves).containsExactly(new Nodes.Leave(NODE, 1));
    int renewals = store.renewals.size();
    loop.await(lease::leave);
    assertThat(store.leaves).hasSize(1);
    Awaitility.await()
        .during(Duration.ofMillis(400))
        .atMost(Duration.ofSeconds(5))
        .until(() -> store.renewals.size() <= renewals + 1);
    assertThat(holder.lostAt).isEmpty();
  }

  /** A node that is stopped while it joins must not leave a lease behind. */
  @Test
  void whatIsTakenWhileLeavingIsGivenBackToo() {
    CompletableFuture<Nodes.Joined> late = new CompletableFuture<>();
    store.join = ask -> Future.fromCompletionStage(late);
    loop.run(lease::take);
    soon().until(() -> store.joins.size() == 1);
    Future<Void> left = loop.call(lease::leave);
    late.complete(new Nodes.Joined(11, 0));
    io.athanor.support.Await.value(left);
    assertThat(store.leaves).containsExactly(new Nodes.Leave(NODE, 11));
    assertThat(holder.held).isEmpty();
  }
}
