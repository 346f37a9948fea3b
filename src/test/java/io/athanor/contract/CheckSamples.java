package io.athanor.contract;

import java.util.List;

/** Samples of {@link Checks}. */
final class CheckSamples {

  static List<Record> all() {
    Checks.Invariant invariant = new Checks.Invariant("I1 one place", List.of("x"), 12);
    return List.of(
        new Checks.Begin(Samples.CALLER),
        new Checks.Look(Samples.CALLER),
        invariant,
        new Checks.Report(
            Checks.Progress.FAILED, Samples.AT, Samples.AT, "away", List.of(invariant)),
        new Checks.Report(Checks.Progress.NEVER, null, null, null, List.of()));
  }

  private CheckSamples() {}
}
