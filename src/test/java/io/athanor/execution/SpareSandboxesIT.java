package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Limits;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.AttemptListener;
import io.athanor.execution.sandbox.Job;
import io.athanor.execution.sandbox.ProgramRuntime;
import io.athanor.execution.sandbox.Report;
import io.athanor.execution.sandbox.SandboxConfig;
import io.athanor.execution.sandbox.Sandboxes;
import io.athanor.support.Await;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real sandboxes in two slots. */
final class SpareSandboxesIT {

  private static final long USUAL = 128 << 20;
  private static final long OTHER = 1 << 20;
  private static final int SLOTS = 2;

  @TempDir Path home;
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private Sandboxes sandboxes;
  private SpareSandboxes spares;

  @BeforeEach
  void open() throws Exception {
    sandboxes = Sandboxes.open(SandboxConfig.defaults(home, SLOTS));
    spares = new SpareSandboxes(context, sandboxes, List.of("statistics"));
  }

  @AfterEach
  void close() {
    sandboxes.close();
    Await.value(vertx.close());
  }

  private static Limits limits(long disk) {
    return new Limits(
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        256 << 20,
        64,
        disk,
        64 << 20,
        1 << 20,
        1 << 20,
        "none");
  }

  private void on(Runnable work) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        now -> {
          work.run();
          done.complete();
        });
    Await.value(done.future());
  }

  private Optional<Runner.Started> start(long disk, String program) {
    AtomicReference<Optional<Runner.Started>> started = new AtomicReference<>();
    Job job = Job.of(ProgramRuntime.PYTHON, program, "{}", limits(disk));
    on(() -> started.set(spares.start(job, new AttemptListener() {})));
    return started.get();
  }

  private Report run(long disk, String program) throws Exception {
    return ended(start(disk, program).orElseThrow());
  }

  private static Report ended(Runner.Started started) throws Exception {
    return started.report().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void untilFree(int slots) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(10))
        .until(() -> sandboxes.freeSlots() == slots);
  }

  @Test
  void theSecondAttemptStartsWarm() throws Exception {
    on(spares::prepare);
    assertThat(sandboxes.freeSlots()).isEqualTo(SLOTS);
    assertThat(run(USUAL, "result = 42").startKind()).isEqualTo("cold");
    untilFree(SLOTS);

    on(spares::prepare);
    assertThat(sandboxes.freeSlots()).isZero();
    // A spare that still starts is taken all the same; so only the first ones may be cold.
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              Report report = run(USUAL, "result = 42");
              on(spares::prepare);
              return report.startKind().equals("warm") && report.result().equals("42");
            });
  }

  @Test
  void anotherShapeTakesTheSlotOfASpareAndNeverTheSpareItself() throws Exception {
    run(USUAL, "result = 1");
    untilFree(SLOTS);
    on(spares::prepare);
    assertThat(sandboxes.freeSlots()).isZero();

    Runner.Started other = start(OTHER, "result = 1").orElseThrow();
    Runner.Started another = start(OTHER, "open('file', 'wb').write(bytes(4 << 20))").orElseThrow();

    assertThat(ended(other).verdict()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(ended(another).verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void whatIsCancelledWhileItsSlotIsMadeFreeDoesNotRun() throws Exception {
    run(USUAL, "result = 1");
    untilFree(SLOTS);
    on(spares::prepare);

    Runner.Started other = start(OTHER, "import time; time.sleep(10)").orElseThrow();
    on(() -> other.cancel(Verdict.CANCELLED, "on request"));

    assertThat(ended(other).verdict()).isEqualTo(Verdict.CANCELLED);
  }

  @Test
  void whenEverySlotRunsThereIsNone() {
    String endless = "import time; time.sleep(60)";
    assertThat(start(USUAL, endless)).isPresent();
    assertThat(start(USUAL, endless)).isPresent();

    assertThat(start(USUAL, endless)).isEmpty();
    assertThat(start(OTHER, endless)).isEmpty();
  }

  @Test
  void closingGivesTheSlotsBackAndStartsNoMore() throws Exception {
    run(USUAL, "result = 1");
    on(spares::prepare);

    on(
        () -> {
          spares.close();
          spares.prepare();
        });

    untilFree(SLOTS);
  }

  @Test
  void aSpareHasLoadedWhatTheLastProgramImported() throws Exception {
    String loaded = "import sys\nresult = 'statistics' in sys.modules\n";
    assertThat(run(USUAL, loaded).result()).isEqualTo("false");
    run(USUAL, "import statistics as s\nresult = s.mean([1, 2])");
    untilFree(SLOTS);
    on(spares::prepare);
    assertThat(run(USUAL, loaded + "import statistics\n").result()).isEqualTo("true");
    assertThat(run(USUAL, loaded).result())
        .as("it serves those that import less")
        .isEqualTo("true");
    untilFree(SLOTS);
    on(spares::prepare);
    assertThat(run(USUAL, loaded).result()).as("the last one imported nothing").isEqualTo("false");
  }

  @Test
  void anInterpreterWaitsForAProgramLikeTheLast() {
    String program = "module.exports = require('fs').fstatSync(0).isFIFO()";
    Job job = Job.of(ProgramRuntime.NODE, program, "{}", limits(USUAL));
    Awaitility.await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              AtomicReference<Optional<Runner.Started>> started = new AtomicReference<>();
              on(() -> started.set(spares.start(job, new AttemptListener() {})));
              String result = ended(started.get().orElseThrow()).result();
              on(spares::prepare);
              return result.equals("true");
            });
  }

  @Test
  void sparesGoWhereMemoryIsShort() throws Exception {
    run(USUAL, "result = 1");
    untilFree(SLOTS);
    on(spares::prepare);
    assertThat(sandboxes.freeSlots()).isZero();
    on(spares::shrink);
    untilFree(SLOTS);
  }
}
