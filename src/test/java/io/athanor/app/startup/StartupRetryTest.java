package io.athanor.app.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Which failures are tried again, when, and until when; in virtual time. */
class StartupRetryTest extends StartupRig {

  private static final Retry AWAY =
      new Retry(
          failure -> failure instanceof ConnectException || failure instanceof TimeoutException,
          Duration.ofMillis(100),
          Duration.ofMillis(400));

  private final List<Long> begun = new ArrayList<>();

  /** A component whose attempts, counted from 1, end as {@code how} says. */
  private Component<String> attempts(String name, IntFunction<CompletableFuture<String>> how) {
    return Component.<String>of(
            name,
            needs -> {
              begun.add(time.nanoTime() / 1_000_000);
              return how.apply(begun.size());
            })
        .stoppedBy(
            value -> {
              log.add("-" + value);
              return null;
            })
        .retried(AWAY);
  }

  private static CompletableFuture<String> away() {
    return CompletableFuture.failedFuture(new CompletionException(new ConnectException("refused")));
  }

  @Test
  void whatPassesIsTriedAgainAndCounted() {
    StartupRun run =
        start(
            attempts("database", count -> count < 4 ? away() : time.value("up", 10)),
            part("after", 5).needs("database"),
            part("beside", 50));
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.state()).isEqualTo(StartupState.READY);
    StartupReport.Part database = part(report, "database");
    assertThat(database.attempts()).isEqualTo(4);
    assertThat(database.error()).isEmpty();
    assertThat(database.critical()).isTrue();
    // Three pauses of at most 100, 200 and 400 ms, and of at least half of that.
    assertThat(database.run()).isBetween(Duration.ofMillis(360), Duration.ofMillis(710));
    assertThat(part(report, "after").waited()).isEqualTo(database.run());
    assertThat(part(report, "after").needs()).containsExactly("database");
    assertThat(report.render()).contains(" x4").contains("###");
    for (int i = 1; i < begun.size(); i++) {
      long ceiling = 100L << (i - 1);
      assertThat(begun.get(i) - begun.get(i - 1)).isBetween(ceiling / 2, ceiling);
    }
  }

  @Test
  void whatDoesNotPassIsFinalAtOnce() {
    StartupRun run =
        start(
            attempts(
                "database",
                count -> count == 1 ? away() : time.failure("password authentication failed", 1)));
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.reason()).isEqualTo("database failed: password authentication failed");
    assertThat(part(report, "database").attempts()).isEqualTo(2);
  }

  @Test
  void pausesAreBoundedAndTheDeadlineNamesTheLastFailure() {
    StartupRun run = start(attempts("database", count -> away()), part("a", 1));
    List<StartupProgress> seen = new ArrayList<>();
    run.onProgress(seen::add);
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.wall()).hasSeconds(10);
    assertThat(report.reason())
        .startsWith("not ready after 10.00 s, still starting: database (")
        .endsWith(" attempts, the last: ConnectException: refused)");
    assertThat(begun.size()).isBetween(20, 60);
    assertThat(part(report, "database").error()).isEqualTo("ConnectException: refused");
    assertThat(seen).extracting(StartupProgress::fraction).isSorted();
    assertThat(seen.stream().filter(progress -> progress.state().terminal())).hasSize(1);
    assertThat(log).containsExactly("+a", "-a");
  }

  @Test
  void eachAttemptHasItsOwnLimitAndTheLateResultOfAnEarlierOneIsStopped() {
    StartupRun run =
        start(
            attempts("slow", count -> count == 1 ? time.value("late", 300) : time.value("good", 40))
                .within(Duration.ofMillis(50)));
    time.run();
    StartupReport report = run.outcome().join();
    assertThat(report.state()).isEqualTo(StartupState.READY);
    assertThat(part(report, "slow").attempts()).isEqualTo(2);
    assertThat(log).containsExactly("-late");
  }

  @Test
  void aPauseTakesNobodysTurn() {
    StartupRun run =
        start(
            1,
            attempts("first", count -> count == 1 ? away() : time.value("up", 10)),
            part("second", 20));
    time.run();
    assertThat(run.outcome().join().wall()).isLessThanOrEqualTo(Duration.ofMillis(110));
    assertThat(part(run.outcome().join(), "second").offset()).isZero();
  }

  @Test
  void givingUpEndsThePause() {
    StartupRun run = start(attempts("database", count -> away()));
    time.run(20);
    run.cancel("SIGTERM");
    time.run(1);
    StartupReport report = run.outcome().join();
    assertThat(report.state()).isEqualTo(StartupState.CANCELLED);
    assertThat(part(report, "database").state()).isEqualTo(ComponentState.FAILED);
    time.run();
    assertThat(begun).hasSize(1);
  }
}
