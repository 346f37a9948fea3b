package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Samples of {@link Research}. */
final class ResearchSamples {

  static List<Record> all() {
    Research.Stored stored = new Research.Stored(Samples.ID, 3, Samples.JSON);
    return List.of(
        new Research.Create(
            Kind.SESSION, List.of(Samples.JSON), Samples.CALLER, "key", Samples.DIGEST),
        new Research.Create(Kind.PAPER, List.of(), Samples.CALLER, null, null),
        stored,
        new Research.Stored(Samples.ID, 1, null),
        new Research.Created(List.of(stored)),
        new Research.Get(Kind.HYPOTHESIS, Samples.ID, List.of("results"), Samples.CALLER),
        new Research.Update(Kind.ENTITY, Samples.ID, 7, Samples.JSON, Samples.CALLER),
        new Research.Delete(Kind.TOPIC, Samples.ID, 7, Samples.CALLER),
        new Research.Deleted(Samples.ID),
        new Research.DeleteExperiment(Samples.ID, Samples.CALLER),
        new Research.ListPage(
            Kind.PAPER,
            Map.of("domain", "physics"),
            List.of("topics"),
            "-relevance",
            50,
            "cursor",
            Samples.CALLER),
        new Research.ListPage(Kind.ERROR, null, null, null, 1, null, Samples.CALLER),
        new Research.Purge(30, Samples.CALLER),
        new Research.Counts(Samples.ID, Samples.CALLER),
        new Research.Purged(12, true),
        new Research.Activity(
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2026-01-02T00:00:00Z"),
            10,
            Samples.CALLER));
  }

  private ResearchSamples() {}
}
