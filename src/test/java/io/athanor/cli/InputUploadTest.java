package io.athanor.cli;

import static io.athanor.cli.FakeExperiments.COMPLETED;
import static io.athanor.cli.FakeExperiments.accepting;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of this machine on their way to a program. */
class InputUploadTest {
  @TempDir private Path directory;
  private String program;

  @BeforeEach
  void writeProgram() throws IOException {
    program = write("fit.py", "print('hello')\n");
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static String digest(String text) {
    Digest digest = new Digest();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.add(bytes, bytes.length);
    return digest.hexadecimal();
  }

  /** Stores what is sent, and has these contents already. */
  private static FakeServer storing(long largest, String... there) {
    List<String> stored = Stream.of(there).map(InputUploadTest::digest).toList();
    FakeServer server = accepting(COMPLETED);
    for (String content : List.of("1,2\n", "", "text")) {
      String answer = "{'digest':'" + digest(content) + "'}";
      server.json("PUT /api/v1/contents/" + digest(content), 201, answer);
    }
    return server.on(
        "POST /api/v1/contents/missing",
        (exchange, request) -> {
          JsonNode asked = Json.parse(request.body()).orElseThrow().path("digests");
          var answer = Json.object().put("largest", largest);
          var missing = answer.putArray("digests");
          StreamSupport.stream(asked.spliterator(), false)
              .filter(one -> !stored.contains(one.asText()))
              .forEach(missing::add);
          FakeServer.answer(exchange, 200, "application/json", answer.toString());
        });
  }

  private static List<String> sent(FakeServer server) {
    return server.requests().stream()
        .filter(request -> request.method().equals("PUT"))
        .map(FakeServer.Request::body)
        .toList();
  }

  private static JsonNode inputs(FakeServer server) {
    return Json.parse(server.last().body()).orElseThrow().path("inputs");
  }

  @Test
  void onlyWhatTheServerDoesNotHaveIsSentAndEachContentOnce() throws IOException {
    String data = write("data.csv", "1,2\n");
    try (FakeServer server = storing(100, "known")) {
      Invocation submit =
          Invocation.of(
              server,
              ("submit %s --input %s --input again.csv=%s --input k=%s --input e=%s"
                      + " --input s=sha256:"
                      + digest("known"))
                  .formatted(program, data, data, write("k", "known"), write("empty", ""))
                  .split(" ", -1));
      assertThat(submit.code()).as(submit.err()).isZero();
      assertThat(sent(server)).containsExactly("1,2\n", "");
      assertThat(inputs(server)).hasSize(5);
      assertThat(inputs(server).findValuesAsText("name"))
          .containsExactly("data.csv", "again.csv", "k", "e", "s");
      assertThat(inputs(server).path(1).path("digest").asText()).isEqualTo(digest("1,2\n"));
    }
  }

  @Test
  void withoutInputsNothingIsAsked() {
    try (FakeServer server = storing(100)) {
      assertThat(Invocation.of(server, "submit", program).code()).isZero();
      assertThat(server.requests()).hasSize(1);
      assertThat(inputs(server).isMissingNode()).isTrue();
    }
  }

  @Test
  void whatIsTooLargeOrNotStoredIsSaidBeforeAnythingIsSent() throws IOException {
    String small = write("small", "1");
    try (FakeServer server = storing(3)) {
      Invocation large =
          Invocation.of(
              server, "run", program, "--input", small, "--input", "a=" + write("large", "1234"));
      assertThat(large.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(large.err()).contains("The input 'a' has 4 B", "at most 3 B");
      String unknown = "x=sha256:" + digest("unknown");
      Invocation missing = Invocation.of(server, "run", program, "--input", unknown);
      assertThat(missing.code()).isEqualTo(ExitCode.NOT_FOUND);
      assertThat(missing.err()).contains("--input NAME=FILE");
      assertThat(sent(server)).isEmpty();
    }
  }

  @Test
  void anUploadThatMetAnotherIsSentOnceMore() throws IOException {
    String text = write("a", "text");
    String path = "PUT /api/v1/contents/" + digest("text");
    AtomicInteger times = new AtomicInteger();
    try (FakeServer server = storing(100)) {
      server.on(
          path,
          (exchange, request) ->
              FakeServer.answer(
                  exchange,
                  times.incrementAndGet() == 1 ? 409 : 201,
                  "application/json",
                  "{\"digest\":\"x\"}"));
      assertThat(Invocation.of(server, "submit", program, "--input", text).code()).isZero();
      assertThat(sent(server)).containsExactly("text", "text");
      server.json(path, 409, "{'detail':'Parts were in the way','advice':'Send it again.'}");
      Invocation refused = Invocation.of(server, "submit", program, "--input", text);
      assertThat(refused.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(refused.err()).contains("Parts were in the way. Send it again.");
    }
  }

  @Test
  void aNameThatCannotBeIsSaidWithOneThatCan() throws IOException {
    String data = write("m\u00e4rz data.csv", "1");
    try (FakeServer server = storing(100)) {
      Invocation submit = Invocation.of(server, "submit", program, "--input", data);
      assertThat(submit.code()).isEqualTo(ExitCode.USAGE);
      assertThat(submit.err())
          .contains("m\u00e4rz data.csv' cannot be the name of an input", "at most 100 of A-Z")
          .contains("--input marz_data.csv='" + data + "'");
      String plain = write("data", "1");
      for (String name : new String[] {"-x", ".hid", "x".repeat(101), "a/b", " "}) {
        Invocation named = Invocation.of(server, "submit", program, "--input", name + "=" + plain);
        assertThat(named.code()).as(name).isEqualTo(ExitCode.USAGE);
        assertThat(named.err()).contains("cannot be the name of an input");
      }
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void whatIsTypedWronglyIsNotSent() throws IOException {
    String data = write("data", "1");
    String[][] wrong = {
      {"--input", "a="},
      {"--input", "=" + data},
      {"--input", ""},
      {"--input", "missing"},
      {"--input", "a=missing"},
      {"--input", directory.toString()},
      {"--input", "zero=/dev/zero"},
      {"--input", "a=sha256:12"},
      {"--input", data, "--input", "data=" + data},
    };
    try (FakeServer server = storing(100)) {
      for (String[] options : wrong) {
        String[] all =
            Stream.of(new String[] {"submit", program}, options)
                .flatMap(Stream::of)
                .toArray(String[]::new);
        Invocation submit = Invocation.of(server, all);
        assertThat(submit.code()).as(String.join(" ", options)).isEqualTo(ExitCode.USAGE);
        assertThat(submit.err()).startsWith("athanor: ").doesNotContain("\tat ");
      }
      assertThat(server.requests()).isEmpty();
    }
  }
}
