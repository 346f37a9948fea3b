package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Heard;
import io.athanor.execution.sandbox.Bench.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interpreter that was started before its program is there runs it as a fresh one would. */
class AheadIT {

  private static final String JAVA =
      """
      import java.io.InputStream;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.util.TreeMap;

      public class Main {
        public static void main(String[] args) throws Exception {
          System.out.println(args.length + " " + System.in.read() + " " + Thread.currentThread().getName());
          new TreeMap<>(System.getenv()).forEach((k, v) -> System.out.println(k + "=" + v));
          new TreeMap<>(System.getProperties()).forEach((k, v) -> System.out.println(k + "=" + v));
          System.out.println(Main.class.getModule().isNamed() + " " + Main.class.getClassLoader().getClass());
          System.out.println(Thread.currentThread().getContextClassLoader().getClass());
          System.out.println(Thread.getAllStackTraces().size() + " " + Runtime.getRuntime().maxMemory());
          System.out.println(new ProcessBuilder("env").start().inputReader().lines().sorted().toList());
          for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) if (!line.startsWith("Max cpu")) System.out.println(line);
          try (var files = Files.list(Path.of("/tmp"))) { System.out.println(files.toList()); }
          System.err.println(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments()
              .stream().anyMatch(one -> one.startsWith("--module-path")) ? "ahead" : "fresh");
        }
      }
      """;

  private static final String NODE =
      """
      const fs = require('fs');
      console.log(process.argv, process.execArgv, require.main === module, __filename, module.paths);
      console.log(fs.readFileSync(0).length, process.env, Object.keys(process.versions).length);
      console.log(Object.keys(require.cache), process.title, process.mainModule.id, process.cwd());
      console.log(require('child_process').execFileSync('/usr/bin/env').toString());
      console.log(fs.readFileSync('/proc/self/limits').toString(), fs.readdirSync('/tmp'));
      console.log(fs.readdirSync('/proc/self/fd').length, process.listeners('exit').length);
      console.error(fs.fstatSync(0).isFIFO() ? 'ahead' : 'fresh');
      process.stdin.on('data', () => console.log('input')).on('end', () => console.log('end'));
      """;

  @TempDir private Path home;
  private Sandboxes sandboxes;

  @BeforeEach
  void open() throws Exception {
    sandboxes = Sandboxes.open(SandboxConfig.defaults(home, 1));
  }

  @AfterEach
  void close() {
    sandboxes.close();
  }

  private static Job job(ProgramRuntime runtime, String program) {
    return Job.of(runtime, program, "{\"a\":1}", Bench.LIMITS);
  }

