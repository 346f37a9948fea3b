package io.athanor.cli;

import static io.athanor.cli.FakeExperiments.COMPLETED;
import static io.athanor.cli.FakeExperiments.FAILED;
import static io.athanor.cli.FakeExperiments.ID;
import static io.athanor.cli.FakeExperiments.PATH;
import static io.athanor.cli.FakeExperiments.accepting;
import static io.athanor.cli.FakeExperiments.end;
import static io.athanor.cli.FakeExperiments.events;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} and {@code show} say of an experiment that has ended. */
class RunOutcomeTest {
  @TempDir private Path directory;
  private String program;

  @BeforeEach
  void writeProgram() throws IOException {
    program = Files.writeString(directory.resolve("fit.py"), "pass").toString();
  }

  private static String failed(String type, String message, String trace) {
    return FAILED.replaceAll(
        "\"error\":\\{.*}}",
        "\"error\":{\"type\":\"%s\",\"message\":\"%s\",\"file\":null,\"line\":null,\"trace\":\"%s\"}}"
            .formatted(type, message, trace));
  }

  @Test
  void thereIsAnErrorOnlyWhereThereIsOneToShow() {
    try (FakeServer server =
        accepting(failed("exit", "", ""))
            .on("GET " + PATH + "/output", (e, r) -> events(e, end("FAILED")))) {
      assertThat(Invocation.of(server, "run", program).out()).doesNotContain("Error", "exit:");
      assertThat(Invocation.of(server, "show", ID).out()).doesNotContain("Error", "exit:");
    }
    try (FakeServer server = accepting(failed("signal", "7: frame", "said before 7: frame"))) {
      assertThat(Invocation.of(server, "show", ID).out())
          .doesNotContain("signal: 7")
          .contains("End of stderr", "said before 7: frame");
    }
  }

  @Test
  void manyMetricsAreCutAndShownWhole() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      many.append("{\"name\":\"m").append(i).append("\",\"value\":1},");
    }
    String experiment = COMPLETED.replace("\"metrics\":[", "\"metrics\":[" + many);
    try (FakeServer server =
        accepting(experiment)
            .on("GET " + PATH + "/output", (e, r) -> events(e, end("COMPLETED")))) {
      assertThat(Invocation.of(server, "run", program).out())
          .contains("m19 ", "2,981 more: athanor show " + ID)
          .doesNotContain("m20 ");
      assertThat(Invocation.of(server, "show", ID).out())
          .contains("m2999 ")
          .doesNotContain(" more: ");
    }
  }

  @Test
  void tooManyMetricPointsAreNoMatterOfLimits() {
    String flood =
        FAILED
            .replace("MEMORY_LIMIT", "OUTPUT_LIMIT")
            .replaceAll("memory limit[^\"]*", "more than 50000 metric points");
    try (FakeServer server =
        accepting(flood).on("GET " + PATH + "/output", (e, r) -> events(e, end("FAILED")))) {
      assertThat(Invocation.of(server, "run", program).err())
          .contains("log less often, such as every tenth step")
          .doesNotContain("--limit");
    }
  }
}
