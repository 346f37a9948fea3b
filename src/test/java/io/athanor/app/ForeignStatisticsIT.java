package io.athanor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.PlannerStatistics.Column;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Relation;
import io.athanor.persistence.GatePlans;
import io.athanor.support.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Statistics that cannot be true, or are of something else, are refused or left out in words. */
class ForeignStatisticsIT {

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  @Test
  void whatCannotBeBelievedIsLeftOutAndSaid() throws Exception {
    Exported all = Laboratory.statistics();
    List<Relation> relations = new ArrayList<>(all.relations());
    Relation some = relations.get(0);
    relations.add(
        new Relation(
            "public", "no_such", some.kind(), null, null, null, 1, 1, 1, 1, null, List.of()));
    Exported strange =
        Laboratory.with(
            new Exported(
                1,
                "17.2",
                "001",
                all.takenAt(),
                true,
                Map.of("work_mem", "8MB'", "x", "y"),
                relations),
            ForeignStatisticsIT::retyped);
    GatePlans plans = Laboratory.plans(database, strange);
    assertThat(String.join("\n", plans.notes()))
        .contains(
            "This version has no public.no_such",
            "The column experiments.name is text here and integer in the file",
            "The file is of PostgreSQL 17.2",
            "The file is of the migration 001",
            "The setting work_mem of the file is left out.",
            "The setting x of the file is left out.");
  }

  private static Relation retyped(Relation one) {
    if (!one.name().equals("experiments")) {
      return one;
    }
    return one.with(
        one.columns().stream()
            .map(
                column ->
                    column.name().equals("name")
                        ? new Column(
                            "name", "integer", false, 0, 4, -1, 1.0, null, null, null, null, null,
                            null, null, null, null)
                        : column)
            .toList());
  }

  @Test
  void whatCannotBeIsRefused() {
    Exported all = Laboratory.statistics();
    Exported twice =
        new Exported(
            1,
            all.server(),
            all.schema(),
            all.takenAt(),
            true,
            all.settings(),
            List.of(all.relations().get(0), all.relations().get(0)));
    assertThatThrownBy(() -> Laboratory.plans(database, twice))
        .hasMessageContaining("is in it twice");
    assertThatThrownBy(
            () -> Laboratory.plans(database, Laboratory.with(all, one -> sized(one, Double.NaN))))
        .hasMessageContaining("rows of ");
    assertThatThrownBy(
            () -> Laboratory.plans(database, Laboratory.with(all, one -> sized(one, 1e300))))
        .hasMessageContaining("and should be from -1 to ");
    assertThatThrownBy(
            () -> Laboratory.plans(database, Laboratory.with(all, ForeignStatisticsIT::unbound)))
        .hasMessageContaining(" cannot be made: its bound is ");
  }

  private static Relation sized(Relation one, double rows) {
    return new Relation(
        one.schema(),
        one.name(),
        one.kind(),
        one.table(),
        one.parent(),
        one.bound(),
        one.pages(),
        rows,
        one.allVisible(),
        one.blocks(),
        one.depth(),
        one.columns());
  }

  private static Relation unbound(Relation one) {
    return new Relation(
        one.schema(),
        one.name(),
        one.kind(),
        one.table(),
        one.parent(),
        one.bound() == null ? null : "FOR VALUES IN (1); DROP TABLE experiments",
        one.pages(),
        one.rows(),
        one.allVisible(),
        one.blocks(),
        one.depth(),
        one.columns());
  }
}
