package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Limits;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.AttemptListener;
import io.athanor.execution.sandbox.Job;
import io.athanor.execution.sandbox.ProgramRuntime;
import io.athanor.execution.sandbox.Report;
import io.athanor.execution.sandbox.Sandbox;
import io.athanor.execution.sandbox.SandboxConfig;
import io.athanor.execution.sandbox.Sandboxes;
import io.athanor.execution.sandbox.Shape;
import io.athanor.support.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real sandboxes in two slots. */
final class SpareSandboxesIT {

  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          256 << 20,
          64,
          128 << 20,
          64 << 20,
          1 << 20,
          1 << 20,
          "none");
  private static final Shape USUAL = new Shape(LIMITS.disk());
  private static final Shape OTHER = new Shape(1 << 20);
  private static final int SLOTS = 2;

  @TempDir Path home;
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private Sandboxes sandboxes;
  private SpareSandboxes spares;

  @BeforeEach
  void open() throws Exception {
    sandboxes = Sandboxes.open(SandboxConfig.defaults(home, SLOTS));
    spares = new SpareSandboxes(context, sandboxes);
  }

  @AfterEach
  void close() {
    sandboxes.close();
    Await.value(vertx.close());
  }

  private <T> Future<T> on(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(now -> work.get().onComplete(done));
    return done.future();
  }

  private Sandbox take(Shape shape) {
    return Await.value(on(() -> spares.take(shape)));
  }

  private void refill() {
    Await.value(
        on(
            () -> {
              spares.refill();
              return Future.succeededFuture();
            }));
  }

  private Report run(Sandbox sandbox) throws Exception {
    return run(sandbox, "result = 42");
  }

  private Report run(Sandbox sandbox, String program) throws Exception {
    Job job = Job.of(ProgramRuntime.PYTHON, program, "{}", LIMITS);
    return sandbox.run(job, new AttemptListener() {}).get(20, TimeUnit.SECONDS);
  }

  @Test
  void theSecondAttemptStartsWarm() throws Exception {
    refill();
    assertThat(sandboxes.freeSlots()).isEqualTo(SLOTS);
    assertThat(run(take(USUAL)).result()).isEqualTo("42");

    refill();
    assertThat(sandboxes.freeSlots()).isZero();
    Sandbox second = take(USUAL);
    second.ready().get(10, TimeUnit.SECONDS);
    Report report = run(second);

    assertThat(report.startKind()).isEqualTo("warm");
    assertThat(report.result()).isEqualTo("42");
  }

  @Test
  void anotherShapeTakesTheSlotOfASpareAndNeverTheSpareItself() throws Exception {
    Sandbox first = take(USUAL);
    run(first);
    refill();
    assertThat(sandboxes.freeSlots()).isZero();

    Sandbox other = take(OTHER);
    Sandbox another = take(OTHER);

    assertThat(run(other).verdict()).isEqualTo(Verdict.SUCCEEDED);
    String tooMuch = "open('file', 'wb').write(bytes(4 << 20))";
    assertThat(run(another, tooMuch).verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void whenEverySlotRunsThereIsNone() {
    take(USUAL);
    take(USUAL);

    assertThat(Await.cause(on(() -> spares.take(USUAL)))).hasMessageContaining("no sandbox");
  }

  @Test
  void closingGivesTheSlotsBackAndStartsNoMore() throws Exception {
    run(take(USUAL));
    refill();

    Await.value(
        on(
            () -> {
              spares.close();
              spares.refill();
              return Future.succeededFuture();
            }));

    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(10))
        .until(() -> sandboxes.freeSlots() == SLOTS);
  }
}
