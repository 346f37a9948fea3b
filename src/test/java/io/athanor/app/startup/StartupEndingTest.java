package io.athanor.app.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How starts fail, are given up, and how everything stops, in virtual time. */
class StartupEndingTest extends StartupRig {

  @Test
  void cancellingDuringTheStartClosesEverything() {
    StartupRun run = start(part("a", 10), part("b", 100).needs("a"), part("c", 10).needs("b"));
    time.run(50);
    run.cancel("SIGTERM");
    run.cancel("again");
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.state()).isEqualTo(StartupState.CANCELLED);
    assertThat(report.reason()).isEqualTo("SIGTERM");
    assertThat(report.summary()).startsWith("start-up cancelled: 110 ms, SIGTERM");
    assertThat(log).containsExactly("+a", "+b", "-b", "-a");
    run.cancel("too late");
    time.run();
    assertThat(run.outcome().join().reason()).isEqualTo("SIGTERM");
  }

  @Test
  void closingDuringTheStartGivesItUpFirst() {
    StartupRun run = start(part("a", 10), part("b", 100).needs("a"));
    time.run(50);
    CompletableFuture<ShutdownReport> closed = run.closeAll();
    time.run();
    assertThat(run.outcome().join().state()).isEqualTo(StartupState.CANCELLED);
    assertThat(closed.join().components()).extracting("name").containsExactly("b", "a");
  }

  @Test
  void closingGoesBackwardsAndLeavesNobodyOut() {
    StartupRun run =
        start(
            part("a", 10),
            part("hangs", 10).needs("a").stoppedBy(value -> new CompletableFuture<>()),
            part("fails", 10).needs("hangs").stoppedBy(value -> time.failure("no", 5)),
            part("throws", 10)
                .needs("fails")
                .stoppedBy(
                    value -> {
                      throw new StackOverflowError("deep");
                    }),
            part("silent", 10).needs("throws").stoppedBy(value -> null),
            part("z", 10).needs("silent"));
    time.run();
    CompletableFuture<ShutdownReport> first = run.closeAll();
    CompletableFuture<ShutdownReport> second = run.closeAll();
    time.run();
    ShutdownReport report = first.join();
    assertThat(second.join()).isSameAs(report);
    assertThat(report.components())
        .extracting(ShutdownReport.Stopped::name)
        .containsExactly("z", "silent", "throws", "fails", "hangs", "a");
    assertThat(report.components())
        .extracting(ShutdownReport.Stopped::error)
        .containsExactly("", "", "deep", "no", "did not stop within 1.00 s", "");
    assertThat(log.subList(log.size() - 2, log.size())).containsExactly("-z", "-a");
    assertThat(report.wall()).hasMillis(1005);
    assertThat(report.clean()).isFalse();
    assertThat(report.render()).startsWith("shutdown: 1.01 s, 6 component(s)");
  }

  @Test
  void aFailureClosesWhatHasStartedInReverseAndBeginsNothingNew() {
    StartupRun run =
        start(
            part("a", 10),
            part("b", 10).needs("a"),
            part("slow", 100).needs("a"),
            broken("c", 50).needs("b"),
            part("d", 10).needs("c"),
            part("late", 10).needs("slow"));
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.state()).isEqualTo(StartupState.FAILED);
    assertThat(report.reason()).isEqualTo("c failed: c is broken");
    // slow was on its way: it is waited for, and then closed like the others.
    assertThat(log).containsExactly("+a", "+b", "+slow", "-slow", "-b", "-a");
    assertThat(part(report, "d").error()).isEqualTo("needs c, which did not start");
    assertThat(part(report, "late").state()).isEqualTo(ComponentState.CANCELLED);
    assertThat(report.rollback().orElseThrow().clean()).isTrue();
    CompletableFuture<ShutdownReport> closing = run.closeAll();
    time.run();
    assertThat(closing).isDone();
    assertThat(log).hasSize(6);
    assertThat(run.closeAll().join()).isEqualTo(report.rollback().orElseThrow());
  }

  @Test
  void theFirstOfSeveralFailuresIsTheReasonAndAllAreReported() {
    StartupRun run = start(broken("a", 10), broken("b", 20));
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.reason()).isEqualTo("a failed: a is broken");
    assertThat(part(report, "b").error()).isEqualTo("b is broken");
  }

  @Test
  void afterAFailureHangingStartsAreGivenUpAndStoppedIfTheyEndLater() {
    StartupRun run = start(part("a", 1), broken("b", 10), part("hangs", 5000).needs("a"));
    time.run(2000);
    StartupReport report = run.outcome().join();
    assertThat(report.wall()).hasMillis(1010);
    assertThat(part(report, "hangs").error()).contains("given up");
    assertThat(log).containsExactly("+a", "-a");
    time.run();
    assertThat(log).containsExactly("+a", "-a", "+hangs", "-hangs");
  }

  @Test
  void theDeadlineNamesWhatWasStillRunning() {
    StartupRun run =
        start(part("a", 1), part("hangs", 99_000).needs("a"), part("never", 1).needs("hangs"));
    time.run(10_500);
    StartupReport report = run.outcome().join();
    assertThat(report.state()).isEqualTo(StartupState.FAILED);
    assertThat(report.reason())
        .isEqualTo("not ready after 10.00 s, still starting: hangs; not begun: never");
    assertThat(report.wall()).hasMillis(10_000);
    assertThat(log).containsExactly("+a", "-a");
  }

  @Test
  void aHangingOptionalComponentCostsTheDeadlineButNotTheNode() {
    StartupRun run =
        start(
            part("a", 1),
            part("hangs", 99_000).optional(),
            part("addon", 1).needs("hangs").optional());
    time.run(10_500);
    assertThat(run.outcome().join().state()).isEqualTo(StartupState.DEGRADED);
    assertThat(log).containsExactly("+a");
  }

  @Test
  void aComponentMayHaveALimitOfItsOwnAndALateResultIsStopped() {
    StartupRun run =
        start(part("slow", 500).optional().within(Duration.ofMillis(100)), part("a", 1));
    time.run(200);
    StartupReport report = run.outcome().join();
    assertThat(report.state()).isEqualTo(StartupState.DEGRADED);
    assertThat(report.wall()).hasMillis(100);
    assertThat(part(report, "slow").error()).isEqualTo("did not start within 100 ms");
    time.run();
    assertThat(log).containsExactly("+a", "+slow", "-slow");
  }
}
