package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Point;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.Report.LostMetrics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that mean well, in every runtime. */
class SandboxIT {
  @TempDir static Path home;
  private static Sandboxes sandboxes;
  private static Bench bench;

  @BeforeAll
  static void open() throws Exception {
    sandboxes = Sandboxes.open(SandboxConfig.defaults(home, 2));
    bench = new Bench(sandboxes);
  }

  @AfterAll
  static void close() {
    sandboxes.close();
  }

  private static void assertSucceeded(Run run) {
    assertThat(run.report().verdict()).as(run + " " + run.stderr()).isEqualTo(Verdict.SUCCEEDED);
  }

  @Test
  void aPlainScriptPrintsAndAnswers() {
    Run run =
        bench.python(
            "import sys\nprint('hello')\nprint('oh', file=sys.stderr)\nresult = {'answer': 6 * 7}");
    assertSucceeded(run);
    assertThat(run.stdout()).isEqualTo("hello\n");
    assertThat(run.stderr()).isEqualTo("oh\n");
    assertThat(run.report().result()).isEqualTo("{\"answer\":42}");
    assertThat(run.report().interpreter()).startsWith("Python 3");
    assertThat(run.report().startKind()).isEqualTo("cold");
    assertThat(run.report().survivors()).isZero();
  }

  @Test
  void theModuleTakesParametersMetricsProgressArtefactsAndAResult() {
    String program =
        """
        import athanor
        for step in range(3):
            athanor.log_metric("loss", 1 / (step + 1), step)
        athanor.log_metric("final", 2)
        athanor.log_metric("broken", float("nan"))
        athanor.progress(0.5)
        athanor.progress(float("nan"), "no progress")
        athanor.progress(0.5)
        athanor.progress(0.75, "half\\nway\\ud800" + "x" * 1000)
        for i in range(10000):
            athanor.progress(0.75, f"in a hurry {i}")
        athanor.progress(1, "done")
        athanor.progress(1)
        with open("model.bin", "wb") as f:
            f.write(bytes(range(256)) * 8000)
        athanor.artifact("model.bin")
        open("out/notes.txt", "w").write("left open, still complete")
        athanor.result({"rate": athanor.params["rate"]})
        """;
    Run run = bench.run(Job.of(ProgramRuntime.PYTHON, program, "{\"rate\": 0.25}", Bench.LIMITS));
    assertSucceeded(run);
    assertThat(run.heard().points)
        .containsExactly(
            new Point("loss", 1, 0L),
            new Point("loss", 0.5, 1L),
            new Point("loss", 1 / 3.0, 2L),
            new Point("final", 2, null));
    assertThat(run.report().lostMetrics()).isEqualTo(new LostMetrics(1, List.of("broken"), 0));
    assertThat(run.heard().progress).startsWith(0.5, 0.75).endsWith(1.0).hasSizeLessThan(100);
    assertThat(run.heard().messages)
        .startsWith("null", "half way " + "x".repeat(191))
        .endsWith("done");
    assertThat(run.heard().artefacts.get("model.bin").size()).isEqualTo(256 * 8000);
    assertThat(run.heard().artefacts.get("notes.txt").toString(StandardCharsets.UTF_8))
        .isEqualTo("left open, still complete");
    assertThat(run.report().result()).isEqualTo("{\"rate\":0.25}");
  }

  @Test
  void everyKindOfValueHasItsForm() {
    String program =
        """
        import datetime, decimal, array, collections, enum
        class Colour(enum.Enum):
            RED = "red"
        class numpy_like:
            def tolist(self): return [1.5, [2]]
        result = [float("nan"), float("inf"), -float("inf"), {3, 1, 2}, b"\\x00\\xff", datetime.date(2026, 1, 2),
                  datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.timezone.utc), decimal.Decimal("1.10"), array.array("i", [1]),
                  Colour.RED, numpy_like(), (1, None, True), {1: "a", None: "b", True: "c"}, "\\u00e9\\U0001f600", 2**80]
        """;
    Run run = bench.python(program);
    assertSucceeded(run);
    assertThat(run.report().result())
        .isEqualTo(
            "[\"NaN\",\"Infinity\",\"-Infinity\",[1,2,3],\"AP8=\",\"2026-01-02\",\"2026-01-02T03:04:00+00:00\","
                + "\"1.10\",[1],\"red\",[1.5,[2]],[1,null,true],{\"1\":\"c\",\"null\":\"b\"},"
                + "\"\\u00e9\\ud83d\\ude00\",1208925819614629174706176]");
  }

  @Test
  void aValueWithoutAFormIsNamedByItsPath() {
    Run run = bench.python("result = {'a': [1, {'b': object()}]}");
    assertThat(run.report().verdict()).isEqualTo(Verdict.RESULT_INVALID);
    assertThat(run.report().reason()).contains("result.a[1].b").contains("object");
    assertThat(run.report().result()).isNull();
  }

