package io.athanor.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Samples of {@link PlannerStatistics}. */
final class StatisticsSamples {

  private static final List<Double> NUMBERS = List.of(0.5, 0.25);

  private static final PlannerStatistics.Column COLUMN =
      new PlannerStatistics.Column(
          "c",
          "text",
          true,
          0.5,
          12,
          -0.25,
          -1.0,
          "{a,b}",
          NUMBERS,
          "{c,d}",
          "{e}",
          NUMBERS,
          NUMBERS,
          "{1}",
          0.125,
          "{\"[1,2)\"}");

  private StatisticsSamples() {}

  private static PlannerStatistics.Relation table() {
    return new PlannerStatistics.Relation(
        "public",
        "t_1",
        PlannerStatistics.Kind.TABLE,
        null,
        "t",
        "DEFAULT",
        1L << 30,
        -1,
        5,
        1L << 31,
        null,
        List.of(COLUMN, COLUMN.withoutValues()));
  }

  private static PlannerStatistics.Relation index() {
    PlannerStatistics.Kind kind = PlannerStatistics.Kind.INDEX;
    return new PlannerStatistics.Relation(
        "public", "i", kind, "t_1", null, null, 1, 1e6, 0, 1, 2, List.of());
  }

  static List<Record> all() {
    return List.of(
        new PlannerStatistics.Export(true),
        new PlannerStatistics.Export(false),
        new PlannerStatistics.Exported(
            1,
            "18.1",
            "023",
            Instant.parse("2026-11-30T10:15:30Z"),
            true,
            Map.of("work_mem", "8MB", "random_page_cost", "1.1"),
            List.of(table(), index())),
        table(),
        index(),
        COLUMN);
  }
}
