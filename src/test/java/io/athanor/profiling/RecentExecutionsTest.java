package io.athanor.profiling;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Executions.Execution;
import io.athanor.contract.Executions.Finding;
import io.athanor.contract.Executions.Flaw;
import io.athanor.contract.Executions.ListExecutions;
import io.athanor.contract.Executions.Selection;
import io.athanor.contract.Profiles.StatementsObserved;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of single executions, and of findings. */
class RecentExecutionsTest {

  private final Workload workload = new Workload(10, Samples.AT);

  private static Execution took(double millis, Instant at) {
    return new Execution("s", "f-s", null, at, 0, millis, 1, null, "c");
  }

  private static StatementsObserved recent(List<Execution> recent, List<Execution> slow) {
    return new StatementsObserved(
        List.of(new Samples("s").took(1_000).build()), recent, slow, List.of(), List.of(), 0, 0);
  }

  private List<Execution> list(Selection selection, double least, int limit) {
    return workload.list(new ListExecutions(selection, least, limit)).executions();
  }

  @Test
  void manyFastOnesPushOutNoSlowOne() {
    workload.observe(recent(List.of(), List.of(took(900, Samples.AT))));
    for (int i = 1; i <= 10_000; i++) {
      workload.observe(recent(List.of(took(1, Samples.AT.plusMillis(i))), List.of()));
    }
    assertThat(list(Selection.SLOW, 0, 50)).extracting(Execution::millis).containsExactly(900.0);
    assertThat(list(Selection.RECENT, 0, 500)).hasSize(RecentExecutions.CAPACITY);
    assertThat(list(Selection.FAILED, 0, 500)).isEmpty();
  }

  @Test
  void theLastComesFirstAndTheLimitsHold() {
    workload.observe(
        recent(
            List.of(),
            List.of(
                took(300, Samples.AT.plusSeconds(2)),
                took(200, Samples.AT.plusSeconds(1)),
                took(400, Samples.AT.plusSeconds(3)))));
    assertThat(list(Selection.SLOW, 250, 50))
        .extracting(Execution::millis)
        .containsExactly(400.0, 300.0);
    assertThat(list(Selection.SLOW, 0, 1)).hasSize(1);
    workload.reset(Samples.AT.plusSeconds(10));
    assertThat(list(Selection.SLOW, 0, 50)).isEmpty();
    workload.observe(recent(List.of(), List.of(took(1, Samples.AT.plusSeconds(9)))));
    assertThat(list(Selection.SLOW, 0, 50)).isEmpty();
  }

  private static Finding finding(String name, long executions, long requests, int second) {
    return new Finding(
        Flaw.N_PLUS_ONE,
        name,
        "f",
        "t",
        "X.y:1",
        executions,
        10,
        requests,
        "a",
        null,
        Samples.AT.plusSeconds(second),
        Samples.AT.plusSeconds(second),
        List.of("c" + second));
  }

  private void found(Finding finding) {
    workload.observe(
        new StatementsObserved(List.of(), List.of(), List.of(), List.of(), List.of(finding), 0, 0));
  }

  @Test
  void whatIsFoundAgainIsOneFindingThatGrows() {
    found(finding("s", 12, 1, 1));
    found(finding("s", 40, 0, 2));
    found(finding("s", 11, 1, 3));
    assertThat(workload.findings(10))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.executions()).isEqualTo(40);
              assertThat(one.requests()).isEqualTo(2);
              assertThat(one.firstAt()).isEqualTo(Samples.AT.plusSeconds(1));
              assertThat(one.lastAt()).isEqualTo(Samples.AT.plusSeconds(3));
              assertThat(one.correlationIds()).containsExactly("c3", "c2", "c1");
            });
  }

  @Test
  void findingsAreBounded() {
    for (int i = 0; i < 1_000; i++) {
      found(finding("s" + i, 12, 1, i));
    }
    assertThat(workload.findings(500)).hasSize(FindingList.CAPACITY);
    assertThat(workload.findings(1)).extracting(Finding::name).containsExactly("s999");
  }
}