  @Test
  void pythonMeansWhatItAlwaysMeans() {
    String program =
        """
        import atexit, multiprocessing, os, pickle, sys, threading, helper
        from lib import deep
        class Thing:
            pass
        def square(x):
            return x * x
        def fact(n):
            return 1 if n < 2 else n * fact(n - 1)
        late = []
        threading.Timer(0.1, lambda: late.append(1)).start()
        if __name__ == "__main__":
            atexit.register(lambda: print("at exit"))
            with multiprocessing.Pool(2) as pool:
                squares = pool.map(square, range(4))
            spawned = multiprocessing.get_context("spawn").Pool(1).apply(square, (9,))
            import subprocess
            echoed = subprocess.run(["/bin/sh", "-c", "echo out"], capture_output=True, text=True).stdout
            result = [squares, spawned, fact(20), pickle.loads(pickle.dumps(Thing())).__class__ is Thing, helper.x, deep.y,
                      echoed, late, sys.argv, os.getcwd(), sorted(os.environ)[:2], sys.stdin.read()]
        """;
    Map<String, InputSource> inputs =
        Map.of("helper.py", InputSource.of("x = 1"), "lib/deep.py", InputSource.of("y = 2"));
    Run run = bench.run(Bench.job(ProgramRuntime.PYTHON, program, null, inputs));
    assertSucceeded(run);
    assertThat(run.report().result())
        .isEqualTo(
            "[[0,1,4,9],81,2432902008176640000,true,1,2,\"out\\n\",[1],[\"/work/main.py\"],\"/work\","
                + "[\"ATHANOR_METRICS\",\"ATHANOR_PARAMS\"],\"\"]");
    assertThat(run.stdout()).isEqualTo("at exit\n");
  }

  @Test
  void theUsersErrorHasTheUsersFileAndLine() {
    Run run = bench.python("def f():\n    return 1 / 0\n\nprint('before')\nf()\n");
    assertThat(run.report().verdict()).isEqualTo(Verdict.FAILED);
    assertThat(run.report().reason())
        .isEqualTo("ZeroDivisionError: division by zero (main.py, line 2)");
    assertThat(run.report().error().line()).isEqualTo(2);
    assertThat(run.report().exitCode()).isEqualTo(1);
    assertThat(run.stderr())
        .isEqualTo(run.report().error().traceback())
        .contains("File \"/work/main.py\", line 5, in <module>")
        .contains("return 1 / 0")
        .doesNotContain("athanor");
    assertThat(run.stdout()).isEqualTo("before\n");
  }

  @Test
  void aSyntaxErrorHasItsLine() {
    Run run = bench.python("x = 1\nif x\n");
    assertThat(run.report().verdict()).isEqualTo(Verdict.FAILED);
    assertThat(run.report().error().type()).isEqualTo("SyntaxError");
    assertThat(run.report().error().line()).isEqualTo(2);
  }

  @Test
  void anExitStatusIsKept() {
    assertThat(bench.python("import sys\nsys.exit(3)").report().reason()).isEqualTo("exit code 3");
    Run said = bench.python("exit('no luck')");
    assertThat(said.report().exitCode()).isEqualTo(1);
    assertThat(said.stderr()).isEqualTo("no luck\n");
    assertSucceeded(bench.python("result = 1\nexit()"));
  }

  @Test
  void aSeedMakesARunRepeatable() {
    String program = "import random, athanor\nresult = [random.random(), hash('x'), athanor.seed]";
    Run first = bench.run(Bench.job(ProgramRuntime.PYTHON, program, 7L, Map.of()));
    assertSucceeded(first);
    assertThat(first.report().result()).endsWith(",7]");
    assertThat(bench.run(Bench.job(ProgramRuntime.PYTHON, program, 7L, Map.of())).report().result())
        .isEqualTo(first.report().result());
    assertThat(bench.run(Bench.job(ProgramRuntime.PYTHON, program, 8L, Map.of())).report().result())
        .isNotEqualTo(first.report().result());
  }

  @Test
  void outputBeyondItsLimitIsCutAndCounted() {
    Run much = bench.python("print('x' * (3 << 20))\nresult = 1");
    assertSucceeded(much);
    assertThat(much.report().stdout().kept()).isEqualTo(1 << 20);
    assertThat(much.report().stdout().dropped()).isEqualTo((2 << 20) + 1);
  }

  @Test
  void aSandboxThatWaitedIsAWarmStart() throws Exception {
    Sandbox sandbox = sandboxes.start(new Shape(1 << 20)).orElseThrow();
    sandbox.ready().get(5, TimeUnit.SECONDS);
    Report report =
        sandbox
            .run(
                Job.of(ProgramRuntime.PYTHON, "result = 1", "{}", Bench.LIMITS),
                AttemptListener.silent())
            .get(5, TimeUnit.SECONDS);
    assertThat(report.verdict()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(report.startKind()).isEqualTo("warm");
  }

  @Test
  void slotsAreLimitedAndComeBack() throws Exception {
    Sandbox one = sandboxes.start(new Shape(1 << 20)).orElseThrow();
    Sandbox two = sandboxes.start(new Shape(1 << 20)).orElseThrow();
    assertThat(sandboxes.start(new Shape(1 << 20))).isEmpty();
    assertThat(sandboxes.freeSlots()).isZero();
    one.cancel(Verdict.CANCELLED, "test");
    two.cancel(Verdict.CANCELLED, "test");
    one.gone().get(5, TimeUnit.SECONDS);
    two.gone().get(5, TimeUnit.SECONDS);
    assertThat(sandboxes.freeSlots()).isEqualTo(2);
  }

  @Test
  void aProgramThatClosesWhatItDidNotOpenKeepsItsResult() {
    for (String close : List.of("os.close(4)", "os.closerange(3, 256)", "os.dup2(1, 4)")) {
      Bench.Run run = bench.python("import os\n" + close + "\nresult = {'a': 1}");
      assertThat(run.report().result()).as(close).isEqualTo("{\"a\":1}");
      assertThat(run.stdout()).as(close).isEmpty();
    }
  }
}
