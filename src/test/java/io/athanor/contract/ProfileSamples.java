package io.athanor.contract;

import io.athanor.contract.Executions.Execution;
import io.athanor.contract.Executions.Finding;
import io.athanor.contract.Executions.Flaw;
import io.athanor.contract.Executions.Selection;
import java.util.List;
import java.util.Map;

/** Samples of {@link Profiles}, {@link Executions} and {@link ServerCounters}. */
final class ProfileSamples {

  private static final Execution EXECUTION =
      new Execution(
          "experiments.get", "0af1", "select 1", Samples.AT, 0.5, 120.25, 3, "57014", "cli-1");

  private static final Finding FINDING =
      new Finding(
          Flaw.N_PLUS_ONE,
          "experiments.get",
          "0af1",
          "select 1 where id = $1",
          "ExperimentReader.get:73",
          40,
          10,
          2,
          "Ask once.",
          "select 1 where id = any ($1)",
          Samples.AT,
          Samples.AT,
          List.of("cli-1"));

  private static final Profiles.StatementSample SAMPLE =
      new Profiles.StatementSample(
          "experiments.get",
          "0af1",
          "select 1",
          9,
          1,
          2,
          8,
          1_000,
          900,
          2_000,
          900,
          Samples.AT,
          Samples.AT,
          Map.of("57014", 1L),
          List.of("cli-1"),
          List.of(0L, 9L));

  private static final ServerCounters.Counted COUNTED =
      new ServerCounters.Counted(List.of("-77"), 9, 8, 2.25, 100, 7, 1, 4_096);

  private static final Profiles.StatementStatistics STATISTICS =
      new Profiles.StatementStatistics(
          "experiments.get",
          "0af1",
          "select 1",
          9,
          1,
          2,
          8,
          2.5,
          0.3,
          0.25,
          0.5,
          0.75,
          0.9,
          1.5,
          0.1,
          0.4,
          Map.of("57014", 1L),
          Samples.AT,
          Samples.AT,
          List.of("cli-1"),
          List.of(8L, 9L),
          COUNTED);

  static List<Record> all() {
    return List.of(
        SAMPLE,
        new Profiles.StatementsObserved(
            List.of(SAMPLE),
            List.of(EXECUTION),
            List.of(EXECUTION),
            List.of(EXECUTION),
            List.of(FINDING),
            3,
            4),
        new Profiles.Statements(true),
        STATISTICS,
        new Profiles.StatementsReport(List.of(STATISTICS), Samples.AT, 1, 2, "not loaded"),
        new Profiles.Reset(),
        new Profiles.ResetDone(
            Samples.AT, 3, 99, new Profiles.StatementsReport(List.of(), Samples.AT, 1, 2, null)),
        new Profiles.StatisticsReset(Samples.AT),
        EXECUTION,
        new Executions.ListExecutions(Selection.SLOW, 0.5, 20),
        new Executions.Listed(List.of(EXECUTION)),
        FINDING,
        new Executions.ListFindings(20),
        new Executions.Findings(List.of(FINDING)),
        new ServerCounters.Read(),
        COUNTED,
        new ServerCounters.Counters(Map.of("0af1", COUNTED), "not loaded"));
  }

  private ProfileSamples() {}
}
