package io.athanor.app.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a run does, in virtual time. */
class StartupRunTest {

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(1);

  private final VirtualScheduler time = new VirtualScheduler();
  private final List<String> log = new ArrayList<>();
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

  @Test
  void parallelismIsBoundedAndWaitingForItIsMeasured() {
    List<Component<?>> parts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      parts.add(part("p" + i, 10));
    }
    StartupRun run = StartupGraph.of(parts, new StartupLimits(2, DEADLINE, STOP)).start(time);
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.wall()).hasMillis(30);
    assertThat(part(report, "p5").queued()).hasMillis(20);
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

  private StartupRun start(Component<?>... parts) {
    return StartupGraph.of(List.of(parts), new StartupLimits(100, DEADLINE, STOP)).start(time);
  }

  private Component<String> part(String name, long millis) {
    return Component.of(
            name,
            needs ->
                time.value(name, millis)
                    .thenApply(
                        value -> {
                          log.add("+" + name);
                          return value;
                        }))
        .stoppedBy(
            value -> {
              log.add("-" + value);
              return CompletableFuture.completedFuture(null);
            });
  }

  private Component<String> broken(String name, long millis) {
    return Component.of(name, needs -> time.failure(name + " is broken", millis));
  }

  private static StartupReport.Part part(StartupReport report, String name) {
    return report.components().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
