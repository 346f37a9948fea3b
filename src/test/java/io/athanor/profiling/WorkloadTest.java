package io.athanor.profiling;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contract.Profiles.ResetDone;
import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementStatistics;
import io.athanor.contract.Profiles.StatementsReport;
import io.athanor.contract.ServerCounters.Counters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WorkloadTest {

  private static final Counters UNASKED = new Counters(Map.of(), null);

  private final Workload workload = new Workload(3, Samples.AT);

  private void observe(StatementSample... samples) {
    workload.observe(Samples.observed(samples));
  }

  private List<String> names() {
    return workload.report(UNASKED).statements().stream().map(StatementStatistics::name).toList();
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
  void theCheapestMakeRoomAndTheSumsStayExact() {
    observe(new Samples("dear").took(5_000_000_000L).build());
    for (int i = 0; i < 1_000; i++) {
      observe(new Samples("s" + i).took(1_000_000 + i).build());
    }
    StatementsReport report = workload.report(UNASKED);
    assertThat(names()).contains("dear", "s999", Workload.OTHERS).hasSize(4);
    assertThat(report.statements().stream().mapToLong(StatementStatistics::count).sum())
        .isEqualTo(1_001);
    assertThat(report.statements().stream().mapToDouble(StatementStatistics::totalMillis).sum())
        .isCloseTo(5_000 + 1_000 + 0.4995, within(1e-6));
    assertThat(report.evicted()).isEqualTo(998);
  }

  @Test
  void senselessSamplesAreLeftOutAndCounted() {
    List<Long> none = List.of();
    observe(
        Samples.plain(null, 1, 0, 0, 0, 1, 1, none),
        Samples.plain(" ", 1, 0, 0, 0, 1, 1, none),
        Samples.plain("x".repeat(201), 1, 0, 0, 0, 1, 1, none),
        Samples.plain("a", -1, 0, 0, 0, 1, 1, none),
        Samples.plain("a", 1, -1, 0, 0, 1, 1, none),
        Samples.plain("a", 1, 0, -1, 0, 1, 1, none),
        Samples.plain("a", 1, 0, 0, -1, 1, 1, none),
        Samples.plain("a", 1, 0, 0, 0, -1, 1, none),
        Samples.plain("a", 1, 0, 0, 0, 1, -1, none),
        Samples.plain("a", 1, 0, 0, 0, 1, 1, List.of(-1L, 1L)),
        Samples.plain("a", 1, 0, 0, 0, 1, 1, List.of(1L)),
        new Samples("good").took(1_000).build());
    assertThat(names()).containsExactly("good");
    assertThat(workload.summary()).contains("1 statements").contains("11 senseless");
  }

  @Test
  void aResetForgetsAllAtOnceAndWhatEndedBeforeItStaysForgotten() {
    observe(new Samples("a").took(1_000).took(1_000).build());
    Instant later = Samples.AT.plusSeconds(5);
    var before = workload.report(UNASKED);
    ResetDone done = workload.reset(later);
    assertThat(done).isEqualTo(new ResetDone(later, 1, 2, before));
    assertThat(done.closed().statements().get(0).count()).isEqualTo(2);
    observe(new Samples("late").took(1_000).build());
    assertThat(workload.report(UNASKED).statements()).isEmpty();
    assertThat(workload.report(UNASKED).since()).isEqualTo(later);
    workload.resetAt(later);
    workload.resetAt(Samples.AT);
    assertThat(workload.report(UNASKED).since()).isEqualTo(later);
  }

  /** Whatever is observed while somebody begins anew is in one window, and in one only. */
  @Test
  void everyExecutionIsInOneWindow() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (int i = 0; i < 16; i++) {
      threads.execute(
          () -> {
            for (int n = 0; n < 500; n++) {
              observe(new Samples("a").took(1_000).build());
            }
          });
    }
    threads.shutdown();
    long seen = 0;
    while (!threads.awaitTermination(1, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      ResetDone done = workload.reset(Samples.AT);
      assertThat(done.closed().statements().stream().mapToLong(one -> one.count()).sum())
          .isEqualTo(done.executions());
      seen += done.executions();
    }
    assertThat(seen + workload.reset(Samples.AT).executions()).isEqualTo(8_000);
  }

  @Test
  void losesNothingWhenManyReportAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<?>> reports = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        reports.add(
            threads.submit(
                () -> {
                  for (int j = 0; j < 2_000; j++) {
                    observe(new Samples("s" + j % 2).took(1_000 + j).build());
                    workload.report(UNASKED);
                  }
                }));
      }
      for (Future<?> one : reports) {
        one.get(20, SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(workload.report(UNASKED).statements())
        .hasSize(2)
        .allMatch(statement -> statement.count() == 16_000);
  }
}
