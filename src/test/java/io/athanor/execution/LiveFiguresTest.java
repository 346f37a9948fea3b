package io.athanor.execution;

import static io.athanor.execution.PoolUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.bus.Bus;
import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Live;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class LiveFiguresTest {

  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  private final List<Live.Progressed> told = new CopyOnWriteArrayList<>();
  private PoolUnderTest at;

  @BeforeEach
  void open(Vertx vertx) {
    at = new PoolUnderTest(vertx, Duration.ofMinutes(10));
    Bus bus = at.node.open(Role.HTTP);
    Await.value(bus.listen(Live.PROGRESSED, told::add));
  }

  @AfterEach
  void drain() {
    at.loop.await(() -> at.pool.drain(new Farewell(Duration.ZERO)));
  }

  @Test
  void figuresAreToldWhileTheProgramRunsAndStoredOnce() {
    Work work = at.store.queue();
    at.held();
    FakeRunner.Program program = at.begun();
    for (int i = 0; i < 1_000; i++) {
      program.listener().metric("loss", 1.0 / (i + 1), null, AT.plusMillis(i));
    }
    program.listener().progress(0.5, "half", AT);
    program.listener().progress(0.5, "nearly", AT);
    soon().until(() -> !told.isEmpty());
    Live.Progressed first = told.get(0);
    assertThat(first.id()).isEqualTo(work.experimentId());
    assertThat(first.progress()).isEqualTo(0.5);
    assertThat(first.message()).isEqualTo("nearly");
    assertThat(first.figures()).extracting(Live.Figure::name).containsExactly("loss");
    assertThat(first.figures().get(0).points()).isEqualTo(1_000);
    assertThat(told).hasSize(1);
    program.succeed("1");
    Outcome outcome = at.committed();
    assertThat(outcome.metrics()).hasSize(1_001);
    assertThat(outcome.metrics()).filteredOn(point -> point.name().equals("progress")).hasSize(1);
    assertThat(outcome.metrics().get(999)).extracting(Metric::step).isEqualTo(999L);
  }

  @Test
  void ofWhatTheNodeHasLostNothingMoreIsTold() {
    at.runner.stubborn = true;
    at.store.queue();
    Work kept = at.store.queue();
    at.held();
    soon().until(() -> at.runner.alive().size() == 2);
    at.runner.alive().forEach(one -> one.listener().progress(0.25, null, AT));
    soon().until(() -> told.size() == 2);
    at.loop.run(() -> at.pool.lost("the lease ran out"));
    at.runner.alive().forEach(one -> one.listener().progress(0.75, null, AT));
    at.held();
    at.store.ready.add(PoolUnderTest.like(kept, 999, kept.programDigest()));
    at.loop.run(() -> at.pool.workIn("default", 0));
    soon().until(() -> at.runner.alive().size() == 3);
    at.runner.alive().get(2).listener().progress(0.125, null, AT);
    soon().until(() -> told.size() == 3);
    assertThat(told.get(2).attempt()).isEqualTo(2);
    assertThat(told).noneMatch(one -> one.progress() == 0.75);
    at.runner.alive().forEach(one -> one.succeed("1"));
    at.becomesFree();
  }
}
