package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that isolates nothing. */
class NoneIT {
  private static final int UID = 61_870;
  @TempDir Path home;

  private Sandboxes open(Tier required) throws Exception {
    SandboxConfig config = Configs.withUids(SandboxConfig.defaults(home, 1), UID);
    return Sandboxes.open(config.withRequired(required), Tiers.noCgroups(), Tier.NONE);
  }

  @Test
  void programsRunWhereThatIsAccepted() throws Exception {
    try (Sandboxes sandboxes = open(Tier.NONE)) {
      assertThat(sandboxes.tier()).isEqualTo(Tier.NONE);
      Bench bench = new Bench(sandboxes);
      Report report = bench.python("open('out/a', 'w').close()\nresult = 1").report();
      assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.SUCCEEDED);
      assertThat(report.tier()).isEqualTo(Tier.NONE);
      assertThat(report.enforcement().get("network")).isEqualTo("nothing");
      assertThat(report.artefacts()).hasSize(1);
      String daemon = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)";
      assertThat(bench.python(daemon).report().survivors()).isOne();
      assertThat(bench.python("while True: pass", Bench.cpu(0.5)).report().verdict())
          .isEqualTo(Verdict.CPU_LIMIT);
      assertThat(bench.python("import os\nresult = len(os.listdir())").report().result())
          .isEqualTo("4");
    }
  }

  @Test
  void elsewhereItIsRefusedWithWords() {
    assertThatThrownBy(() -> open(Tier.LANDLOCK))
        .isInstanceOf(SandboxUnavailableException.class)
        .hasMessageContaining("reaches the sandbox tier NONE, but LANDLOCK is required")
        .hasMessageContaining("execution.requiredTier: none")
        .hasMessageContaining("isolates nothing");
  }
}
