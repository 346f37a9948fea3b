package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.support.TestFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fault F32 with a real sandbox: what it is made of goes away while the node runs, and comes back.
 */
class UnfitIT {

  @TempDir Path home;
  private Path bubblewrap;
  private Sandboxes sandboxes;

  @BeforeEach
  void start() throws Exception {
    bubblewrap = TestFolders.create("bwrap").resolve("bwrap");
    Files.createSymbolicLink(bubblewrap, Path.of("/usr/bin/bwrap"));
    sandboxes = Sandboxes.open(SandboxConfig.defaults(home, 2).withBwrap(bubblewrap));
  }

  @AfterEach
  void stop() {
    sandboxes.close();
  }

  @Test
  void itSaysThatNothingStartsUntilSomethingDoes() throws Exception {
    Bench bench = new Bench(sandboxes);
    assertThat(bench.python("result = 1").report().result()).isEqualTo("1");
    assertThat(sandboxes.unfit()).isEmpty();
    Files.delete(bubblewrap);
    Report report = bench.python("result = 1").report();
    assertThat(report.verdict()).isEqualTo(Verdict.SANDBOX_ERROR);
    assertThat(report.startMillis()).isZero();
    assertThat(sandboxes.unfit()).get().asString().contains("do not start").contains("bwrap");
    Files.createSymbolicLink(bubblewrap, Path.of("/usr/bin/bwrap"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> sandboxes.unfit().isEmpty() && sandboxes.freeSlots() == 2);
    assertThat(bench.python("result = 2").report().result()).isEqualTo("2");
  }
}
