package io.athanor.profiling;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.athanor.bus.NodeBus;
import io.athanor.contract.Advice;
import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Advice.Level;
import io.athanor.contract.Caller;
import io.athanor.contract.Changes;
import io.athanor.contract.Changes.Change;
import io.athanor.contract.Changes.Histogram;
import io.athanor.contract.Changes.Look;
import io.athanor.contract.Changes.Looked;
import io.athanor.contract.Changes.State;
import io.athanor.contract.Changes.Taken;
import io.athanor.contract.Changes.Verdict;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A ledger that is played, and statements that got slower or did not. */
@ExtendWith(VertxExtension.class)
class ChangeWatcherTest {

  private static final UUID ID = UUID.randomUUID();
  private static final long MILLI = 1_000_000;

  private final Workload workload = new Workload(100, Samples.AT);
  private final List<Look> looks = new CopyOnWriteArrayList<>();
  private final AtomicReference<List<Histogram>> before = new AtomicReference<>();
  private final AtomicReference<List<Histogram>> after = new AtomicReference<>(List.of());
  private final AtomicReference<Kind> kind = new AtomicReference<>(Kind.CREATE);
  private final AtomicBoolean over = new AtomicBoolean();
  private Neighbours bus;

  @BeforeEach
  void play(Vertx vertx) throws Exception {
    NodeBus node = NodeBus.create(vertx);
    bus = new Neighbours(node);
    bus.serve(
        Changes.BEGIN,
        begin -> {
          before.set(begin.before());
          return Future.succeededFuture(change());
        });
    bus.serve(
        Changes.TAKE,
        take ->
            Future.succeededFuture(
                before.get() == null || ended()
                    ? new Taken(null, List.of(), List.of(), false)
                    : new Taken(change(), before.get(), after.get(), over.get())));
    bus.serve(
        Changes.LOOK,
        look -> {
          looks.add(look);
          return Future.succeededFuture(new Looked(true));
        });
    new ChangeWatcher(vertx, node.open(Role.PROFILING), workload, true, 20)
        .serve()
        .await(5, SECONDS);
  }

  private boolean ended() {
    return looks.stream().anyMatch(look -> look.verdict() != Verdict.WATCH);
  }

  private Change change() {
    Advice.Recommendation recommendation =
        new Advice.Recommendation(
            "create-i",
            kind.get(),
            Level.PLANNER,
            5,
            "i",
            "public.papers",
            "apply",
            "revert",
            1,
            1,
            1,
            1,
            "why",
            List.of(new Advice.Effect("papers.get", 1, 9, 1, null, null, null)),
            List.of());
    return new Change(
        ID,
        ID,
        recommendation,
        "apply",
        "revert",
        State.WATCHING,
        Level.PLANNER,
        600,
        Samples.AT,
        Samples.AT,
        Samples.AT,
        null,
        null,
        List.of(),
        null,
        1,
        3L,
        List.of());
  }

  private void executed(String name, int times, long nanos) {
    Samples sample = new Samples(name);
    for (int i = 0; i < times; i++) {
      sample.took(nanos + i % 7 * MILLI / 20);
    }
    workload.observe(Samples.observed(sample.build()));
  }

  private void applied() throws Exception {
    bus.request(Changes.APPLY, new Changes.Apply(ID, "create-i", 600, Caller.ADMIN))
        .await(5, SECONDS);
    await().until(() -> !looks.isEmpty());
  }

  private Look last() {
    await().until(this::ended);
    return looks.get(looks.size() - 1);
  }

  @Test
  void whatMakesAStatementSlowerIsTakenBack() throws Exception {
    executed("papers.insert", 100, 2 * MILLI);
    applied();
    executed("papers.insert", 30, 7 * MILLI);
    Look look = last();
    assertThat(look.verdict()).isEqualTo(Verdict.REVERT);
    assertThat(look.reason()).contains("papers.insert took 2.").contains("30 times");
    assertThat(look.statements().get(0).regressed()).isTrue();
    assertThat(look.statements().get(0).countAfter()).isEqualTo(30);
  }

  @Test
  void aDropIsTakenBackTheSameWay() throws Exception {
    kind.set(Kind.DROP);
    executed("papers.get", 40, MILLI);
    applied();
    executed("papers.get", 25, 9 * MILLI);
    assertThat(last().verdict()).isEqualTo(Verdict.REVERT);
  }

  @Test
  void whatGetsFasterIsKeptAtTheEnd() throws Exception {
    executed("papers.get", 100, 9 * MILLI);
    executed("papers.rare", 3, MILLI);
    applied();
    executed("papers.get", 100, MILLI);
    executed("papers.rare", 3, 50 * MILLI);
    await().until(() -> looks.get(looks.size() - 1).statements().size() == 2);
    assertThat(ended()).isFalse();
    over.set(true);
    Look look = last();
    assertThat(look.verdict()).isEqualTo(Verdict.KEEP);
    assertThat(look.reason())
        .contains("Compared: 1 statement; executed too seldom for it: 1.")
        .contains("What gained most: papers.get")
        .contains("read 3 times");
  }

  @Test
  void anotherWatcherGoesOnWithWhatWasSeen() throws Exception {
    Samples slow = new Samples("papers.insert");
    for (int i = 0; i < 15; i++) {
      slow.took(7 * MILLI);
    }
    Workload other = new Workload(10, Samples.AT);
    other.observe(Samples.observed(slow.build()));
    after.set(other.snapshot());
    executed("papers.insert", 100, 2 * MILLI);
    applied();
    assertThat(ended()).isFalse();
    executed("papers.insert", 5, 7 * MILLI);
    assertThat(last().statements().get(0).countAfter()).isEqualTo(20);
    assertThat(last().verdict()).isEqualTo(Verdict.REVERT);
  }

  @Test
  void whoDoesNotObserveDoesNotBegin() throws Exception {
    Vertx other = Vertx.vertx();
    try {
      NodeBus node = NodeBus.create(other);
      new ChangeWatcher(other, node.open(Role.PROFILING), workload, false)
          .serve()
          .await(5, SECONDS);
      Changes.Apply apply = new Changes.Apply(ID, "x", 600, Caller.ADMIN);
      assertThatThrownBy(() -> new Neighbours(node).request(Changes.APPLY, apply).await(5, SECONDS))
          .isInstanceOf(RefusedException.class);
    } finally {
      other.close().await(5, SECONDS);
    }
  }
}
