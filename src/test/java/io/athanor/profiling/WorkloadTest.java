package io.athanor.profiling;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementStatistics;
import io.athanor.contract.Profiles.StatementsObserved;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WorkloadTest {

  private final Workload workload = new Workload(3);

  private void observe(StatementSample... samples) {
    workload.observe(new StatementsObserved(List.of(samples)));
  }

  private List<String> names() {
    return workload.report().statements().stream().map(StatementStatistics::name).toList();
  }

  @Test
  void theMostExpensiveInAllComesFirst() {
    observe(new Samples("rare").took(5_000_000).build());
    Samples often = new Samples("often");
    for (int i = 0; i < 100; i++) {
      often.took(100_000);
    }
    observe(often.build(), new Samples("b").took(1_000).build());
    assertThat(names()).containsExactly("often", "rare", "b");
    observe(new Samples("b").took(50_000_000).build());
    assertThat(names()).containsExactly("b", "often", "rare");
  }

  @Test
  void namesBeyondTheLimitCountAsOne() {
    for (int i = 0; i < 1_000; i++) {
      observe(new Samples("s" + i).took(1_000_000).build());
    }
    assertThat(names()).containsExactlyInAnyOrder("s0", "s1", "s2", Workload.OTHERS);
    StatementStatistics others = workload.report().statements().get(0);
    assertThat(others.name()).isEqualTo(Workload.OTHERS);
    assertThat(others.count()).isEqualTo(997);
  }

  @Test
  void senselessSamplesAreLeftOutAndCounted() {
    List<Long> none = List.of();
    observe(
        new StatementSample(null, 1, 0, 0, 0, 1, 1, none),
        new StatementSample(" ", 1, 0, 0, 0, 1, 1, none),
        new StatementSample("x".repeat(201), 1, 0, 0, 0, 1, 1, none),
        new StatementSample("a", -1, 0, 0, 0, 1, 1, none),
        new StatementSample("a", 1, -1, 0, 0, 1, 1, none),
        new StatementSample("a", 1, 0, -1, 0, 1, 1, none),
        new StatementSample("a", 1, 0, 0, -1, 1, 1, none),
        new StatementSample("a", 1, 0, 0, 0, -1, 1, none),
        new StatementSample("a", 1, 0, 0, 0, 1, -1, none),
        new StatementSample("a", 1, 0, 0, 0, 1, 1, List.of(-1L)),
        new Samples("good").took(1_000).build());
    assertThat(names()).containsExactly("good");
    assertThat(workload.summary()).contains("1 statements").contains("10 senseless");
  }

  @Test
  void losesNothingWhenManyReportAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> reports = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        reports.add(
            threads.submit(
                () -> {
                  for (int j = 0; j < 2_000; j++) {
                    observe(new Samples("s" + j % 2).took(1_000 + j).build());
                    workload.report();
                  }
                }));
      }
      for (Future<?> one : reports) {
        one.get(20, SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(workload.report().statements())
        .hasSize(2)
        .allMatch(statement -> statement.count() == 4_000);
  }
}
