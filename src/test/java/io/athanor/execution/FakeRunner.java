package io.athanor.execution;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.AttemptListener;
import io.athanor.execution.sandbox.Job;
import io.athanor.execution.sandbox.Report;
import io.athanor.execution.sandbox.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Programs that end when the test says so, or when they are cancelled. */
final class FakeRunner implements Runner {

  /** A program of the test. */
  record Program(
      Job job,
      AttemptListener listener,
      CompletableFuture<Report> report,
      List<Verdict> cancels,
      boolean stubborn)
      implements Started {

    @Override
    public void cancel(Verdict verdict, String why) {
      cancels.add(verdict);
      if (!stubborn) {
        report.complete(FakeRunner.report(verdict, null));
      }
    }

    void succeed(String result) {
      report.complete(FakeRunner.report(Verdict.SUCCEEDED, result));
    }

    UUID experimentId() {
      return job.experimentId();
    }
  }

  final List<Program> programs = new CopyOnWriteArrayList<>();
  volatile boolean stubborn;
  volatile boolean full;
  volatile String unfit;

  @Override
  public Optional<String> unfit() {
    return Optional.ofNullable(unfit);
  }

  @Override
  public Optional<Started> start(Job job, AttemptListener listener) {
    if (full) {
      return Optional.empty();
    }
    Program program =
        new Program(
            job, listener, new CompletableFuture<>(), new CopyOnWriteArrayList<>(), stubborn);
    programs.add(program);
    return Optional.of(program);
  }

  /** Those that have not ended. */
  List<Program> alive() {
    return programs.stream().filter(program -> !program.report().isDone()).toList();
  }

  static Report report(Verdict verdict, String result) {
    return report(verdict, result, 1.0);
  }

  /** Of one for which no sandbox came up. */
  static Report unstarted() {
    return report(Verdict.SANDBOX_ERROR, null, 0);
  }

  private static Report report(Verdict verdict, String result, double startMillis) {
    Report.Output nothing = new Report.Output(0, 0);
    return new Report(
        verdict,
        "because",
        verdict == Verdict.SUCCEEDED ? 0 : -1,
        0,
        Duration.ofMillis(5),
        Duration.ofMillis(4),
        1024,
        nothing,
        nothing,
        result,
        List.of(),
        null,
        0,
        Report.LostMetrics.NONE,
        Tier.STRICT,
        "cold",
        startMillis,
        "3.11",
        Map.of());
  }
}
