package io.athanor.contract;

import java.util.List;
import java.util.stream.Stream;

/** Samples of {@link Plans}. */
final class PlanSamples {

  private static final Plans.Finding FINDING =
      new Plans.Finding("wasteful-scan", "1.2", "Seq Scan", "why", "what");

  private static final Plans.Table TABLE = new Plans.Table("public", Samples.TEXT, 1e6, 1L << 33);

  static List<Record> all() {
    return Stream.of(explained(), seen()).flatMap(List::stream).toList();
  }

  private static List<Record> explained() {
    Plans.Node node =
        new Plans.Node(
            "1.2", 1, Samples.TEXT, List.of("Filter: x"), 1.5, 2.5, 3.0, 4.0, 5.0, 6.0, 7L, true);
    return List.of(
        new Plans.Explain("select $1", "x", List.of("1"), true, true, Samples.CALLER),
        new Plans.Explain(null, null, List.of(), false, false, Samples.CALLER),
        TABLE,
        new Plans.Taken(Samples.JSON, Plans.Mode.ANALYZED, "reader", "note", 18, List.of(TABLE)),
        new Plans.Taken(Samples.JSON, Plans.Mode.PLANNED, "reader", null, 15, List.of()),
        node,
        new Plans.Node("1", 0, "Result", List.of(), 0, null, 1, null, null, null, null, false),
        FINDING,
        new Plans.Explained(
            Plans.Mode.ANALYZED,
            "reader",
            "note",
            18,
            "a1",
            8.5,
            0.5,
            1.5,
            List.of(node),
            List.of(FINDING),
            Samples.TEXT,
            Samples.JSON),
        new Plans.Explained(
            Plans.Mode.GENERIC,
            "reader",
            null,
            18,
            "a1",
            8.5,
            null,
            null,
            List.of(),
            List.of(),
            "",
            Samples.JSON));
  }

  private static List<Record> seen() {
    Plans.SeenPlan seen =
        new Plans.SeenPlan(
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
    Plans.StatementPlans plans = new Plans.StatementPlans("attempts.claim", List.of(seen));
    Plans.Flip flip =
        new Plans.Flip("attempts.claim", "a", "b", Samples.AT, 1.5, 4.5, Samples.TEXT);
    return List.of(
        new Plans.Sampled("attempts.claim", Samples.JSON, Samples.JSON, 120.5, Samples.AT),
        new Plans.Sampled("attempts.claim", null, null, 0, Samples.AT),
        new Plans.ListPlans("attempts.claim", Samples.CALLER),
        new Plans.ListPlans(null, Samples.CALLER),
        seen,
        plans,
        flip,
        new Plans.PlanList(List.of(plans), List.of(flip)));
  }

  private PlanSamples() {}
}
