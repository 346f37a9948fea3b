package io.athanor.contract;

import java.util.List;

/** Samples of {@link Failures} and {@link Batches}. */
final class FailureSamples {

  static List<Record> all() {
    return List.of(
        new Failures.ListGroups(50, "cursor", Samples.CALLER),
        new Failures.Rerun(List.of(Samples.ID), null, Samples.CALLER, "key"),
        new Failures.Rerun(null, Samples.ID, Samples.CALLER, null),
        new Batches.Results(List.of(Samples.ID, Samples.OTHER_ID), Samples.CALLER),
        new Failures.CancelGroup(Samples.ID, Samples.CALLER),
        new Failures.GroupCancelled(3));
  }

  private FailureSamples() {}
}
