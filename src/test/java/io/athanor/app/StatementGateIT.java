package io.athanor.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.PlannerStatistics.Column;
import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Relation;
import io.athanor.persistence.GatePlans;
import io.athanor.profiling.gate.Baseline;
import io.athanor.profiling.gate.GateFinding;
import io.athanor.profiling.gate.GateFinding.Kind;
import io.athanor.profiling.gate.GateJudge;
import io.athanor.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every named statement is planned for a laboratory of a million experiments as when it was last
 * looked at; and the gate that says so can fail.
 */
class StatementGateIT {

  @RegisterExtension static final TestDatabase database = TestDatabase.migrated();

  private static final Path BASELINE = Path.of("src/test/resources/gate/laboratory.plans.json");

  private static final String ADVICE =
      "Statements are planned in another way than when %s was written. Look at each: an index that is missing, a condition that none"
          + " serves? If it is as it should be, accept it with: mvn -q test -Dtest=StatementGateIT -Dathanor.docs=write";

  private static List<GateFinding> findings(GatePlans plans) throws Exception {
    Baseline baseline = Baseline.read(Files.readString(BASELINE));
    assertThat(baseline.growth()).isEqualTo(Laboratory.GROWTH);
    return GateJudge.findings(baseline.statements(), GateRun.lines(plans), plans.refused());
  }

  private static List<String> failing(List<GateFinding> findings) {
    return findings.stream().filter(GateFinding::fails).map(StatementGateIT::line).toList();
  }

  private static String line(GateFinding one) {
    return "%s %s: %s (%s -> %s)"
        .formatted(one.kind(), one.statement(), one.text(), one.costBefore(), one.costNow());
  }

  private static List<String> of(Kind kind, List<GateFinding> findings) {
    return findings.stream()
        .filter(one -> one.kind() == kind)
        .map(GateFinding::statement)
        .collect(Collectors.toList());
  }

  @Test
  void statementsArePlannedAsWhenTheyWereLastLookedAt() throws Exception {
    GatePlans plans = Laboratory.plans(database, Laboratory.statistics());
    if ("write".equals(System.getProperty("athanor.docs"))) {
      String digest = GateRun.digest(Files.readString(Laboratory.STATISTICS));
      Baseline baseline =
          new Baseline(
              Baseline.FORMAT,
              plans.schema(),
              "18",
              digest,
              Laboratory.GROWTH,
              GateRun.lines(plans));
      Files.writeString(BASELINE, baseline.text());
    }
    assertThat(failing(findings(plans))).as(ADVICE, BASELINE).isEmpty();
    assertThat(GateRun.lines(plans)).hasSizeGreaterThan(200);
    assertThat(plans.refused()).as("statements that cannot be planned").isEmpty();
  }

  /** What the planner knows of times is compared with the present. */
  @Test
  void aYearLaterTheyStillAre() throws Exception {
    Exported all = Laboratory.with(Laboratory.statistics(), StatementGateIT::aYearBefore);
    Exported older =
        new Exported(
            all.format(),
            all.server(),
            all.schema(),
            all.takenAt().minus(Duration.ofDays(365)),
            all.values(),
            all.settings(),
            all.relations());
    assertThat(findings(Laboratory.plans(database, older))).isEmpty();
  }

  private static Relation aYearBefore(Relation one) {
    return one.with(
        one.columns().stream()
            .map(
                column ->
                    column.type().startsWith("timestamp")
                        ? new Column(
                            column.name(),
                            column.type(),
                            column.inherited(),
                            column.nulls(),
                            column.width(),
                            column.distinct(),
                            column.correlation(),
                            before(column.common()),
                            column.commonShares(),
                            before(column.histogram()),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null)
                        : column)
            .toList());
  }

  private static String before(String times) {
    return times == null ? null : times.replace("\"2026-", "\"2025-").replace("\"2027-", "\"2026-");
  }

  @Test
  void anIndexThatIsGoneIsFound() throws Exception {
    List<GateFinding> found =
        findings(Laboratory.plans(database, Laboratory.statistics(), "drop index waiting_time"));
    assertThat(failing(found))
        .containsExactly(
            "NEW_FULL_SCAN waiting.time-come: reads from end to end: waiting; does not use waiting_time (48.57 -> 25950.0)");
  }

  @Test
  void aTableThatGrewIsFound() throws Exception {
    Exported grown =
        Laboratory.with(
            Laboratory.statistics(),
            one ->
                one.name().equals("running") || "running".equals(one.table())
                    ? new Relation(
                        one.schema(),
                        one.name(),
                        one.kind(),
                        one.table(),
                        one.parent(),
                        one.bound(),
                        100 * one.pages(),
                        100 * one.rows(),
                        100 * one.allVisible(),
                        100 * one.blocks(),
                        one.depth(),
                        one.columns())
                    : one);
    List<GateFinding> found = findings(Laboratory.plans(database, grown));
    assertThat(of(Kind.COST_REGRESSION, found))
        .containsExactly("caps.count-running", "experiments.queue", "queue.why");
    assertThat(failing(found)).hasSize(3);
  }

  @Test
  void anIndexThatTheFileDoesNotKnowHasTheSizeThatItWouldHave() throws Exception {
    GatePlans plans =
        Laboratory.plans(
            database,
            Laboratory.statistics(),
            "create index gate_new on experiments (owner, name) include (id)");
    assertThat(plans.notes())
        .contains("The index public.gate_new is not in the file; its size is estimated.");
    assertThat(failing(findings(plans))).isEmpty();
  }
}
