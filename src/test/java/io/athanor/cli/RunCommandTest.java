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

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static JsonNode submitted(FakeServer server) {
    return server.requests().stream()
        .filter(request -> request.method().equals("POST"))
        .map(request -> Json.parse(request.body()).orElseThrow())
        .findFirst()
        .orElseThrow();
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
  void sendsWhatWasTyped() {
    try (FakeServer server = accepting(COMPLETED)) {
      Invocation run =
          Invocation.of(
              server,
              "run",
              program,
              "--detach",
              "-p",
              "n=10000",
              "-p",
              "word=a b",
              "-p",
              "xs=[1,2]",
              "-p",
              "flag=true",
              "--limit",
              "memory=512MB",
              "--limit",
              "wall=1m30s",
              "--limit",
              "processes=8",
              "--tag",
              "study=a=b",
              "--env",
              "MODE=fast",
              "--session",
              ID,
              "--priority",
              "5",
              "--pool",
              "gpu",
              "--seed",
              "7",
              "--reuse",
              "--name",
              "first");
      assertThat(run.code()).isZero();
      assertThat(run.out()).isEqualTo(ID + "\n");
      JsonNode expected =
          Json.parse(
                  """
                  {"name":"first","runtime":"python","source":"print('hello')\\n",
                   "parameters":{"n":10000,"word":"a b","xs":[1,2],"flag":true},
                   "limits":{"memory":"512MB","wall":"PT1M30S","processes":8},
                   "tags":{"study":"a=b"},"env":{"MODE":"fast"},"sessionId":"%s","pool":"gpu","priority":5,"seed":7,"reuse":"finished"}
                  """
                      .formatted(ID))
              .orElseThrow();
      assertThat(submitted(server)).isEqualTo(expected);
      assertThat(server.last().header("X-API-Key")).isEqualTo("key-of-a-test");
      assertThat(server.last().header("Idempotency-Key")).isNotBlank();
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

  @ParameterizedTest
  @CsvSource({"a.py,python", "a.js,node", "a.mjs,node", "a.sh,bash", "A.java,java"})
  void tellsTheRuntimeByTheEnding(String name, String runtime) throws IOException {
    try (FakeServer server = accepting(COMPLETED)) {
      Invocation.of(server, "submit", write(name, "x"));
      assertThat(submitted(server).path("runtime").asText()).isEqualTo(runtime);
    }
  }

  @ParameterizedTest
  @CsvSource({"#!/usr/bin/env python3,python", "#!/bin/sh,bash", "#! /usr/bin/node --test,node"})
  void tellsTheRuntimeByTheFirstLine(String line, String runtime) throws IOException {
    try (FakeServer server = accepting(COMPLETED)) {
      Invocation.of(server, "submit", write("program", line + "\nx\n"));
      assertThat(submitted(server).path("runtime").asText()).isEqualTo(runtime);
    }
  }

  @Test
  void readsAProgramFromStdin() {
    try (FakeServer server = accepting(COMPLETED)) {
      assertThat(Invocation.of(server, "submit", "-", "--runtime", "python").code()).isZero();
      assertThat(submitted(server).path("source").asText()).isEqualTo("print('from stdin')");
    }
  }

  @Test
  void refusesWhatIsTypedWronglyAndSendsNothing() throws IOException {
    Path binary = Files.write(directory.resolve("b.py"), new byte[] {(byte) 0xff, 0});
    String[][] wrong = {
      {"run", "missing.py"},
      {"run", directory.toString()},
      {"run", write("empty.py", " \n")},
      {"run", binary.toString()},
      {"run", write("mystery", "x")},
      {"run", "-"},
      {"run", program, "-p", "novalue"},
      {"run", program, "-p", "a=1", "-p", "a=2"},
      {"run", program, "--limit", "wall=soon"},
      {"run", program, "--limit", "speed=1"},
      {"run", program, "--limit", "processes=many"},
      {"run", program, "--priority", "high"},
      {"run", program, "extra"},
    };
    try (FakeServer server = accepting(COMPLETED)) {
      for (String[] arguments : wrong) {
        Invocation run = Invocation.of(server, arguments);
        assertThat(run.code()).as(String.join(" ", arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
            .as(String.join(" ", arguments))
            .startsWith("athanor: ")
            .doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
      }
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void namesTheFieldsThatTheServerRefuses() {
    String problem =
        """
        {"status":422,"title":"Unprocessable","detail":"The experiment is not valid","correlationId":"corr-1",
         "errors":[{"field":"limits.memory","message":"above the ceiling of 4 GB"}]}
        """;
    try (FakeServer server = new FakeServer().json("POST /api/v1/experiments", 422, problem)) {
      Invocation run = Invocation.of(server, "run", program, "--json");
      assertThat(run.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .contains(
              "The experiment is not valid.",
              "limits.memory: above the ceiling of 4 GB.",
              "[correlation corr-1]");
    }
  }

  @Test
  void saysWhenAnEarlierResultIsReused() {
    try (FakeServer server =
        new FakeServer()
            .json(
                "POST /api/v1/experiments",
                202,
                "{'id':'" + ID + "','state':'COMPLETED','reusedFrom':'earlier-one'}")) {
      Invocation run = Invocation.of(server, "submit", program, "--reuse");
      assertThat(run.out()).isEqualTo(ID + "\n");
      assertThat(run.err()).contains("earlier-one");
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
}
