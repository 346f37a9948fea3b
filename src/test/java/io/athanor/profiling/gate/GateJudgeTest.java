package io.athanor.profiling.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.profiling.gate.GateFinding.Kind;
import io.athanor.profiling.plans.FullScans;
import io.athanor.profiling.plans.PlanReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plans of now beside those of before. */
class GateJudgeTest {

  private static PlannedLine line(double cost, String plan, String index, String... scans) {
    return new PlannedLine("a.b", cost, plan, List.of(index), List.of(scans));
  }

  private static List<GateFinding> judged(PlannedLine before, PlannedLine now) {
    return GateJudge.findings(List.of(before), List.of(now), Map.of());
  }

  private static void assertFound(PlannedLine before, PlannedLine now, Kind kind, boolean fails) {
    assertThat(judged(before, now))
        .singleElement()
        .satisfies(one -> assertThat(one.kind()).isEqualTo(kind))
        .satisfies(one -> assertThat(one.fails()).isEqualTo(fails));
  }

  @Test
  void eachKindIsFound() {
    PlannedLine before = line(100, "p", "i");
    assertThat(judged(before, before)).isEmpty();
    assertThat(judged(before, line(119, "p", "i"))).isEmpty();
    assertThat(judged(line(8, "p", "i"), line(16, "p", "i"))).as("a few units").isEmpty();
    assertFound(before, line(121, "p", "i"), Kind.COST_REGRESSION, true);
    assertFound(before, line(101, "q", "j"), Kind.PLAN_FLIP, true);
    assertFound(before, line(99, "q", "j"), Kind.PLAN_FLIP, false);
    assertFound(before, line(99, "q", "j", "t"), Kind.NEW_FULL_SCAN, true);
    assertThat(judged(line(100, "p", "i", "t"), line(100, "p", "i", "t"))).isEmpty();
    assertThat(judged(before, line(101, "q", "j")).get(0).text()).isEqualTo("uses j and not i");
  }

  @Test
  void statementsComeAndGo() {
    PlannedLine one = line(1, "p", "i");
    assertThat(GateJudge.findings(List.of(), List.of(one), Map.of()))
        .extracting(GateFinding::kind)
        .containsExactly(Kind.NEW_STATEMENT);
    assertThat(GateJudge.findings(List.of(), List.of(line(1, "p", "i", "t")), Map.of()))
        .extracting(GateFinding::kind)
        .containsExactly(Kind.NEW_FULL_SCAN);
    assertThat(GateJudge.findings(List.of(one), List.of(), Map.of()))
        .extracting(GateFinding::kind)
        .containsExactly(Kind.GONE_STATEMENT);
    assertThat(GateJudge.findings(List.of(one), List.of(), Map.of("a.b", "no such table")))
        .extracting(GateFinding::text)
        .containsExactly("the planner refuses it: no such table");
  }

  @Test
  void aBaselineHasALineForEachStatement() {
    Baseline baseline =
        new Baseline(1, "023", "18", "d", 25, List.of(line(1.5, "p", "i"), line(2, "q", "j", "t")));
    assertThat(baseline.text().lines()).hasSize(4);
    assertThatThrownBy(() -> Baseline.read(baseline.text()))
        .hasMessageContaining("a.b is in it twice");
    Baseline alone = new Baseline(1, "023", "18", "d", 25, List.of(line(1.5, "p", "i")));
    assertThat(Baseline.read(alone.text())).isEqualTo(alone);
    for (String wrong :
        List.of("", "null", "[]", "{}", "{\"format\":2,\"growth\":1}", "{\"x\":1}")) {
      assertThatThrownBy(() -> Baseline.read(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Set<String> scans(String above, String scan) {
    String plan =
        "[{\"Plan\":{\"Node Type\":\"Limit\",%s,\"Plans\":[{%s}]}}]".formatted(above, scan);
    return FullScans.of(PlanReader.read(plan), Map.of("t_1", "t"), Map.of("t_1", 1000L), 100);
  }

  @Test
  void aFullScanIsToldByItsWork() {
    String seq = "\"Node Type\":\"Seq Scan\",\"Relation Name\":\"t_1\",\"Total Cost\":1500";
    String whole = "\"Node Type\":\"Index Only Scan\",\"Relation Name\":\"t_1\",\"Total Cost\":900";
    String found = whole + ",\"Index Cond\":\"a = 1\"";
    String wide = found.replace("900", "4000");
    assertThat(scans("\"Total Cost\":5000", seq)).containsExactly("t");
    assertThat(scans("\"Total Cost\":5000", whole)).containsExactly("t");
    assertThat(scans("\"Total Cost\":5000", wide)).containsExactly("t");
    assertThat(scans("\"Total Cost\":5000", found)).isEmpty();
    assertThat(scans("\"Total Cost\":5", seq)).as("stopped early").isEmpty();
  }
}
