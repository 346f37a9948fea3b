package io.athanor.cli;

import static io.athanor.cli.FakeExperiments.COMPLETED;
import static io.athanor.cli.FakeExperiments.FAILED;
import static io.athanor.cli.FakeExperiments.ID;
import static io.athanor.cli.FakeExperiments.PATH;
import static io.athanor.cli.FakeExperiments.accepting;
import static io.athanor.cli.FakeExperiments.end;
import static io.athanor.cli.FakeExperiments.events;
import static io.athanor.cli.FakeExperiments.output;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  @TempDir private Path directory;
  private String program;

  @BeforeEach
  void writeProgram() throws IOException {
    program = write("fit.py", "print('hello')\n");
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void submitsFollowsAndPrintsTheResult() {
    try (FakeServer server =
        accepting(COMPLETED)
            .on(
                "GET " + PATH + "/output",
                (e, r) ->
                    events(
                        e,
                        output("1", "stdout", 0, "hello\n"),
                        output("2", "stderr", 0, "careful\n"),
                        end("COMPLETED")))) {
      Invocation run = Invocation.of(server, "run", program);
      assertThat(run.code()).isZero();
      assertThat(run.out())
          .startsWith("hello\n")
          .contains("\"answer\" : 42", "loss", "0.25", "plot.svg")
          .doesNotContain("careful");
      assertThat(run.err()).contains("careful", ID);
    }
  }

  @Test
  void endsWithOneAndTheReasonInWordsWhenTheExperimentFailed() {
    try (FakeServer server =
        accepting(FAILED).on("GET " + PATH + "/output", (e, r) -> events(e, end("FAILED")))) {
      Invocation run = Invocation.of(server, "run", program);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains(
              "FAILED: memory limit 256 MB reached after 1.8 s",
              "--limit memory",
              "athanor show " + ID);
      assertThat(run.out())
          .contains("ValueError", "fit.py:7", "\\x1b[31mred")
          .doesNotContain("\u001b");
    }
  }

  @Test
  void goesOnWhereTheConnectionBrokeAndShowsNothingTwice() {
    try (FakeServer server = accepting(COMPLETED)) {
      server.on(
          "GET " + PATH + "/output",
          (e, r) -> {
            if (r.header("Last-Event-ID").isEmpty()) {
              events(
                  e,
                  output("e-1", "stdout", 0, "one\n"),
                  output("e-2", "stdout", 4, "two\n"),
                  "id: e-3\nevent: output\ndata: {\"cut");
            } else {
              events(
                  e,
                  ": keep-alive\n\n",
                  output("e-3", "stdout", 4, "two\nthree\n"),
                  end("COMPLETED"));
            }
          });
      Invocation run = Invocation.of(server, "run", program);
      assertThat(run.code()).isZero();
      assertThat(run.out()).startsWith("one\ntwo\nthree\n");
      assertThat(server.requests().stream().map(r -> r.header("Last-Event-ID"))).contains("e-2");
    }
  }

  @Test
  void endsWhenTheServerForgetsToTellTheEnd() {
    try (FakeServer server =
        accepting(COMPLETED)
            .on(
                "GET " + PATH + "/output",
                (e, r) -> events(e, output("1", "stdout", 0, "all\n")))) {
      Invocation run = Invocation.of(server, "run", program);
      assertThat(run.code()).isZero();
      assertThat(run.out()).startsWith("all\n").doesNotContain("all\nall");
    }
  }

  @Test
  void printsExactlyOneDocumentWithJson() {
    try (FakeServer server =
        accepting(COMPLETED)
            .on(
                "GET " + PATH + "/output",
                (e, r) -> events(e, output("1", "stdout", 0, "hello\n"), end("COMPLETED")))) {
      Invocation run = Invocation.of(server, "run", program, "--json");
      assertThat(Json.parse(run.out()).orElseThrow().path("result").path("answer").asInt())
          .isEqualTo(42);
      assertThat(run.err()).contains("hello");
    }
  }

  @Test
  void showsControlCharactersInsteadOfObeyingThemUnlessRaw() {
    String evil = "\u001b]0;title\u0007\u009b2J\u202eok\rover\n";
    try (FakeServer server =
        accepting(COMPLETED)
            .on(
                "GET " + PATH + "/output",
                (e, r) -> events(e, output("1", "stdout", 0, evil), end("COMPLETED")))) {
      assertThat(Invocation.of(server, "run", program).out())
          .startsWith("\\x1b]0;title\\x07\\x9b2J\\u202eok\nover\n");
      assertThat(Invocation.of(server, "run", program, "--raw").out()).startsWith(evil);
    }
  }

  @Test
  void writesTextOfOtherScriptsUnharmed() {
    String text = "π ≈ 3.14 — 日本 🎉\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (FakeServer server = accepting(COMPLETED)) {
      server.on(
          "GET " + PATH + "/output",
          (e, r) -> {
            StringBuilder pieces = new StringBuilder();
            for (int i = 0; i < bytes.length; i++) {
              String data = Base64.getEncoder().encodeToString(new byte[] {bytes[i]});
              pieces
                  .append("id: ")
                  .append(i)
                  .append("\nevent: output\ndata: {\"stream\":\"stdout\",\"offset\":")
                  .append(i);
              pieces.append(",\"data\":\"").append(data).append("\"}\n\n");
            }
            events(e, pieces.toString(), end("COMPLETED"));
          });
      assertThat(Invocation.of(Map.of("ATHANOR_URL", server.url()), false, "logs", ID, "-f").out())
          .isEqualTo(text);
    }
  }

  @Test
  void saysOnceWhatTheProgramSaidItself() {
    try (FakeServer server =
        accepting(FAILED)
            .on(
                "GET " + PATH + "/output",
                (e, r) ->
                    events(e, output("1", "stderr", 0, "ValueError: bad\n"), end("FAILED")))) {
      Invocation run = Invocation.of(server, "run", program);
      assertThat(run.out() + run.err()).containsOnlyOnce("ValueError");
    }
  }

  @Test
  void marksWhereTheNextAttemptBegins() {
    String second = output("2.0", "stdout", 0, "one\n").replace("{", "{\"attempt\":2,");
    try (FakeServer server =
        accepting(
                COMPLETED
                    .replace("\"attempts\":[", "\"attempts\":[{\"number\":1},")
                    .replace("{\"number\":1,", "{\"number\":2,"))
            .on(
                "GET " + PATH + "/output",
                (e, r) -> {
                  if (r.header("Accept").contains("event-stream")) {
                    events(e, output("1.0", "stdout", 0, "one\n"), second, end("COMPLETED"));
                  } else {
                    FakeServer.answer(e, 200, "text/plain", r.query() + "\n");
                  }
                })) {
      Invocation run = Invocation.of(server, "run", program);
      assertThat(run.out()).startsWith("one\none\n");
      assertThat(run.err()).contains("--- attempt 2 ---");
      Invocation followed = Invocation.of(server, "logs", "-f", ID, "--json");
      assertThat(followed.out()).contains("\"attempt\":1", "\"attempt\":2");
      Invocation logs = Invocation.of(server, "logs", ID, "--stream", "stdout");
      assertThat(logs.out()).isEqualTo("stream=stdout&attempt=1\nstream=stdout&attempt=2\n");
      assertThat(logs.err()).isEqualTo("--- attempt 2 ---\n");
    }
  }
}
