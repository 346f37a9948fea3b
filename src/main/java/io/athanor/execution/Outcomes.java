package io.athanor.execution;

import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.ProgramError;
import io.athanor.contract.Attempts.Usage;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Experiments.Artifact;
import io.athanor.contract.Json;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a sandbox reports, in the words of the contract. */
final class Outcomes {

  private static final int MOST_NOTES = 20;

  private static final String PLATFORM =
      System.getProperty("os.name")
          + " "
          + System.getProperty("os.version")
          + " "
          + System.getProperty("os.arch");

  private Outcomes() {}

  /** An attempt that ran. */
  static Outcome of(
      Work work,
      Report report,
      Instant finishedAt,
      Instant firstOutputAt,
      Json result,
      String resultDigest,
      List<Metric> metrics,
      List<Artifact> artifacts) {
    return new Outcome(
        work.experimentId(),
        work.attempt(),
        work.token(),
        report.verdict(),
        report.reason(),
        report.exitCode() < 0 ? null : report.exitCode(),
        report.signal() == 0 ? null : report.signal(),
        finishedAt.minus(report.wall()),
        finishedAt,
        usage(work, report, firstOutput(finishedAt.minus(report.wall()), firstOutputAt)),
        error(report.error()),
        result,
        resultDigest,
        metrics,
        artifacts);
  }

  private static Long firstOutput(Instant startedAt, Instant firstOutputAt) {
    return firstOutputAt == null
        ? null
        : Math.max(0, Duration.between(startedAt, firstOutputAt).toMillis());
  }

  /** An attempt that never reached a sandbox. */
  static Outcome unstarted(Work work, Verdict verdict, String reason, Instant at) {
    return new Outcome(
        work.experimentId(),
        work.attempt(),
        work.token(),
        verdict,
        reason,
        null,
        null,
        null,
        at,
        null,
        null,
        null,
        null,
        List.of(),
        List.of());
  }

  /** What is stored in place of an outcome that the database cannot take. */
  static Outcome unstorable(Outcome outcome, Throwable cause) {
    return new Outcome(
        outcome.experimentId(),
        outcome.attempt(),
        outcome.token(),
        Verdict.SANDBOX_ERROR,
        "ended as " + outcome.verdict() + ", which could not be stored: " + cause.getMessage(),
        null,
        null,
        outcome.startedAt(),
        outcome.finishedAt(),
        null,
        null,
        null,
        null,
        List.of(),
        List.of());
  }

  private static Usage usage(Work work, Report report, Long firstOutput) {
    return new Usage(
        report.wall().toMillis(),
        report.cpu().toMillis(),
        report.peakMemory(),
        report.stdout().kept(),
        report.stderr().kept(),
        report.stdout().truncated() || report.stderr().truncated(),
        report.tier().name().toLowerCase(Locale.ROOT),
        report.startKind(),
        Math.round(report.startMillis()),
        report.interpreter(),
        notes(report),
        firstOutput,
        work.limits().memory(),
        PLATFORM);
  }

  /** What of the program's work was not kept: it may have ended well and still miss something. */
  private static List<String> notes(Report report) {
    List<String> notes = new ArrayList<>();
    cut(notes, "stdout", report.stdout());
    cut(notes, "stderr", report.stderr());
    lost(notes, report.lostMetrics());
    report.artefacts().stream()
        .filter(artefact -> artefact.refused() != null)
        .limit(MOST_NOTES)
        .forEach(
            artefact ->
                notes.add(
                    "the artefact \""
                        + artefact.name()
                        + "\" was not kept: "
                        + artefact.refused()));
    return notes;
  }

  private static void lost(List<String> notes, Report.LostMetrics lost) {
    if (lost.notFinite() > 0) {
      notes.add(
          "metric values that were not kept because they were NaN or infinite: %,d (of %s)"
              .formatted(lost.notFinite(), String.join(", ", lost.names())));
    }
    if (lost.notUnderstood() > 0) {
      notes.add(
          "lines of metrics that were not kept because they were not understood: %,d"
              .formatted(lost.notUnderstood()));
    }
  }

  private static void cut(List<String> notes, String stream, Report.Output output) {
    if (output.truncated()) {
      notes.add(
          "%s was cut after %,d bytes; %,d more were dropped"
              .formatted(stream, output.kept(), output.dropped()));
    }
  }

  private static ProgramError error(Report.UserError error) {
    return error == null
        ? null
        : new ProgramError(
            error.type(),
            error.message(),
            error.file(),
            error.line() == 0 ? null : error.line(),
            error.traceback());
  }
}
