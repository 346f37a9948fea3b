package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Point;
import io.athanor.execution.sandbox.Bench.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other runtimes keep the same contract. */
class RuntimesIT {
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
  void nodeHasTheSameModule() {
    String program =
        """
        const athanor = require('athanor');
        athanor.logMetric('loss', 0.5, 3);
        athanor.progress(0.5);
        athanor.progress(NaN, 'none');
        athanor.progress(1, 'all');
        athanor.progress(1, 'all');
        require('fs').writeFileSync('out/a.txt', 'kept');
        console.log('from node');
        athanor.result({p: athanor.params.p, n: NaN, d: new Date(0), s: new Set([1]), b: Buffer.from('a'), big: 10n});
        """;
    Run run = bench.run(Job.of(ProgramRuntime.NODE, program, "{\"p\":[1]}", Bench.LIMITS));
    assertSucceeded(run);
    assertThat(run.stdout()).isEqualTo("from node\n");
    assertThat(run.heard().points).containsExactly(new Point("loss", 0.5, 3L));
    assertThat(run.heard().progress).containsExactly(0.5, 1.0);
    assertThat(run.heard().messages).containsExactly("null", "all");
    assertThat(run.heard().artefacts).containsKey("a.txt");
    assertThat(run.report().result())
        .isEqualTo(
            "{\"p\":[1],\"n\":\"NaN\",\"d\":\"1970-01-01T00:00:00.000Z\",\"s\":[1],\"b\":\"YQ==\",\"big\":\"10\"}");
    assertThat(
            bench
                .run(Job.of(ProgramRuntime.NODE, "module.exports = {a: 1}", "{}", Bench.LIMITS))
                .report()
                .result())
        .isEqualTo("{\"a\":1}");
  }

  @Test
  void nodesErrorHasItsLine() {
    Run run = bench.run(Job.of(ProgramRuntime.NODE, "let a;\na.b();\n", "{}", Bench.LIMITS));
    assertThat(run.report().verdict()).isEqualTo(Verdict.FAILED);
    assertThat(run.report().error().type()).isEqualTo("TypeError");
    assertThat(run.report().error().file()).isEqualTo("main.js");
    assertThat(run.report().error().line()).isEqualTo(2);
  }

  @Test
  void bashWritesItsResultToAFileAndMetricsToADescriptor() {
    String program =
        """
        echo '{"name":"loss","value":2,"step":1}' >&3
        echo '{"progress":0.5}' > "$ATHANOR_METRICS"
        echo "not json" >&3
        cp "$ATHANOR_PARAMS" "$ATHANOR_RESULT"
        echo art > out/a.txt; mkdir out/sub; echo b > out/sub/b.txt
        """;
    Run run = bench.run(Job.of(ProgramRuntime.BASH, program, "{\"a\":[1]}", Bench.LIMITS));
    assertSucceeded(run);
    assertThat(run.report().result()).isEqualTo("{\"a\":[1]}");
    assertThat(run.heard().points).containsExactly(new Point("loss", 2, 1L));
    assertThat(run.heard().progress).containsExactly(0.5);
    assertThat(run.report().lostMetrics().notUnderstood()).isEqualTo(1);
    assertThat(run.heard().artefacts).containsOnlyKeys("a.txt", "sub/b.txt");
    Run failed = bench.bash("echo why >&2; exit 4");
    assertThat(failed.report().exitCode()).isEqualTo(4);
    assertThat(failed.report().error().traceback()).isEqualTo("why\n");
  }

  @Test
  void javaRunsASourceFile() {
    String program =
        """
        import java.nio.file.*;
        public class Main {
          public static void main(String[] args) throws Exception {
            System.out.println("java " + Runtime.getRuntime().availableProcessors());
            Files.writeString(Path.of(System.getenv("ATHANOR_RESULT")), "{\\"ok\\":true}");
          }
        }
        """;
    Run run = bench.run(Job.of(ProgramRuntime.JAVA, program, "{}", Bench.LIMITS));
    assertSucceeded(run);
    assertThat(run.stdout()).isEqualTo("java 1\n");
    assertThat(run.report().result()).isEqualTo("{\"ok\":true}");
  }

  @Test
  void execTakesAnyArgumentsAsTheyAre() {
    List<String> argv = List.of("/usr/bin/printf", "%s|", "$(id)", "a\nb", "--", "");
    Job job =
        new Job(
            UUID.randomUUID(),
            1,
            ProgramRuntime.EXEC,
            InputSource.of(""),
            argv,
            "{}",
            Map.of("NAME", "value"),
            null,
            Bench.LIMITS,
            Map.of(),
            0,
            null);
    Run run = bench.run(job);
    assertSucceeded(run);
    assertThat(run.stdout()).isEqualTo("$(id)|a\nb|--||");
    Run script =
        bench.run(Job.of(ProgramRuntime.EXEC, "#!/bin/sh\necho script\n", "{}", Bench.LIMITS));
    assertThat(script.report().exitCode() + script.stdout() + script.stderr())
        .isEqualTo("0script\n");
  }

  @Test
  void anExceptionOfJavaIsTheReason() {
    String program =
        "class X { public static void main(String[] a) {\n throw new IllegalStateException(\"no\"); } }";
    Bench.Run run = bench.run(Job.of(ProgramRuntime.JAVA, program, "{}", Bench.LIMITS));
    assertThat(run.report().reason())
        .isEqualTo("java.lang.IllegalStateException: no (Main.java, line 2)");
    assertThat(run.report().error().line()).isEqualTo(2);
  }
}
