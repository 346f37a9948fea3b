package io.athanor.contract;

import java.util.List;
import java.util.Map;

/** Samples of {@link Attempts}. */
final class AttemptSamples {

  private static final Attempts.Usage USAGE =
      new Attempts.Usage(
          1_500,
          900,
          3L << 30,
          10,
          20,
          true,
          "strict",
          "warm",
          3,
          "python3.11",
          java.util.List.of("a note"),
          12L,
          1L << 33,
          "Linux amd64");

  private static final Attempts.ProgramError ERROR =
      new Attempts.ProgramError("ValueError", Samples.TEXT, "main.py", 12, "Traceback");

  private static final Attempts.Metric METRIC =
      new Attempts.Metric("loss", 0.1 + 0.2, 1L << 33, Samples.AT);

  static List<Record> all() {
    return List.of(
        new Attempts.Claim(
            Samples.ID,
            7,
            List.of("default"),
            List.of("python", "bash"),
            3,
            1L << 34,
            8,
            1L << 33,
            16,
            12,
            1L << 32,
            16,
            4),
        new Attempts.GiveBack(Samples.ID, List.of(Samples.OTHER_ID), List.of(7L)),
        new Attempts.GivenBack(1),
        work(),
        new Attempts.Claimed(List.of(work())),
        new Attempts.AppendOutput(Samples.ID, Long.MIN_VALUE, List.of(ExperimentSamples.CHUNK)),
        new Attempts.Appended(true),
        METRIC,
        new Attempts.Metric("loss", Double.NaN, 0, Samples.AT),
        new Attempts.Metric("loss", Double.NEGATIVE_INFINITY, -1, Samples.AT),
        USAGE,
        ERROR,
        new Attempts.ProgramError("Error", null, null, null, null),
        outcome(),
        bareOutcome(),
        new Attempts.Commit(Samples.ID, List.of(outcome(), bareOutcome())),
        new Attempts.Committed(List.of(1L, Long.MAX_VALUE)),
        new Attempts.Ready("default", 5));
  }

  private static Attempts.Work work() {
    return new Attempts.Work(
        Samples.ID,
        3,
        99,
        "python",
        Samples.DIGEST,
        List.of("--fast"),
        Samples.JSON,
        Samples.JSON,
        Map.of("A", "b"),
        42L,
        PlainSamples.LIMITS,
        2,
        1L << 33,
        true,
        -3,
        "group");
  }

  private static Attempts.Outcome outcome() {
    return new Attempts.Outcome(
        Samples.ID,
        3,
        99,
        Verdict.FAILED,
        "ValueError in main.py, line 12",
        1,
        9,
        Samples.AT,
        Samples.AT.plusMillis(1_500),
        USAGE,
        ERROR,
        Samples.JSON,
        Samples.DIGEST,
        List.of(METRIC),
        List.of(ExperimentSamples.ARTIFACT));
  }

  private static Attempts.Outcome bareOutcome() {
    return new Attempts.Outcome(
        Samples.ID,
        1,
        1,
        Verdict.SANDBOX_ERROR,
        "No slot.",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of());
  }

  private AttemptSamples() {}
}
