package io.athanor.profiling.plans;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Histories.KeptPlan;
import io.athanor.contract.Histories.SeenPlan;
import io.athanor.contract.Plans.Mode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanHistoryTest {

  private static KeptPlan plan(
      String statement, Mode mode, String hash, long last, long executions, double millis) {
    return new KeptPlan(
        statement,
        null,
        mode,
        hash,
        Instant.EPOCH,
        Instant.ofEpochSecond(last),
        Instant.ofEpochSecond(last - 1),
        1,
        executions,
        executions * millis,
        9,
        List.of(),
        List.of("Scan of " + hash),
        "text");
  }

  private static KeptPlan generic(String hash, long last, long executions, double millis) {
    return plan("a", Mode.GENERIC, hash, last, executions, millis);
  }

  @Test
  void aFlipIsAnotherPlanThatTakesMoreThanTwiceAsLong() {
    KeptPlan before = generic("x", 5, 10, 1);
    assertThat(new PlanHistory(List.of(before, generic("y", 9, 5, 50))).flip())
        .hasValueSatisfying(
            flip -> {
              assertThat(flip.statement()).isEqualTo("a");
              assertThat(flip.before()).isEqualTo("x");
              assertThat(flip.after()).isEqualTo("y");
              assertThat(flip.at()).isEqualTo(Instant.ofEpochSecond(8));
              assertThat(flip.meanMillisBefore()).isEqualTo(1);
              assertThat(flip.meanMillisAfter()).isEqualTo(50);
              assertThat(flip.change()).isEqualTo("Scan of x became Scan of y");
            });
    assertThat(new PlanHistory(List.of(before, generic("y", 9, 4, 50))).flip())
        .as("too few executions")
        .isEmpty();
    assertThat(new PlanHistory(List.of(before, generic("y", 9, 50, 2))).flip())
        .as("not slow enough")
        .isEmpty();
    assertThat(new PlanHistory(List.of(before, plan("a", Mode.PLANNED, "y", 9, 50, 50))).flip())
        .as("slow values have plans of their own")
        .isEmpty();
    assertThat(new PlanHistory(List.of(generic("x", 12, 10, 1), generic("y", 9, 50, 50))).flip())
        .as("it is back")
        .isEmpty();
    assertThat(new PlanHistory(List.of(before)).flip()).isEmpty();
  }

  @Test
  void theCurrentPlansComeFirst() {
    PlanHistory history =
        new PlanHistory(
            List.of(
                generic("old", 1, 1, 1),
                generic("now", 5, 1, 1),
                plan("a", Mode.PLANNED, "slow", 3, 1, 1),
                plan("a", Mode.PLANNED, "older", 2, 0, 1)));
    List<SeenPlan> plans = history.list().plans();
    assertThat(plans).extracting(SeenPlan::hash).containsExactly("now", "slow", "older", "old");
    assertThat(plans).extracting(SeenPlan::current).containsExactly(true, true, false, false);
    assertThat(plans.get(2).meanMillis()).isNull();
    assertThat(plans.get(0).meanMillis()).isEqualTo(1);
  }

  @Test
  void aPageIsDividedByStatements() {
    KeptPlan one = generic("x", 1, 1, 1);
    KeptPlan two = generic("y", 2, 1, 1);
    KeptPlan other = plan("b", Mode.GENERIC, "x", 1, 1, 1);
    assertThat(PlanHistory.of(List.of(one, two, other)))
        .extracting(history -> history.list().plans().size())
        .containsExactly(2, 1);
    assertThat(PlanHistory.of(List.of())).isEmpty();
  }
}
