package io.athanor.profiling.plans;

import static io.athanor.profiling.plans.PlanJson.filter;
import static io.athanor.profiling.plans.PlanJson.node;
import static io.athanor.profiling.plans.PlanJson.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Histories.KeptPlan;
import io.athanor.contract.Histories.Sampled;
import io.athanor.contract.Json;
import io.athanor.contract.Plans.Mode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakenPlansTest {

  private static final Json SCAN = plan(node("Seq Scan", on("stones") + filter("(id = 7)")));
  private static final Json INDEX =
      plan(
          node(
              "Index Scan",
              on("stones") + ", 'Index Name': 'stones_pkey', 'Index Cond': '(id = 7)'"));

  private final TakenPlans plans = new TakenPlans();

  private static Json plan(String root) {
    return new Json(PlanJson.text(root, ""));
  }

  private void sampled(String statement, Json generic, Json custom, long second) {
    plans.add(new Sampled(statement, null, generic, custom, 120, Instant.ofEpochSecond(second)));
  }

  @Test
  void plansAreTakenByTheirShapeAndWithoutConstants() {
    sampled("a", SCAN, INDEX, 1);
    sampled("a", plan(node("Seq Scan", on("stones") + filter("(id = 8)"))), null, 5);
    List<KeptPlan> taken = plans.take(10);
    assertThat(taken).hasSize(2);
    KeptPlan generic = taken.get(0);
    assertThat(generic.mode()).isEqualTo(Mode.GENERIC);
    assertThat(generic.taken()).isEqualTo(2);
    assertThat(generic.firstSeen()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(generic.lastSeen()).isEqualTo(Instant.ofEpochSecond(5));
    assertThat(generic.executions()).isZero();
    assertThat(generic.scans()).containsExactly("Seq Scan on stones");
    assertThat(generic.text()).contains("Seq Scan on stones", "id = ?").doesNotContain("7", "8");
    assertThat(taken.get(1).executions()).as("the slow one").isEqualTo(1);
    assertThat(taken.get(1).millis()).isEqualTo(120);
    assertThat(plans.take(10)).isEmpty();
  }

  @Test
  void whatCouldNotBeKeptIsTakenAgain() {
    sampled("a", SCAN, null, 1);
    sampled("b", SCAN, null, 2);
    List<KeptPlan> some = plans.take(1);
    assertThat(some).extracting(KeptPlan::statement).containsExactly("a");
    sampled("a", SCAN, null, 3);
    plans.back(some);
    assertThat(plans.take(10))
        .satisfiesExactlyInAnyOrder(
            b -> assertThat(b.statement()).isEqualTo("b"),
            a -> {
              assertThat(a.taken()).isEqualTo(2);
              assertThat(a.firstSeen()).isEqualTo(Instant.ofEpochSecond(1));
              assertThat(a.lastSeen()).isEqualTo(Instant.ofEpochSecond(3));
            });
  }

  @Test
  void thereIsAnEndToWhatWaits() {
    for (int i = 0; i < 500; i++) {
      sampled("s" + i, SCAN, null, i);
    }
    assertThat(plans.take(1_000))
        .hasSize(200)
        .last()
        .satisfies(one -> assertThat(one.statement()).isEqualTo("s499"));
    String wide = filter("(" + "x".repeat(20_000) + ")");
    sampled("b", plan(node("Seq Scan", on("stones") + wide)), null, 1);
    assertThat(plans.take(1).get(0).text()).hasSizeLessThan(8_200);
    sampled("e", new Json("[]"), null, 1);
    assertThat(plans.take(1)).isEmpty();
  }
}
