package io.athanor.cli;

import static io.athanor.cli.FakeExperiments.COMPLETED;
import static io.athanor.cli.FakeExperiments.accepting;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands after {@code --} is the program's. */
class ProgramWordsTest {
  @TempDir private Path directory;
  private String program;

  @BeforeEach
  void writeProgram() throws IOException {
    program = Files.writeString(directory.resolve("fit.py"), "print('hello')\n").toString();
  }

  private static JsonNode submitted(FakeServer server, String... typed) {
    Invocation submit = Invocation.of(server, typed);
    assertThat(submit.code()).as(submit.err()).isZero();
    return Json.parse(server.last().body()).orElseThrow();
  }

  @Test
  void argumentsArePassedOnAsTheyWereTyped() {
    try (FakeServer server = accepting(COMPLETED)) {
      JsonNode sent =
          submitted(
              server,
              "submit",
              program,
              "-p",
              "n=1",
              "--",
              "--json",
              "-p",
              "",
              "@" + program,
              "--",
              "a b");
      assertThat(sent.path("arguments").toString())
          .isEqualTo("[\"--json\",\"-p\",\"\",\"@" + program + "\",\"--\",\"a b\"]");
      assertThat(sent.path("parameters").toString()).isEqualTo("{\"n\":1}");
      assertThat(sent.path("source").asText()).isEqualTo("print('hello')\n");
      assertThat(submitted(server, "submit", program, "--").has("arguments")).isFalse();
    }
  }

  @Test
  void aCommandNeedsNoProgram() {
    try (FakeServer server = accepting(COMPLETED)) {
      JsonNode sent =
          submitted(server, "submit", "--runtime", "exec", "--", "/usr/bin/sort", "-r", "inputs/a");
      assertThat(sent.path("arguments").toString())
          .isEqualTo("[\"/usr/bin/sort\",\"-r\",\"inputs/a\"]");
      assertThat(sent.path("name").asText()).isEqualTo("sort");
      assertThat(sent.has("source")).isFalse();
    }
  }

  @Test
  void whatIsNoProgramIsRefused() {
    String[][] wrong = {
      {"submit"},
      {"submit", "--"},
      {"submit", "--runtime", "exec"},
      {"submit", "--", "/usr/bin/sort"},
      {"submit", "--runtime", "python", "--", "a"},
      {"submit", program, "extra"},
      {"submit", program, "extra", "--", "more"},
    };
    try (FakeServer server = accepting(COMPLETED)) {
      for (String[] typed : wrong) {
        Invocation submit = Invocation.of(server, typed);
        assertThat(submit.code()).as(String.join(" ", typed)).isEqualTo(ExitCode.USAGE);
        assertThat(submit.err()).startsWith("athanor: ").doesNotContain("\tat ");
      }
      assertThat(Invocation.of(server, "run", program, "extra").err()).contains("stand after --");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void theHelpSaysWhereArgumentsStand() {
    try (FakeServer server = accepting(COMPLETED)) {
      assertThat(Invocation.of(server, "run", "--help").out()).contains("FILE [-- ARGUMENT...]");
    }
  }
}
