package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import io.athanor.support.TestFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  /** A bubblewrap that no longer does all that it is asked to. */
  private static final String WITHOUT_FILTER =
      """
      #!/bin/bash
      words=()
      while [ $# -gt 0 ]; do
        if [ "$1" = --seccomp ]; then shift 2; else words+=("$1"); shift; fi
      done
      exec /usr/bin/bwrap "${words[@]}"
      """;

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

  @Test
  void theSelfTestIsRepeatedAndItsFailureStopsTheWork() throws Exception {
    SelfTest.Seen first = sandboxes.selfTest().seen();
    assertThat(first.problem()).isNull();
    sandboxes.selfTest().run();
    assertThat(sandboxes.checks())
        .extracting(TierProbe.Check::name)
        .containsExactlyElementsOf(first.checks().stream().map(TierProbe.Check::name).toList());
    assertThat(sandboxes.checks()).allMatch(TierProbe.Check::passed);
    assertThat(sandboxes.testedAt()).isAfter(first.at());
    Files.delete(bubblewrap);
    Files.writeString(bubblewrap, WITHOUT_FILTER);
    Files.setPosixFilePermissions(bubblewrap, PosixFilePermissions.fromString("rwxr-xr-x"));
    sandboxes.selfTest().run();
    assertThat(sandboxes.unfit())
        .get()
        .asString()
        .contains("the self-test fails", "holds hostile programs");
    assertThat(sandboxes.freeSlots()).isEqualTo(2);
    Files.delete(bubblewrap);
    Files.createSymbolicLink(bubblewrap, Path.of("/usr/bin/bwrap"));
    sandboxes.selfTest().run();
    assertThat(sandboxes.unfit()).isEmpty();
  }
}
