package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.athanor.contract.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ending an attempt from outside, in every phase. */
class CancelIT {
  private static final int UID = 61_600;
  private static final String STUBBORN =
      "import os, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.fork()\nprint('up', flush=True)\ntime.sleep(30)";
  @TempDir static Path home;
  private static Sandboxes sandboxes;

  @BeforeAll
  static void open() throws Exception {
    sandboxes = Sandboxes.open(Configs.withUids(SandboxConfig.defaults(home, 1), UID));
  }

  @AfterAll
  static void close() {
    sandboxes.close();
  }

  private static Sandbox start() {
    return sandboxes.start(new Shape(16 << 20)).orElseThrow();
  }

  private static Job job(String program) {
    return Job.of(ProgramRuntime.PYTHON, program, "{}", Bench.LIMITS);
  }

  @Test
  void anyMomentIsAGoodMoment() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 30; i++) {
      Sandbox sandbox = start();
      CompletableFuture<Report> report = sandbox.run(job(STUBBORN), AttemptListener.silent());
      int delay = i == 0 ? 0 : random.nextInt(60);
      long asked =
          CompletableFuture.supplyAsync(
                  () -> {
                    sandbox.cancel(Verdict.CANCELLED, "by a test");
                    sandbox.cancel(Verdict.STOPPED, "too late");
                    return System.nanoTime();
                  },
                  CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS))
              .get(5, TimeUnit.SECONDS);
      Report ended = report.get(5, TimeUnit.SECONDS);
      assertThat(Duration.ofNanos(System.nanoTime() - asked))
          .as("after " + delay + " ms")
          .isLessThan(Duration.ofSeconds(1));
      assertThat(ended.verdict()).isEqualTo(Verdict.CANCELLED);
      assertThat(ended.reason()).isEqualTo("by a test");
      assertThat(sandboxes.freeSlots()).isEqualTo(1);
      assertThat(Leftovers.processesOf(UID)).isEmpty();
    }
  }

  @Test
  void aProgramMayUseItsGrace() throws Exception {
    Bench.Heard heard = new Bench.Heard();
    Sandbox sandbox = start();
    CompletableFuture<Report> report =
        sandbox.run(
            job(
                "import athanor, signal, sys, time\nathanor.log_metric('a', 1)\n"
                    + "signal.signal(signal.SIGTERM, lambda *_: (print('saved'), sys.exit(0)))\nprint('up')\ntime.sleep(30)"),
            heard);
    await().pollInterval(Duration.ofMillis(20)).until(() -> heard.stdout.size() > 0);
    sandbox.cancel(Verdict.STOPPED, "a better one is known");
    Report ended = report.get(5, TimeUnit.SECONDS);
    assertThat(ended.verdict()).isEqualTo(Verdict.STOPPED);
    assertThat(heard.stdout.toString(java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("up\nsaved\n");
    assertThat(heard.points).hasSize(1);
  }

  @Test
  void oneThatWaitsIsEndedAndTakesNoJob() throws Exception {
    Sandbox sandbox = start();
    sandbox.ready().get(5, TimeUnit.SECONDS);
    sandbox.cancel(Verdict.CANCELLED, "not needed");
    sandbox.gone().get(2, TimeUnit.SECONDS);
    assertThat(
            sandbox
                .run(job("result = 1"), AttemptListener.silent())
                .get(2, TimeUnit.SECONDS)
                .verdict())
        .isEqualTo(Verdict.CANCELLED);
  }

  @Test
  void afterTheEndNothingChanges() throws Exception {
    Sandbox sandbox = start();
    Report report =
        sandbox.run(job("result = 1"), AttemptListener.silent()).get(5, TimeUnit.SECONDS);
    sandbox.cancel(Verdict.CANCELLED, "too late");
    assertThat(report.verdict()).isEqualTo(Verdict.SUCCEEDED);
    assertThatThrownBy(() -> sandbox.run(job("result = 2"), AttemptListener.silent()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sandbox.cancel(Verdict.FAILED, "no reason"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aListenerThatFailsEndsTheAttemptAsOurs() throws Exception {
    Sandbox sandbox = start();
    AttemptListener broken =
        new AttemptListener() {
          @Override
          public void output(Stream stream, byte[] chunk) {
            throw new IllegalStateException("broken");
          }
        };
    Report report = sandbox.run(job(STUBBORN), broken).get(5, TimeUnit.SECONDS);
    assertThat(report.verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
    assertThat(sandboxes.freeSlots()).isEqualTo(1);
  }

  @Test
  void anInputThatCannotBeReadEndsTheAttemptAsOurs() throws Exception {
    Job job =
        Bench.job(
            ProgramRuntime.PYTHON,
            "result = 1",
            null,
            java.util.Map.of("x", InputSource.of(Path.of("/nowhere"))));
    Report report = start().run(job, AttemptListener.silent()).get(5, TimeUnit.SECONDS);
    assertThat(report.verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
    assertThat(report.reason()).contains("/nowhere");
  }
}
