package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench.Run;
import java.nio.file.Path;
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

  @Test
  void aPythonProgramPrintsAndAnswers() {
    Run run = bench.python("print('hello')\nresult = {'answer': 6 * 7}");
    assertThat(run.report().verdict()).as(run.report().toString()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(run.stdout()).isEqualTo("hello\n");
    assertThat(run.report().result()).isEqualTo("{\"answer\":42}");
    System.out.println(run.report());
    System.out.println(sandboxes.checks());
  }
}
