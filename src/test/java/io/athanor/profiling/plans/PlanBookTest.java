package io.athanor.profiling.plans;

import static io.athanor.profiling.plans.PlanJson.filter;
import static io.athanor.profiling.plans.PlanJson.node;
import static io.athanor.profiling.plans.PlanJson.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Json;
import io.athanor.contract.Plans.ListPlans;
import io.athanor.contract.Plans.Mode;
import io.athanor.contract.Plans.PlanList;
import io.athanor.contract.Plans.Sampled;
import io.athanor.contract.Plans.SeenPlan;
import io.athanor.support.Executed;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanBookTest {

  private static final Json SCAN = plan(node("Seq Scan", on("stones") + filter("(id = 7)")));
  private static final Json INDEX =
      plan(
          node(
              "Index Scan",
              on("stones") + ", 'Index Name': 'stones_pkey', 'Index Cond': '(id = 7)'"));

  private final PlanBook book = new PlanBook(3);

  private static Json plan(String root) {
    return new Json(PlanJson.text(root, ""));
  }

  private void sampled(String statement, Json generic, Json custom, long second) {
    book.sampled(new Sampled(statement, generic, custom, 120, Instant.ofEpochSecond(second)));
  }

  private void executed(String statement, long count, long millis) {
    book.observed(Executed.times(statement, count, millis));
  }

  private PlanList list(String statement) {
    return book.list(new ListPlans(statement, Caller.ADMIN));
  }

  @Test
  void plansAreKeptByTheirShape() {
    sampled("a", SCAN, INDEX, 1);
    sampled("a", plan(node("Seq Scan", on("stones") + filter("(id = 8)"))), null, 5);
    List<SeenPlan> plans = list("a").statements().get(0).plans();
    assertThat(plans).hasSize(2);
    assertThat(plans.get(0).mode()).isEqualTo(Mode.GENERIC);
    assertThat(plans.get(0).taken()).isEqualTo(2);
    assertThat(plans.get(0).firstSeen()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(plans.get(0).lastSeen()).isEqualTo(Instant.ofEpochSecond(5));
    assertThat(plans.get(0).text()).contains("Seq Scan on stones", "id = ?").doesNotContain("7");
    assertThat(plans.get(1).meanMillis()).isEqualTo(120);
    assertThat(list(null).statements().get(0).plans().get(0).text()).isNull();
  }

  @Test
  void aFlipIsAnotherPlanThatTakesMoreThanTwiceAsLong() {
    sampled("a", INDEX, null, 1);
    executed("a", 10, 1);
    sampled("a", SCAN, null, 9);
    executed("a", 4, 50);
    assertThat(list(null).flips()).as("too few executions").isEmpty();
    executed("a", 4, 50);
    assertThat(list(null).flips())
        .singleElement()
        .satisfies(
            flip -> {
              assertThat(flip.statement()).isEqualTo("a");
              assertThat(flip.meanMillisBefore()).isEqualTo(1);
              assertThat(flip.meanMillisAfter()).isEqualTo(50);
              assertThat(flip.at()).isEqualTo(Instant.ofEpochSecond(9));
              assertThat(flip.change())
                  .isEqualTo("Index Scan using stones_pkey on stones became Seq Scan on stones");
            });
    sampled("a", INDEX, null, 12);
    executed("a", 10, 1);
    assertThat(list(null).flips()).as("it is back").isEmpty();
  }

  @Test
  void anotherPlanThatIsAsFastIsNoFlip() {
    sampled("a", INDEX, null, 1);
    executed("a", 10, 10);
    sampled("a", SCAN, null, 2);
    executed("a", 10, 19);
    assertThat(list(null).flips()).isEmpty();
  }

  @Test
  void thereIsAnEndToWhatIsKept() {
    for (int i = 0; i < 9; i++) {
      Json other =
          plan(
              node("Index Scan", on("stones") + ", 'Index Name': '" + "abcdefghi".charAt(i) + "'"));
      sampled("a", other, null, i);
    }
    assertThat(list("a").statements().get(0).plans()).hasSizeLessThanOrEqualTo(5);
    String wide = filter("(" + "x".repeat(20_000) + ")");
    sampled("b", plan(node("Seq Scan", on("stones") + wide)), null, 1);
    assertThat(list("b").statements().get(0).plans().get(0).text()).hasSizeLessThan(8_200);
    sampled("c", SCAN, null, 1);
    sampled("d", SCAN, null, 1);
    assertThat(list(null).statements()).hasSize(3);
    sampled("e", new Json("[]"), null, 1);
    assertThat(list("e").statements()).isEmpty();
  }
}
