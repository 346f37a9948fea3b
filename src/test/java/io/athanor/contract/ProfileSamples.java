package io.athanor.contract;

import java.util.List;

/** Samples of {@link Profiles}. */
final class ProfileSamples {

  static List<Record> all() {
    Profiles.StatementSample sample =
        new Profiles.StatementSample(
            "experiments.get", 9, 1, 8, 1_000, 2_000, 900, List.of(0L, 9L));
    Profiles.StatementStatistics statistics =
        new Profiles.StatementStatistics(
            "experiments.get", 9, 1, 8, 2.5, 0.3, 0.25, 0.5, 0.75, 0.9, 0.1);
    return List.of(
        sample,
        new Profiles.StatementsObserved(List.of(sample)),
        new Profiles.Statements(),
        statistics,
        new Profiles.StatementsReport(List.of(statistics)));
  }

  private ProfileSamples() {}
}
