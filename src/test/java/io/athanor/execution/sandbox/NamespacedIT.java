package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Verdict;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same programs on a machine without control groups. */
class NamespacedIT {
  @TempDir static Path home;
  private static Sandboxes sandboxes;
  private static Bench bench;

  @BeforeAll
  static void open() throws Exception {
    sandboxes =
        Sandboxes.open(
            Configs.withUids(SandboxConfig.defaults(home, 1), 61_700),
            Tiers.noCgroups(),
            Tier.NAMESPACED);
    bench = new Bench(sandboxes);
  }

  @AfterAll
  static void close() {
    sandboxes.close();
  }

  @Test
  void theTierSaysWhatIsMissing() {
    assertThat(sandboxes.tier()).isEqualTo(Tier.NAMESPACED);
    assertThatThrownBy(
            () ->
                Sandboxes.open(
                    SandboxConfig.defaults(home, 1).withRequired(Tier.STRICT),
                    Tiers.noCgroups(),
                    Tier.NAMESPACED))
        .isInstanceOf(SandboxUnavailableException.class)
        .hasMessageContaining("STRICT is required")
        .hasMessageContaining("no cgroup");
    assertThatThrownBy(
            () ->
                Sandboxes.open(
                    SandboxConfig.defaults(home, 1).withBwrap(Path.of("/usr/bin/no-bwrap"))))
        .isInstanceOf(SandboxUnavailableException.class)
        .hasMessageContaining("apt-get install bubblewrap");
  }

  @Test
  void ordinaryProgramsRun() {
    Report report = bench.python("import threading\nresult = 1").report();
    assertThat(report.verdict()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(report.tier()).isEqualTo(Tier.NAMESPACED);
    assertThat(report.enforcement().get("memory")).contains("polled");
    assertThat(
            bench
                .run(Job.of(ProgramRuntime.NODE, "globalThis.result = 1", "{}", Bench.LIMITS))
                .report()
                .result())
        .isEqualTo("1");
  }

  @Test
  void sharedPagesAreCountedOnce() {
    String program =
        """
        import os, time
        held = bytearray(60 << 20)
        for _ in range(4):
            if os.fork() == 0:
                time.sleep(0.6); os._exit(0)
        for _ in range(4): os.wait()
        result = 1
        """;
    assertThat(bench.python(program, Bench.memory(100)).report().verdict())
        .isEqualTo(Verdict.SUCCEEDED);
  }

  @Test
  void anAttemptCanBeCancelledBeforeItsSandboxIsReady() throws Exception {
    for (int delay = 0; delay < 40; delay += 2) {
      Sandbox sandbox = sandboxes.start(new Shape(1 << 20)).orElseThrow();
      CompletableFuture.runAsync(
              () -> sandbox.cancel(Verdict.CANCELLED, "by a test"),
              CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS))
          .get(5, TimeUnit.SECONDS);
      sandbox.gone().get(1, TimeUnit.SECONDS);
      assertThat(Leftovers.processesOf(61_700)).isEmpty();
    }
  }
}
