package io.athanor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Report;
import io.athanor.execution.sandbox.Report.LostMetrics;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomesTest {

  private static List<String> notes(LostMetrics lost) {
    Report plain = FakeRunner.report(Verdict.SUCCEEDED, "1");
    Report report =
        new Report(
            plain.verdict(),
            plain.reason(),
            plain.exitCode(),
            plain.signal(),
            plain.wall(),
            plain.cpu(),
            plain.peakMemory(),
            plain.stdout(),
            plain.stderr(),
            plain.result(),
            plain.artefacts(),
            plain.error(),
            plain.survivors(),
            lost,
            plain.tier(),
            plain.startKind(),
            plain.startMillis(),
            plain.interpreter(),
            plain.enforcement());
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    Outcome outcome =
        Outcomes.of(FakeStore.work(7), report, at, null, null, null, List.of(), List.of());
    return outcome.usage().notes();
  }

  @Test
  void whatOfTheMetricsIsLostIsToldByItsKind() {
    assertThat(notes(LostMetrics.NONE)).isEmpty();
    assertThat(notes(new LostMetrics(20, List.of("loss", "rate"), 3)))
        .containsExactly(
            "metric values that were not kept because they were NaN or infinite: 20 (of loss, rate)",
            "lines of metrics that were not kept because they were not understood: 3");
  }
}