  /** In a sandbox that waits for a program of this kind. */
  private Run run(ProgramRuntime kind, Job job) {
    Shape shape =
        new Shape(job.limits().disk(), null, Map.of(), List.of(), Ahead.of(job(kind, "")));
    Sandbox sandbox = sandboxes.start(shape).orElseThrow();
    sandbox.ready().orTimeout(20, TimeUnit.SECONDS).join();
    if (shape.ahead() != null) {
      long[] before = {-1};
      Awaitility.await()
          .pollInterval(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                long used = used(kind);
                boolean still = used >= 3 && used == before[0];
                before[0] = used;
                return still;
              });
    }
    Heard heard = new Heard();
    Report report = sandbox.run(job, heard).orTimeout(60, TimeUnit.SECONDS).join();
    return new Run(report, heard);
  }

  /** Ticks of the processor that interpreters of this node have used. */
  private static long used(ProgramRuntime kind) throws IOException {
    long ticks = 0;
    for (ProcessHandle one : ProcessHandle.current().descendants().toList()) {
      Path process = Path.of("/proc", Long.toString(one.pid()));
      try {
        String stat = Files.readString(process.resolve("stat"));
        if (stat.contains("(" + kind.label() + ")")) {
          String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
          ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
      } catch (IOException e) {
        // It has ended meanwhile.
        ticks += 0;
      }
    }
    return ticks;
  }

  private Run fresh(Job job) {
    return run(ProgramRuntime.PYTHON, job);
  }

  @Test
  void aJavaProgramCannotTell() {
    Run fresh = fresh(job(ProgramRuntime.JAVA, JAVA));
    Run ahead = run(ProgramRuntime.JAVA, job(ProgramRuntime.JAVA, JAVA));
    assertThat(ahead.report().cpu())
        .as("what it used before is not the program's")
        .isPositive()
        .isLessThan(fresh.report().cpu());
    assertThat(fresh.stderr()).isEqualTo("fresh\n");
    assertThat(ahead.stderr()).isEqualTo("ahead\n");
    assertThat(ahead.stdout()).isEqualTo(fresh.stdout());
    assertThat(ahead.report().verdict()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(fresh.report().startKind()).isEqualTo("warm");
    assertThat(ahead.report().startKind()).isEqualTo("ahead");
  }

  @Test
  void aNodeProgramCannotTell() {
    Run fresh = fresh(job(ProgramRuntime.NODE, NODE));
    Run ahead = run(ProgramRuntime.NODE, job(ProgramRuntime.NODE, NODE));
    assertThat(fresh.stderr()).isEqualTo("fresh\n");
    assertThat(ahead.stderr()).isEqualTo("ahead\n");
    assertThat(ahead.stdout()).isEqualTo(fresh.stdout());
    assertThat(ahead.report().verdict()).isEqualTo(Verdict.SUCCEEDED);
  }

  @Test
  void errorsAreTheSame() {
    for (String program :
        List.of(
            "class X { public static void main(String[] a) { inner(); }\n static void inner() { throw new IllegalStateException(\"bad\"); } }",
            "class X { public static void main(String[] a) { System.exit(7); } }",
            "class X { public static void main(String[] a) { nonsense } }",
            "class X { }",
            "class X { public static void main(String[] a) throws Exception { Thread t = new Thread(() -> { throw new Error(\"t\"); }); t.start(); t.join(); } }")) {
      same(ProgramRuntime.JAVA, program);
    }
    for (String program :
        List.of(
            "function f() { throw new RangeError('bad'); }\nf();",
            "process.exit(7)",
            "let x = ;",
            "Promise.reject(new Error('late'))",
            "module.exports = {answer: 42}",
            "require('athanor').result([1])")) {
      same(ProgramRuntime.NODE, program);
    }
  }

  private void same(ProgramRuntime runtime, String program) {
    Run fresh = fresh(job(runtime, program));
    Run ahead = run(runtime, job(runtime, program));
    assertThat(ahead.stderr()).as(program).isEqualTo(fresh.stderr());
    assertThat(ahead.stdout()).as(program).isEqualTo(fresh.stdout());
    assertThat(ahead.report().exitCode()).as(program).isEqualTo(fresh.report().exitCode());
    assertThat(ahead.report().verdict()).as(program).isEqualTo(fresh.report().verdict());
    assertThat(ahead.report().reason()).as(program).isEqualTo(fresh.report().reason());
    assertThat(ahead.report().result()).as(program).isEqualTo(fresh.report().result());
    assertThat(ahead.report().error()).as(program).isEqualTo(fresh.report().error());
  }

  /**
   * Thrown in frames of the launcher, which differ; what the program has to do with it does not.
   */
  @Test
  void anErrorBeforeMainIsFoundAsWell() {
    String program = "class X { static int n = 1 / 0; public static void main(String[] a) { } }";
    Run fresh = fresh(job(ProgramRuntime.JAVA, program));
    Run ahead = run(ProgramRuntime.JAVA, job(ProgramRuntime.JAVA, program));
    assertThat(ahead.report().reason()).isEqualTo(fresh.report().reason());
    assertThat(ahead.report().exitCode()).isEqualTo(fresh.report().exitCode());
  }

  @Test
  void otherProgramsAreServedAllTheSame() {
    Run python = run(ProgramRuntime.JAVA, job(ProgramRuntime.PYTHON, "result = 42"));
    assertThat(python.report().result()).isEqualTo("42");
    assertThat(python.report().survivors()).isZero();
    assertThat(python.report().startKind()).isEqualTo("warm");
    Job seeded = Bench.job(ProgramRuntime.NODE, "result = require('athanor').seed", 7L, Map.of());
    assertThat(run(ProgramRuntime.NODE, seeded).report().result()).isEqualTo("7");
  }

  @Test
  void itsLimitsAreThoseOfAnyProgram() {
    Job endless = Job.of(ProgramRuntime.NODE, "console.log(1); for (;;) {}", "{}", Bench.wall(1));
    assertThat(run(ProgramRuntime.NODE, endless).report().verdict()).isEqualTo(Verdict.WALL_LIMIT);
    String large = "const a = []; for (;;) a.push(Buffer.alloc(8 << 20, 1))";
    Job memory = job(ProgramRuntime.NODE, large);
    assertThat(run(ProgramRuntime.NODE, memory).report().verdict()).isEqualTo(Verdict.MEMORY_LIMIT);
    String file =
        "class X { public static void main(String[] a) throws Exception { try (var out = new java.io.FileOutputStream(\"big\")) { for (int i = 0; i < 1000; i++) out.write(new byte[1 << 20]); } } }";
    assertThat(run(ProgramRuntime.JAVA, job(ProgramRuntime.JAVA, file)).report().verdict())
        .isEqualTo(fresh(job(ProgramRuntime.JAVA, file)).report().verdict())
        .isNotEqualTo(Verdict.SUCCEEDED);
  }
}
