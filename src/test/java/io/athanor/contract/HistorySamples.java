package io.athanor.contract;

import java.util.List;

/** Samples of {@link Histories}. */
final class HistorySamples {

  private static final Plans.Finding FINDING =
      new Plans.Finding("wasteful-scan", "1.2", "Seq Scan", "why", "what");

  private HistorySamples() {}

  private static Histories.SeenPlan seen() {
    return new Histories.SeenPlan(
        "a1",
        Plans.Mode.GENERIC,
        true,
        Samples.AT,
        Samples.AT,
        2,
        3,
        4.5,
        6.5,
        List.of(FINDING),
        "text");
  }

  private static Histories.KeptPlan kept() {
    return new Histories.KeptPlan(
        "attempts.claim",
        "f1",
        Plans.Mode.GENERIC,
        "a1",
        Samples.AT,
        Samples.AT,
        Samples.AT,
        2,
        3,
        4.5,
        6.5,
        List.of(FINDING),
        List.of("Seq Scan on t"),
        "text");
  }

  static List<Record> all() {
    Histories.KeptPlan kept = kept();
    Histories.SeenPlan seen = seen();
    Histories.StatementPlans plans =
        new Histories.StatementPlans("attempts.claim", "f1", List.of(seen));
    Histories.Flip flip =
        new Histories.Flip("attempts.claim", "a", "b", Samples.AT, 1.5, 4.5, Samples.TEXT);
    return List.of(
        new Histories.Sampled(
            "attempts.claim", "f1", Samples.JSON, Samples.JSON, 120.5, Samples.AT),
        new Histories.Sampled("attempts.claim", null, null, null, 0, Samples.AT),
        new Histories.ListPlans("attempts.claim", 50, "next", Samples.CALLER),
        new Histories.ListPlans(null, 50, null, Samples.CALLER),
        kept,
        new Histories.Keep(List.of(kept)),
        new Histories.Kept(),
        new Histories.ReadKept("attempts.claim", 50, "next"),
        new Histories.ReadKept(null, 50, null),
        new Histories.KeptPage(List.of(kept), "next"),
        new Histories.StatementPlans("attempts.claim", null, List.of()),
        seen,
        plans,
        flip,
        new Histories.PlanList(List.of(plans), List.of(flip), "next"));
  }
}
