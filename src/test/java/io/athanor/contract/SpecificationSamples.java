package io.athanor.contract;

import java.util.List;

/** Samples of {@link Specifications}. */
final class SpecificationSamples {

  static List<Record> all() {
    return List.of(
        new Specifications.Start(
            Samples.ID, Samples.OTHER_ID, Samples.ID, Samples.CALLER, "key", Samples.DIGEST),
        new Specifications.Start(Samples.ID, Samples.OTHER_ID, null, Samples.CALLER, null, null),
        new Specifications.GetJob(Samples.ID, Samples.CALLER),
        new Specifications.Job("p", "completed", List.of("prd"), Samples.JSON),
        new Specifications.ListJobs("p", "pending", 50, "cursor", Samples.CALLER),
        new Specifications.GetStatus(Samples.ID, Samples.CALLER),
        new Specifications.Decide(
            Samples.ID, Samples.OTHER_ID, "database", "PostgreSQL", Samples.TEXT, Samples.CALLER),
        new Specifications.GetTrd(Samples.ID, 2, Samples.CALLER));
  }

  private SpecificationSamples() {}
}
