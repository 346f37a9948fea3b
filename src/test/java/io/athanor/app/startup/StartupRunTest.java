package io.athanor.app.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a run does, in virtual time. */
class StartupRunTest extends StartupRig {

  private final List<StartupProgress> seen = new ArrayList<>();

  @Test
  void aDiamondTakesAsLongAsItsLongerSide() {
    StartupRun run =
        start(
            part("http", 10).needs("fast", "slow"),
            part("slow", 100).needs("root"),
            part("fast", 30).needs("root"),
            part("root", 5));
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.state()).isEqualTo(StartupState.READY);
    assertThat(report.wall()).hasMillis(115);
    assertThat(report.criticalPath()).containsExactly("root", "slow", "http");
    assertThat(report.summary()).isEqualTo("start-up: 115 ms, critical path: root -> slow -> http");
    StartupReport.Part fast = part(report, "fast");
    assertThat(fast.offset()).hasMillis(5);
    assertThat(fast.run()).hasMillis(30);
    assertThat(fast.slack()).hasMillis(70);
    assertThat(part(report, "slow").slack()).isZero();
    assertThat(report.render().lines()).hasSize(6);
  }

  @Test
  void nothingWaitsForALevel() {
    StartupRun run =
        start(part("slow", 1000), part("fast", 100), part("after", 1000).needs("fast"));
    time.run();
    assertThat(run.outcome().join().wall()).hasMillis(1100);
  }

  /** Two that overlap: the failure of one is its own, and the other is not charged with it. */
  @Test
  void anErrorSitsOnTheComponentThatHasIt() {
    StartupRun run = start(broken("one", 20).optional(), part("other", 30));
    run.onProgress(seen::add);
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(part(report, "one").error()).isEqualTo("one is broken");
    assertThat(part(report, "other").error()).isEmpty();
    assertThat(part(report, "other").run()).hasMillis(30);
    assertThat(seen).extracting(StartupProgress::fraction).isSorted();
    assertThat(seen.stream().filter(progress -> progress.state().terminal())).hasSize(1);
  }

  @Test
  void parallelismIsBoundedAndWaitingForItIsMeasured() {
    List<Component<?>> parts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      parts.add(part("p" + i, 10));
    }
    StartupRun run = start(2, parts.toArray(Component<?>[]::new));
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.wall()).hasMillis(30);
    assertThat(part(report, "p5").queued()).hasMillis(20);
  }

  @Test
  void wantsAreWaitedForAndTheirFailureIsSeenNotShared() {
    List<Boolean> found = new ArrayList<>();
    StartupRun run =
        start(
            broken("cache", 50).optional(),
            part("addon", 1).needs("cache").optional(),
            part("more", 1).needs("addon").optional(),
            part("disk", 20).optional(),
            Component.of(
                    "http",
                    needs -> {
                      found.add(needs.find("cache", String.class).isPresent());
                      found.add(needs.find("disk", String.class).isPresent());
                      found.add(needs.find("ghost", String.class).isPresent());
                      return time.value("http", 10);
                    })
                .wants("cache", "disk", "ghost", "more"));
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.state()).isEqualTo(StartupState.DEGRADED);
    assertThat(report.wall()).hasMillis(60);
    assertThat(found).containsExactly(false, true, false);
    assertThat(part(report, "more").state()).isEqualTo(ComponentState.SKIPPED);
    assertThat(part(report, "addon").error()).isEqualTo("needs cache, which did not start");
  }

  @Test
  void usingWhatWasNotDeclaredFails() {
    StartupRun run =
        start(
            part("a", 1), Component.of("b", needs -> time.value(needs.get("a", String.class), 1)));
    time.run();
    assertThat(run.outcome().join().reason()).isEqualTo("b failed: b uses a but does not need it");
  }

  @Test
  void whatAStartThrowsOrForgetsIsAFailure() {
    StartupRun run =
        start(
            Component.of(
                "error",
                needs -> {
                  throw new NoClassDefFoundError("io/Gone");
                }));
    time.run();
    assertThat(run.outcome().join().reason()).isEqualTo("error failed: io/Gone");
    StartupRun none = start(Component.<String>of("none", needs -> null));
    time.run();
    assertThat(none.outcome().join().reason()).isEqualTo("none failed: answered no stage");
  }

  @Test
  void progressIsMonotoneAndEndsOnce() {
    StartupRun run = start(part("a", 10), part("b", 10).needs("a"), broken("c", 5).optional());
    run.onProgress(seen::add);
    run.onProgress(
        progress -> {
          throw new IllegalStateException("a bad listener");
        });
    time.run();
    CompletableFuture<ShutdownReport> closing = run.closeAll();
    time.run();
    assertThat(closing).isDone();
    assertThat(seen).extracting(StartupProgress::fraction).isSorted();
    assertThat(seen).extracting(StartupProgress::sequence).isSorted().doesNotHaveDuplicates();
    assertThat(seen.stream().filter(progress -> progress.state().terminal())).hasSize(1);
    StartupProgress last = seen.get(seen.size() - 1);
    assertThat(last.state()).isEqualTo(StartupState.DEGRADED);
    assertThat(last.fraction()).isEqualTo(1);
    List<StartupProgress> late = new ArrayList<>();
    run.onProgress(late::add);
    time.run();
    assertThat(late).containsExactly(last);
  }

  @Test
  void aListenerThatJoinsLateSeesHowThingsStandAndMayLeave() {
    StartupRun run = start(part("a", 10), part("b", 10).needs("a"), part("c", 10).needs("b"));
    time.run(15);
    Runnable leave = run.onProgress(seen::add);
    time.run(1);
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).components())
        .containsEntry("a", ComponentState.STARTED)
        .containsEntry("b", ComponentState.STARTING)
        .containsEntry("c", ComponentState.WAITING);
    leave.run();
    time.run();
    assertThat(seen).hasSize(1);
  }

  @Test
  void anEmptyGraphIsReadyAtOnceAndAReportCanBeHadMeanwhile() {
    StartupRun empty = start();
    time.run();
    assertThat(empty.outcome().join().state()).isEqualTo(StartupState.READY);
    StartupRun run = start(part("a", 100));
    time.run(40);
    CompletableFuture<StartupReport> now = run.report();
    time.run(1);
    assertThat(part(now.join(), "a").run()).hasMillis(40);
    assertThat(now.join().state()).isEqualTo(StartupState.STARTING);
  }
}
