package io.athanor.contract;

import java.util.List;

/** Samples of {@link Plans}. */
final class PlanSamples {

  private static final Plans.Finding FINDING =
      new Plans.Finding("wasteful-scan", "1.2", "Seq Scan", "why", "what");

  private static final Plans.Table TABLE = new Plans.Table("public", Samples.TEXT, 1e6, 1L << 33);

  static List<Record> all() {
    return explained();
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

  private PlanSamples() {}
}
