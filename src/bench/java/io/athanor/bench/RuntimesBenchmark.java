package io.athanor.bench;

import io.athanor.contract.Limits;
import io.athanor.execution.sandbox.AttemptListener;
import io.athanor.execution.sandbox.Job;
import io.athanor.execution.sandbox.ProgramRuntime;
import io.athanor.execution.sandbox.Report;
import io.athanor.execution.sandbox.Sandbox;
import io.athanor.execution.sandbox.SandboxConfig;
import io.athanor.execution.sandbox.Sandboxes;
import io.athanor.execution.sandbox.Shape;
import io.athanor.support.TestFolders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How long the start of a program takes, in each runtime and without a node around it: from nothing
 * and in a sandbox that waits, until the first output and until nothing is left; beside bubblewrap
 * with Python alone. One after the other, in turns.
 */
final class RuntimesBenchmark implements Benchmark {

  private static final int ROUNDS = Integer.getInteger("bench.programs", 50);
  private static final int WARM_UP = 10;

  /** Long enough for an interpreter to be started before its program comes. */
  private static final Map<ProgramRuntime, Long> AHEAD_MILLIS =
      Map.of(ProgramRuntime.NODE, 600L, ProgramRuntime.JAVA, 4_000L);

  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          512 << 20,
          64,
          128 << 20,
          64 << 20,
          1 << 20,
          1 << 20,
          "none");

  private static final Map<ProgramRuntime, String> PROGRAMS =
      new EnumMap<>(
          Map.of(
              ProgramRuntime.PYTHON,
              "print('x')",
              ProgramRuntime.NODE,
              "console.log('x')",
              ProgramRuntime.BASH,
              "echo x",
              ProgramRuntime.JAVA,
              "class X { public static void main(String[] a) { System.out.println('x'); } }",
              ProgramRuntime.EXEC,
              "#!/bin/sh\necho x\n"));

  /** From nothing, in a sandbox that waits, and in one with an interpreter that waits. */
  private enum Kind {
    COLD,
    WARM,
    AHEAD
  }

  /** What one start took. */
  private record Times(double ready, double firstOutput, double gone) {}

  private final Map<String, Sample> samples = new TreeMap<>();

  private final Sample bare = new Sample();
  private final Sample ready = new Sample();
  private final Sample output = new Sample();
  private final Sample gone = new Sample();

  @Override
  public Figures run() throws Exception {
    Figures figures = new Figures("runtimes");
    Path home = TestFolders.create("bench-sandboxes");
    try (Sandboxes sandboxes = Sandboxes.open(SandboxConfig.defaults(home, 1))) {
      for (int i = 0; i < WARM_UP + ROUNDS; i++) {
        round(sandboxes, i >= WARM_UP);
      }
    } finally {
      Folder.delete(home);
    }
    figures
        .add("programs", ROUNDS)
        .add("bubblewrapMillis", bare)
        .add("coldReadyMillis", ready)
        .add("coldFirstOutputMillis", output)
        .add("coldGoneMillis", gone)
        .add("coldReadyByBubblewrap", ready.by(bare).median())
        .add("coldFirstOutputByBubblewrap", output.by(bare).median());
    samples.forEach(figures::add);
    return figures;
  }

  private void round(Sandboxes sandboxes, boolean counts) throws Exception {
    double alone = BareSandbox.run();
    Times cold = attempt(sandboxes, ProgramRuntime.PYTHON, Kind.COLD);
    if (counts) {
      bare.add(alone);
      ready.add(cold.ready());
      output.add(cold.firstOutput());
      gone.add(cold.gone());
    }
    for (ProgramRuntime runtime : PROGRAMS.keySet()) {
      if (sandboxes.runtimes().version(runtime) != null) {
        add(runtime, "warm", attempt(sandboxes, runtime, Kind.WARM), counts);
        if (AHEAD_MILLIS.containsKey(runtime)) {
          add(runtime, "ahead", attempt(sandboxes, runtime, Kind.AHEAD), counts);
        }
      }
    }
  }

  private void add(ProgramRuntime runtime, String how, Times times, boolean counts) {
    if (counts) {
      sample(how, runtime, "FirstOutputMillis").add(times.firstOutput());
      sample(how, runtime, "GoneMillis").add(times.gone());
    }
  }

  private Sample sample(String how, ProgramRuntime runtime, String what) {
    String name = how + runtime.name().charAt(0);
    return samples.computeIfAbsent(
        name + runtime.name().substring(1).toLowerCase(Locale.ROOT) + what, fresh -> new Sample());
  }

  private static Times attempt(Sandboxes sandboxes, ProgramRuntime runtime, Kind kind)
      throws Exception {
    Job job = Job.of(runtime, PROGRAMS.get(runtime), "{}", LIMITS);
    Shape shape = Shape.of(job, LIMITS.disk(), false, List.of());
    long begun = System.nanoTime();
    Sandbox sandbox =
        sandboxes.start(kind == Kind.AHEAD ? shape : shape.withoutAhead()).orElseThrow();
    if (kind != Kind.COLD) {
      sandbox.ready().get(10, TimeUnit.SECONDS);
      Thread.sleep(kind == Kind.AHEAD ? AHEAD_MILLIS.get(runtime) : 0);
      begun = System.nanoTime();
    }
    long[] first = new long[1];
    AttemptListener listener =
        new AttemptListener() {
          @Override
          public void output(Stream stream, byte[] chunk) {
            first[0] = System.nanoTime();
          }
        };
    Report report = sandbox.run(job, listener).get(60, TimeUnit.SECONDS);
    if (report.exitCode() != 0) {
      throw new IllegalStateException(report.toString());
    }
    return new Times(
        report.startMillis(), (first[0] - begun) / 1e6, (System.nanoTime() - begun) / 1e6);
  }
}
