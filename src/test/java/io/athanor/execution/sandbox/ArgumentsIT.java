package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into a program by its argument list and comes out by its exit status and odd bytes. */
class ArgumentsIT {

  @TempDir static Path home;
  private static Sandboxes sandboxes;
  private static Bench bench;

  @BeforeAll
  static void open() throws Exception {
    sandboxes = Sandboxes.open(SandboxConfig.defaults(home, 1));
    bench = new Bench(sandboxes);
  }

  @AfterAll
  static void close() {
    sandboxes.close();
  }

  private static Run run(ProgramRuntime runtime, String source, Long seed) {
    return bench.run(
        new Job(
            UUID.randomUUID(),
            1,
            runtime,
            InputSource.of(source),
            List.of("a b", "--c"),
            "{}",
            Map.of(),
            seed,
            Bench.LIMITS,
            Map.of(),
            0,
            null));
  }

  @Test
  void everyRuntimePassesThem() {
    String python = "import sys\nprint(sys.argv[1:])";
    assertThat(run(ProgramRuntime.PYTHON, python, null).stdout()).isEqualTo("['a b', '--c']\n");
    assertThat(run(ProgramRuntime.PYTHON, python, 5L).stdout()).isEqualTo("['a b', '--c']\n");
    assertThat(run(ProgramRuntime.BASH, "echo \"$# $1 $2\"", null).stdout())
        .isEqualTo("2 a b --c\n");
    assertThat(
            run(ProgramRuntime.NODE, "console.log(process.argv.slice(2).join('|'))", null).stdout())
        .isEqualTo("a b|--c\n");
  }

  @Test
  void aPythonProgramWithArgumentsStillAnswers() {
    Run run = run(ProgramRuntime.PYTHON, "import athanor\nresult = athanor.params", null);
    assertThat(run.report().verdict()).as(run.stderr()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(run.report().result()).isEqualTo("{}");
  }

  @Test
  void anExitStatusIsWhatTheInterpreterMakesOfIt() {
    assertThat(bench.python("import sys\nsys.exit(10**30)").report().exitCode()).isEqualTo(255);
    assertThat(bench.python("import sys\nsys.exit(-1)").report().exitCode()).isEqualTo(255);
    assertThat(bench.python("import sys\nsys.exit(256)").report().exitCode()).isZero();
  }

  @Test
  void anErrorsOddTextIsStillTheUsersError() {
    Run run = bench.python("raise ValueError('a' + chr(0) + chr(0xD800) + 'b')");
    assertThat(run.report().error()).as(run.stderr()).isNotNull();
    assertThat(run.report().error().type()).isEqualTo("ValueError");
    assertThat(run.report().error().message()).isEqualTo("a\\x00?b");
  }

  @Test
  void whatIsNotKeptOfTheArtefactsHasItsReason() {
    String deep = "import os\nos.makedirs('out/a/b/c/d/e')\nopen('out/a/b/c/d/f', 'w')\nresult = 1";
    assertThat(bench.python(deep).report().artefacts())
        .extracting(Report.Artefact::name, Report.Artefact::refused)
        .containsExactlyInAnyOrder(
            tuple("a/b/c/d/f", null), tuple("a/b/c/d/e", "deeper than four folders"));
    assertThat(bench.python("import os\nos.rmdir('out')\nresult = 1").report().artefacts())
        .isEmpty();
  }

  @Test
  void aMetricLineInAnotherEncodingIsABadLine() {
    Run run = bench.python("import os\nos.write(3, b'\\xff\\xfe\\0\\0ab\\n')\nresult = 1");
    assertThat(run.report().verdict()).as(run.report().reason()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(run.report().lostMetrics().notUnderstood()).isPositive();
  }
}
