package io.athanor.cli;

import static io.athanor.cli.FakeExperiments.COMPLETED;
import static io.athanor.cli.FakeExperiments.ID;
import static io.athanor.cli.FakeExperiments.accepting;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionTest {
  private static final String TYPED =
      "run FILE --detach -p n=10000 -p word=a\u00a0b -p xs=[1,2] -p flag=true --limit memory=512MB --limit wall=1m30s"
          + " --limit processes=8 --request cpu=1.5 --request memory=1GB --request duration=2m --tag study=a=b --env MODE=fast --session "
          + ID
          + " --priority 5 --pool gpu --seed 7 --reuse --name first";

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
  void sendsWhatWasTyped() {
    try (FakeServer server = accepting(COMPLETED)) {
      Invocation run = Invocation.of(server, TYPED.replace("FILE", program).split(" ", -1));
      assertThat(run.code()).isZero();
      assertThat(run.out()).isEqualTo(ID + "\n");
      JsonNode expected =
          Json.parse(
                  """
                  {"name":"first","runtime":"python","source":"print('hello')\\n",
                   "parameters":{"n":10000,"word":"a\u00a0b","xs":[1,2],"flag":true},
                   "limits":{"memory":"512MB","wall":"PT1M30S","processes":8},
                   "requests":{"cpu":1.5,"memory":"1GB","duration":"PT2M"},
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
  void sendsWhatItWaitsForAndHowItIsTriedAgainAndTellsWarnings() {
    String answer =
        "{'id':'" + ID + "','state':'CREATED','warnings':['No node serves pool gpu at present.']}";
    try (FakeServer server = new FakeServer().json("POST /api/v1/experiments", 202, answer)) {
      String typed =
          "submit %s --domain ml --after %s --not-before 2030-01-01T00:00:00Z --key gpu --retry 2"
              + " --retry-on CRASHED,WALL_LIMIT --retry-memory 1GB";
      Invocation submit = Invocation.of(server, typed.formatted(program, ID).split(" ", -1));
      assertThat(submit.err()).contains("Warning: No node serves pool gpu");
      JsonNode sent = submitted(server);
      assertThat(sent.path("domain").asText()).isEqualTo("ml");
      assertThat(sent.path("dependsOn").path(0).asText()).isEqualTo(ID);
      assertThat(sent.path("notBefore").asText()).isEqualTo("2030-01-01T00:00:00Z");
      assertThat(sent.path("concurrencyKey").asText()).isEqualTo("gpu");
      assertThat(sent.path("retry").toString())
          .isEqualTo("{\"max\":2,\"on\":[\"CRASHED\",\"WALL_LIMIT\"],\"memory\":\"1GB\"}");
      Invocation.of(server, "submit", program, "--retry", "3");
      assertThat(Json.parse(server.last().body()).orElseThrow().path("retry").toString())
          .isEqualTo("{\"max\":3,\"on\":[\"FAILED\"]}");
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
      {"run", program, "--request", "cpu=two"},
      {"run", program, "--request", "disk=1GB"},
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
}
