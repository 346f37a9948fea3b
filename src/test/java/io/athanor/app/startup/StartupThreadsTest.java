package io.athanor.app.startup;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only real threads can show. */
@Timeout(30)
class StartupThreadsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void blockingStartsRunBesideEachOther() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    StartupRun run = start(LONG, LONG, meeting("a", both), meeting("b", both));
    assertThat(run.outcome().get(10, SECONDS).state()).isEqualTo(StartupState.READY);
    run.close();
  }

  @Test
  void aBlockingStartThatHangsIsInterruptedAtTheDeadline() throws Exception {
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch never = new CountDownLatch(1);
    StartupRun run =
        start(
            Duration.ofMillis(100),
            LONG,
            Component.blocking(
                "hangs",
                needs -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    interrupted.set(true);
                  }
                  return "late";
                }));
    assertThat(run.outcome().get(10, SECONDS).reason()).contains("still starting: hangs");
    await().pollInterval(Duration.ofMillis(20)).untilTrue(interrupted);
  }

  /** Acceptance: slow(1.0), fast(0.1), after(1.0) behind fast: less than 1.25 s, not 2. */
  @Test
  void nothingWaitsForALevelOnRealThreadsEither() throws Exception {
    StartupRun run =
        start(
            LONG,
            LONG,
            lasting("slow", 1_000),
            lasting("fast", 100),
            lasting("after", 1_000, "fast"));
    StartupReport report = run.outcome().get(10, SECONDS);
    Duration idle = report.wall().minusMillis(1_100);
    assertThat(report.criticalPath()).containsExactly("fast", "after");
    assertThat(idle).isLessThan(Duration.ofMillis(150));
  }

  /** Acceptance: one that blocks fails at its limit, and the others do not notice. */
  @Test
  void aBlockingStartFailsAtItsLimitAndTheOthersDoNotNotice() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    StartupRun run =
        start(
            LONG,
            LONG,
            Component.blocking("blocks", needs -> never.await(20, SECONDS))
                .optional()
                .within(Duration.ofMillis(100)),
            lasting("other", 200));
    StartupReport report = run.outcome().get(10, SECONDS);
    assertThat(report.state()).isEqualTo(StartupState.DEGRADED);
    StartupReport.Part blocks = StartupRig.part(report, "blocks");
    assertThat(blocks.error()).isEqualTo("did not start within 100 ms");
    assertThat(blocks.run()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    assertThat(StartupRig.part(report, "other").error()).isEmpty();
  }

  @Test
  void aStopThatIgnoresItsInterruptHoldsUpNobody() {
    Queue<String> stops = new ConcurrentLinkedQueue<>();
    CountDownLatch release = new CountDownLatch(1);
    List<Component<?>> parts = new ArrayList<>();
    parts.add(stopping("last", stops));
    for (int i = 0; i < 20; i++) {
      parts.add(
          Component.blocking("deaf" + i, needs -> "x")
              .needs("last")
              .stoppedBy(
                  value -> {
                    awaitDeaf(release);
                    return null;
                  }));
    }
    StartupRun run = StartupGraph.of(parts, StartupLimits.of(LONG, Duration.ofMillis(10))).start();
    run.outcome().join();
    run.close();
    ShutdownReport report = run.closeAll().join();
    release.countDown();
    assertThat(report.components()).hasSize(21);
    // Its own time to stop is short as well: on a busy machine it may still be about to.
    await().untilAsserted(() -> assertThat(stops).containsExactly("last"));
  }

  @Test
  void closingFromTheOutcomeDoesNotLockUp() throws Exception {
    Queue<String> stops = new ConcurrentLinkedQueue<>();
    StartupRun run = start(LONG, LONG, stopping("a", stops));
    run.outcome().thenAccept(report -> run.close()).get(10, SECONDS);
    assertThat(stops).containsExactly("a");
  }

  @Test
  void manyThreadsMayCloseCancelAndListenAtOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      AtomicInteger stops = new AtomicInteger();
      AtomicInteger ends = new AtomicInteger();
      StartupRun run = start(LONG, LONG, counting("a", stops), counting("b", stops).needs("a"));
      List<CompletableFuture<Void>> callers = new ArrayList<>();
      for (int j = 0; j < 4; j++) {
        callers.add(CompletableFuture.runAsync(run::close));
        callers.add(CompletableFuture.runAsync(() -> run.cancel("now")));
        run.onProgress(progress -> ends.addAndGet(progress.state().terminal() ? 1 : 0));
      }
      CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(10, SECONDS);
      StartupReport report = run.outcome().get(10, SECONDS);
      long started =
          report.components().stream()
              .filter(part -> part.state() == ComponentState.STARTED)
              .count();
      assertThat(stops.get()).isEqualTo((int) started);
      await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertThat(ends).hasValue(4));
    }
  }

  @Test
  void aSlowListenerDoesNotSlowTheStart() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    StartupRun run = start(LONG, LONG, stopping("a", new ConcurrentLinkedQueue<>()));
    run.onProgress(progress -> awaitDeaf(release));
    assertThat(run.outcome().get(10, SECONDS).state()).isEqualTo(StartupState.READY);
    release.countDown();
    run.close();
  }

  private static StartupRun start(Duration deadline, Duration stop, Component<?>... parts) {
    return StartupGraph.of(List.of(parts), StartupLimits.of(deadline, stop)).start();
  }

  private static Component<String> lasting(String name, long millis, String... needs) {
    return Component.<String>of(
            name,
            started ->
                new CompletableFuture<String>().completeOnTimeout(name, millis, MILLISECONDS))
        .needs(needs);
  }

  private static Component<String> meeting(String name, CountDownLatch both) {
    return Component.blocking(
        name,
        needs -> {
          both.countDown();
          if (!both.await(10, SECONDS)) {
            throw new IllegalStateException("alone");
          }
          return name;
        });
  }

  private static Component<String> stopping(String name, Queue<String> stops) {
    return Component.blocking(name, needs -> name)
        .stoppedBy(
            value -> {
              stops.add(value);
              return null;
            });
  }

  private static Component<String> counting(String name, AtomicInteger stops) {
    return Component.blocking(name, needs -> name)
        .stoppedBy(
            value -> {
              stops.incrementAndGet();
              return null;
            });
  }

  private static void awaitDeaf(CountDownLatch release) {
    boolean released = false;
    while (!released) {
      try {
        release.await();
        released = true;
      } catch (InterruptedException e) {
        // Deaf on purpose: such code exists.
      }
    }
  }
}
