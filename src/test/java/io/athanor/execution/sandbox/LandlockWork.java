package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Point;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.LandlockCheck.Place;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Ordinary programs where there are no namespaces: they notice as little of it as can be. */
final class LandlockWork {
  private static final String LOOK =
      """
      import math, os
      places = (os.getcwd(), os.environ["TMPDIR"])
      result = [math.pi, sorted(os.listdir(places[0]) + os.listdir(places[1])),
                [oct(os.stat(p).st_mode) for p in places], [os.listxattr(p) for p in places], sorted(os.environ)]
      """;

  private LandlockWork() {}

  static List<LandlockCheck> all() {
    return List.of(
        new LandlockCheck("the report says what isolates", LandlockWork::tier),
        new LandlockCheck("each runtime runs", LandlockWork::runtimes),
        new LandlockCheck(
            "metrics, artefacts, inputs and seed are as elsewhere", LandlockWork::all),
        new LandlockCheck("an error has its file and line", LandlockWork::error),
        new LandlockCheck("the next of a slot sees nothing", LandlockWork::nothingSeen),
        new LandlockCheck("the next of a group sees nothing", LandlockWork::group),
        new LandlockCheck("a stubborn tree is cancelled", LandlockWork::cancelled));
  }

  private static void tier(Place place) {
    Report report = succeeded(place.bench().python("result = 1")).report();
    assertThat(report.tier()).isEqualTo(Tier.LANDLOCK);
    assertThat(report.enforcement().get("network")).contains("no sockets", "Landlock");
    assertThat(report.enforcement().get("disk")).contains("polled");
    assertThat(report.enforcement().get("memory")).contains("polled");
    assertThat(report.enforcement().get("processes")).isEqualTo("RLIMIT_NPROC of the user");
  }

  private static Run succeeded(Run run) {
    assertThat(run.report().verdict()).as(run + " " + run.stderr()).isEqualTo(Verdict.SUCCEEDED);
    return run;
  }

  private static void runtimes(Place place) {
    Map<ProgramRuntime, String> programs =
        Map.of(
            ProgramRuntime.PYTHON,
            "import threading, subprocess\nprint(subprocess.check_output(['echo', 'hello'], text=True), end='')",
            ProgramRuntime.NODE,
            "require('fs').writeFileSync('a', 'hello'); console.log(String(require('child_process').execSync('cat a')))",
            ProgramRuntime.BASH,
            "cat <<< hello | sort > a; cat a",
            ProgramRuntime.JAVA,
            "public class Main { public static void main(String[] a) { new Thread(() -> System.out.println(\"hello\")).start(); } }",
            ProgramRuntime.EXEC,
            "#!/bin/sh\necho hello\n");
    programs.forEach(
        (runtime, program) ->
            assertThat(
                    succeeded(place.bench().run(Job.of(runtime, program, "{}", Bench.LIMITS)))
                        .stdout()
                        .strip())
                .as(runtime.toString())
                .isEqualTo("hello"));
  }

  private static void all(Place place) {
    String program =
        """
        import athanor, os, random
        athanor.log_metric("loss", 0.5, 3)
        open("out/a.txt", "w").write("kept")
        result = [open("inputs/b").read(), os.environ["ATHANOR_SEED"], random.random()]
        """;
    Job job =
        Bench.job(ProgramRuntime.PYTHON, program, 7L, Map.of("inputs/b", InputSource.of("read")));
    Run run = succeeded(place.bench().run(job));
    assertThat(run.heard().points).containsExactly(new Point("loss", 0.5, 3L));
    assertThat(run.heard().artefacts.get("a.txt")).hasToString("kept");
    assertThat(run.report().result()).startsWith("[\"read\",\"7\",");
    assertThat(place.bench().run(job).report().result()).isEqualTo(run.report().result());
  }

  private static void error(Place place) {
    Report report = place.bench().python("a = 1\na.b()\n").report();
    assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(report.reason()).contains("AttributeError").endsWith("(main.py, line 2)");
  }

  private static void nothingSeen(Place place) throws Exception {
    String before = succeeded(place.bench().python(LOOK)).report().result();
    for (String litter : List.of("closed.py", "deep.py", "comets.py")) {
      place.run(litter, Map.of("stay", 0L), Bench.LIMITS);
      assertThat(place.left()).as(litter).isEmpty();
      assertThat(succeeded(place.bench().python(LOOK)).report().result()).isEqualTo(before);
    }
  }

  private static void group(Place place) throws Exception {
    Shape shape = new Shape(Bench.LIMITS.disk(), "group");
    Sandbox sandbox = place.sandboxes().start(shape).orElseThrow();
    String before = next(sandbox, LOOK).result();
    String litter = "import math, os\nmath.pi = 3\nos.environ['LEFT'] = '1'\n";
    for (String file : List.of("closed.py", "comets.py")) {
      String program = litter + LandlockCheck.source(file).replace("athanor.params[\"stay\"]", "0");
      next(sandbox, program);
      Awaitility.await().atMost(10, TimeUnit.SECONDS).until(sandbox::waits);
      // The first process and the one that waits for the next job.
      assertThat(place.left()).as(file).hasSize(2);
      assertThat(next(sandbox, LOOK).result()).isEqualTo(before);
    }
    sandbox.cancel(Verdict.LOST, "the group is at its end");
    sandbox.gone().get(10, TimeUnit.SECONDS);
  }

  private static Report next(Sandbox sandbox, String program) {
    Job job = Job.of(ProgramRuntime.PYTHON, program, "{}", Bench.LIMITS);
    Report report =
        sandbox.run(job, AttemptListener.silent()).orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.SUCCEEDED);
    return report;
  }

  private static void cancelled(Place place) throws Exception {
    for (String file : List.of("talking.py", "comets.py")) {
      Bench.Heard heard = new Bench.Heard();
      Sandbox sandbox = place.sandboxes().start(new Shape(1 << 20)).orElseThrow();
      Job job =
          Job.of(ProgramRuntime.PYTHON, LandlockCheck.source(file), "{\"stay\":60}", Bench.LIMITS);
      CompletableFuture<Report> report = sandbox.run(job, heard);
      Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> heard.stdout.size() > 0);
      sandbox.cancel(Verdict.CANCELLED, "by a test");
      assertThat(report.get(20, TimeUnit.SECONDS).verdict()).isEqualTo(Verdict.CANCELLED);
      sandbox.gone().get(10, TimeUnit.SECONDS);
      assertThat(place.left()).as(file).isEmpty();
    }
  }
}
