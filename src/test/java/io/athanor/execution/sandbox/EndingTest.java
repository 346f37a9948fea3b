package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Ending.Cancellation;
import io.athanor.execution.sandbox.Ending.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Exactly one verdict, whatever came together. */
class EndingTest {
  private static final ResultText GOOD = new ResultText("1", null);
  private static final Cancellation STOPPED = new Cancellation(Verdict.STOPPED, "stopped");

  private static JsonNode last(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Decision decide(
      Cancellation cancelled,
      String fault,
      String demanded,
      long oom,
      long cpuSeconds,
      String last,
      ResultText result) {
    return new Ending(
            Bench.cpu(10),
            cancelled,
            fault,
            demanded,
            oom,
            Duration.ofSeconds(cpuSeconds),
            Duration.ofMillis(1800),
            last == null ? null : last(last),
            null,
            result)
        .decide();
  }

  @Test
  void theFirstThatAppliesCounts() {
    String everything = "{\"cause\":\"output\",\"signal\":11,\"exit\":-1,\"invalid\":\"x\"}";
    assertThat(decide(STOPPED, "fault", "wall", 1, 99, everything, GOOD).verdict())
        .isEqualTo(Verdict.STOPPED);
    assertThat(decide(null, "fault", "wall", 1, 99, everything, GOOD).verdict())
        .isEqualTo(Verdict.SANDBOX_ERROR);
    assertThat(decide(null, null, "wall", 1, 99, everything, GOOD).verdict())
        .isEqualTo(Verdict.MEMORY_LIMIT);
    assertThat(decide(null, null, "wall", 0, 99, null, GOOD).verdict())
        .isEqualTo(Verdict.WALL_LIMIT);
    assertThat(decide(null, null, "wall", 0, 99, everything, GOOD).verdict())
        .isEqualTo(Verdict.OUTPUT_LIMIT);
    assertThat(decide(null, null, null, 0, 0, "{\"signal\":11,\"invalid\":\"x\"}", GOOD).verdict())
        .isEqualTo(Verdict.CRASHED);
    assertThat(decide(null, null, null, 0, 0, "{\"exit\":3,\"invalid\":\"x\"}", GOOD).verdict())
        .isEqualTo(Verdict.FAILED);
    assertThat(decide(null, null, null, 0, 0, "{\"exit\":0,\"invalid\":\"x\"}", GOOD).verdict())
        .isEqualTo(Verdict.RESULT_INVALID);
    assertThat(decide(null, null, null, 0, 0, "{\"exit\":0}", new ResultText(null, "x")).verdict())
        .isEqualTo(Verdict.RESULT_INVALID);
    assertThat(decide(null, null, null, 0, 0, "{\"exit\":0}", GOOD).verdict())
        .isEqualTo(Verdict.SUCCEEDED);
    assertThat(decide(null, null, null, 0, 0, null, GOOD).verdict())
        .isEqualTo(Verdict.SANDBOX_ERROR);
  }

  @Test
  void theProcessorSignalCountsOnlyWhenTheTimeWasUsed() {
    assertThat(decide(null, null, null, 0, 10, "{\"signal\":24}", GOOD).verdict())
        .isEqualTo(Verdict.CPU_LIMIT);
    assertThat(decide(null, null, null, 0, 10, "{\"signal\":9}", GOOD).verdict())
        .isEqualTo(Verdict.CPU_LIMIT);
    assertThat(decide(null, null, null, 0, 9, "{\"signal\":24}", GOOD).verdict())
        .isEqualTo(Verdict.CPU_LIMIT);
    assertThat(decide(null, null, null, 0, 9, "{\"signal\":9}", GOOD).verdict())
        .isEqualTo(Verdict.CRASHED);
    assertThat(decide(null, null, null, 0, 1, "{\"signal\":24}", GOOD).verdict())
        .isEqualTo(Verdict.CRASHED);
  }

  @Test
  void theReasonIsAPlainSentence() {
    assertThat(decide(null, null, null, 1, 0, "{\"exit\":0}", GOOD).reason())
        .isEqualTo("memory limit 256 MB reached after 1.8 s");
    assertThat(decide(null, null, "cpu", 0, 11, null, GOOD).reason())
        .isEqualTo("processor time limit 10 s reached by the whole group");
  }
}
