package io.athanor.execution;

import io.athanor.bus.Bus;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Attempts;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Json;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A worker pool on an event loop of its own, between a fake store and fake programs. */
final class PoolUnderTest {

  static final int SLOTS = 3;

  final FakeRunner runner = new FakeRunner();
  final Loop loop;
  final NodeBus node;
  final FakeStore store;
  final Placement placement;
  final WorkerPool pool;

  /** Bytes that the disk has left for inputs. */
  volatile long room;

  PoolUnderTest(Vertx vertx, Duration poll) {
    this(vertx, poll, 0);
  }

  PoolUnderTest(Vertx vertx, Duration poll, int prefetch) {
    InputFiles files =
        new InputFiles(
            Path.of("target", "inputs-" + UUID.randomUUID()), 1 << 20, Duration.ZERO, path -> room);
    node = NodeBus.create(vertx);
    store = new FakeStore(node);
    loop = Loop.on(vertx);
    Bus bus = node.open(Role.EXECUTION);
    placement = new Placement(shape(poll), new PlacementConfig(85, 85, 1, prefetch));
    InputCache inputs = new InputCache(vertx, files);
    pool = loop.call(() -> new WorkerPool(vertx, bus, runner, shape(poll), placement, inputs));
    Await.value(
        bus.listen(
            Attempts.READY, ready -> loop.run(() -> pool.workIn(ready.pool(), ready.priority()))));
  }

  private static WorkerPoolShape shape(Duration poll) {
    return new WorkerPoolShape(
        new UUID(1, 1),
        List.of("default"),
        List.of("python"),
        3,
        1L << 30,
        SLOTS,
        50,
        poll,
        Duration.ofMillis(300));
  }

  static ConditionFactory soon() {
    return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(15));
  }

  /** The lease is held from now on. */
  void held() {
    loop.run(() -> pool.held(1));
  }

  /** A program that runs. */
  FakeRunner.Program begun() {
    soon().until(() -> !runner.alive().isEmpty());
    return runner.alive().get(0);
  }

  /** The first outcome that was sent. */
  Outcome committed() {
    soon().until(() -> !store.outcomes().isEmpty());
    return store.outcomes().get(0);
  }

  void becomesFree() {
    soon().until(() -> loop.call(pool::running) == 0);
  }

  /** The same work once more under another token, or with another program. */
  static Work like(Work work, long token, String program) {
    return new Work(
        work.experimentId(),
        work.attempt() + 1,
        token,
        work.runtime(),
        program,
        work.arguments(),
        work.parameters(),
        work.inputs(),
        work.env(),
        work.seed(),
        work.limits(),
        work.cpu(),
        work.memory(),
        work.brief(),
        work.priority(),
        work.group());
  }

  /** The same work with an input. */
  static Work withInput(Work work, String digest) {
    return new Work(
        work.experimentId(),
        work.attempt(),
        work.token(),
        work.runtime(),
        work.programDigest(),
        work.arguments(),
        work.parameters(),
        new Json("[{\"name\": \"data\", \"digest\": \"" + digest + "\"}]"),
        work.env(),
        work.seed(),
        work.limits(),
        work.cpu(),
        work.memory(),
        work.brief(),
        work.priority(),
        work.group());
  }
}
