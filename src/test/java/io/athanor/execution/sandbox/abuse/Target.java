package io.athanor.execution.sandbox.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contract.Limits;
import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Bench;
import io.athanor.execution.sandbox.Bench.Run;
import io.athanor.execution.sandbox.InputSource;
import io.athanor.execution.sandbox.ProgramRuntime;
import io.athanor.execution.sandbox.Sandboxes;
import io.athanor.execution.sandbox.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a case attacks: one slot at one tier, and what else a node is made of.
 *
 * @param tier of the sandboxes
 * @param uid of the slot's programs, as the machine sees it
 * @param sandboxes with one slot
 * @param nodes whole nodes, for what a sandbox alone cannot show
 */
record Target(Tier tier, int uid, Sandboxes sandboxes, Nodes nodes) {

  /** Runs the program of this file. */
  Run run(String file) {
    return run(file, Bench.LIMITS);
  }

  Run run(String file, Limits limits) {
    return run(file, limits, Map.of());
  }

  Run run(String file, Limits limits, Map<String, ?> parameters) {
    ProgramRuntime runtime = runtime(file);
    Map<String, InputSource> inputs =
        runtime == ProgramRuntime.PYTHON
            ? Map.of("probe.py", InputSource.of(source("probe.py")))
            : Map.of();
    return new Bench(sandboxes)
        .run(Bench.job(runtime, source(file), List.of(), json(parameters), null, limits, inputs));
  }

  /** Runs other text than that of a file, or as another language. */
  Run run(ProgramRuntime runtime, String source) {
    return new Bench(sandboxes)
        .run(Bench.job(runtime, source, List.of(), "{}", null, Bench.LIMITS, Map.of()));
  }

  static String source(String file) {
    try (InputStream in = Target.class.getResourceAsStream("/abuse/" + file)) {
      assertThat(in).as(file).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProgramRuntime runtime(String file) {
    return switch (file.substring(file.lastIndexOf('.'))) {
      case ".py" -> ProgramRuntime.PYTHON;
      case ".sh" -> ProgramRuntime.BASH;
      case ".js" -> ProgramRuntime.NODE;
      case ".java" -> ProgramRuntime.JAVA;
      default -> throw new IllegalArgumentException(file);
    };
  }

  private static String json(Map<String, ?> parameters) {
    try {
      return new ObjectMapper().writeValueAsString(parameters);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The run, when it has one of these verdicts. */
  static Run ended(Run run, Verdict... verdicts) {
    assertThat(run.report().verdict())
        .as(run.report() + "\n" + run.stderr())
        .isIn(List.of(verdicts));
    return run;
  }

  /** The verdict and its reason. */
  static String words(Run run) {
    return run.report().verdict() + ": " + run.report().reason();
  }

  /** Seconds with two digits. */
  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }

  static String megabytes(long bytes) {
    return (bytes >> 20) + " MB";
  }
}
