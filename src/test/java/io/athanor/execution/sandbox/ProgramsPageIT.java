package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every example of {@code docs/programs.md}. */
class ProgramsPageIT {

  private static final Pattern EXAMPLE = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
  private static final Map<String, ProgramRuntime> RUNTIMES =
      Map.of(
          "python",
          ProgramRuntime.PYTHON,
          "javascript",
          ProgramRuntime.NODE,
          "bash",
          ProgramRuntime.BASH,
          "java",
          ProgramRuntime.JAVA);

  @TempDir static Path home;
  private static Sandboxes sandboxes;

  /** A program of the page. */
  private record Example(ProgramRuntime runtime, String source) {}

  @BeforeAll
  static void open() throws Exception {
    sandboxes = Sandboxes.open(SandboxConfig.defaults(home, 1));
  }

  @AfterAll
  static void close() {
    sandboxes.close();
  }

  private static List<Example> examples() throws IOException {
    return EXAMPLE
        .matcher(Files.readString(Path.of("docs/programs.md")))
        .results()
        .map(found -> new Example(RUNTIMES.get(found.group(1)), found.group(2)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void itDoesWhatThePageSays(Example example) {
    assertThat(example.runtime()).isNotNull();
    String source = example.source();
    Bench.Run run =
        new Bench(sandboxes)
            .run(
                Bench.job(
                    example.runtime(),
                    source,
                    List.of(),
                    "{\"rate\": 0.25}",
                    null,
                    Bench.LIMITS,
                    Map.of()));
    assertThat(run.report().verdict()).as(run.report() + run.stderr()).isEqualTo(Verdict.SUCCEEDED);
    assertThat(run.report().result()).as("a result").isNotNull();
    if (source.contains("\"loss\"") || source.contains("'loss'")) {
      assertThat(run.heard().points).isNotEmpty();
    }
    Matcher artefact =
        Pattern.compile("artifact\\([\"'](.*?)[\"']\\)|out/(\\w+\\.\\w+)").matcher(source);
    assertThat(run.heard().artefacts.keySet())
        .containsAll(
            artefact
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .collect(Collectors.toSet()));
  }

  @Test
  void thereIsOneForEachRuntimeWithSource() throws IOException {
    assertThat(examples()).extracting(Example::runtime).containsAll(RUNTIMES.values());
  }
}
