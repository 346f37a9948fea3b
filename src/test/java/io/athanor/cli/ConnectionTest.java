package io.athanor.cli;

import static io.athanor.cli.FakeExperiments.ID;
import static io.athanor.cli.FakeExperiments.PATH;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
  @TempDir private Path home;

  private static FakeServer laboratory() {
    return new FakeServer().json("GET /api/v1/experiments", 200, "{'items':[{'id':'" + ID + "'}]}");
  }

  @Test
  void exitCodesFollowTheKindOfRefusal() {
    Map<Integer, Integer> codes =
        Map.of(400, 5, 401, 5, 403, 5, 404, 3, 409, 5, 429, 5, 500, 5, 503, 5);
    codes.forEach(
        (status, code) -> {
          String problem = "{'status':" + status + ",'detail':'Because','correlationId':'corr-7'}";
          try (FakeServer server = new FakeServer().json("GET " + PATH, status, problem)) {
            Invocation show = Invocation.of(server, "show", ID);
            assertThat(show.code()).as("status " + status).isEqualTo(code);
            assertThat(show.err())
                .startsWith("athanor: Because. ")
                .endsWith("[correlation corr-7]\n")
                .hasLineCount(1);
            assertThat(show.out() + show.err()).doesNotContain("key-of-a-test");
          }
        });
  }

  @Test
  void aServerThatIsNotAthanorIsNamedAsSuch() {
    try (FakeServer server = new FakeServer().json("GET /api/v1/experiments", 200, "<html>")) {
      Invocation list = Invocation.of(server, "list");
      assertThat(list.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(list.err()).contains("not as Athanor does");
    }
  }

  @Test
  void aRefusalWithoutAnyBodyStillSaysWhatToDo() {
    try (FakeServer server =
        new FakeServer().on("GET " + PATH, (e, r) -> FakeServer.answer(e, 401, "text/plain", ""))) {
      Invocation show = Invocation.of(server, "show", ID);
      assertThat(show.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(show.err()).contains("401", "ATHANOR_API_KEY");
    }
  }

  @Test
  void aWrongKeyIsNamedWhateverIsAsked() {
    String problem = "{'detail':'The API key is not one of this node.'}";
    try (FakeServer server =
        new FakeServer()
            .json("GET " + PATH, 401, problem)
            .json("POST " + PATH + "/cancel", 401, problem)
            .json("POST /api/v1/experiments/batch/results", 401, problem)) {
      for (String command : List.of("show", "cancel", "results")) {
        assertThat(Invocation.of(server, command, ID).err())
            .as(command)
            .contains("The API key is not one of this node. Set ATHANOR_API_KEY");
      }
    }
  }

  @Test
  void whatTheServerSaidOfAFieldIsSaidOnce() {
    String problem =
        "{'detail':'limits.cpu must be positive','errors':[{'field':'limits.cpu','message':'must be positive'}]}";
    try (FakeServer server = new FakeServer().json("GET " + PATH, 422, problem)) {
      assertThat(Invocation.of(server, "show", ID).err()).containsOnlyOnce("must be positive");
    }
  }

  @Test
  void aNodeThatStartsIsSaidToStart() throws IOException {
    Map<String, String> here = Map.of("ATHANOR_HOME", home.toString());
    assertThat(Invocation.of(here, false, "list").err()).contains("No node runs", "athanor serve");
    Path lock = home.resolve("node.lock");
    Files.writeString(lock, "process %d, starting, since then".formatted(own()));
    Invocation list = Invocation.of(here, false, "list");
    assertThat(list.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(list.err()).contains("is starting (process " + own() + ")", "try again");
    Files.writeString(lock, "process %d, http://127.0.0.1:1, since then".formatted(own()));
    assertThat(Invocation.of(here, false, "list").err()).contains("No node runs");
    Files.writeString(lock, "process 999999999999, starting, since then");
    assertThat(Invocation.of(here, false, "list").err()).contains("No node runs");
  }

  private static long own() {
    return ProcessHandle.current().pid();
  }

  @Test
  void noServerIsExitCodeFour() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Invocation list =
        Invocation.of(Map.of("ATHANOR_URL", "http://127.0.0.1:" + port), false, "list");
    assertThat(list.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(list.err()).contains("athanor serve").doesNotContain("\tat ");
  }

  @Test
  void aWrongAddressIsAWrongConfigurationAndItsPasswordIsNotShown() {
    for (String url :
        List.of("ftp://host", "http//host", "http://user:secret@host", "http://", " :::")) {
      Invocation list = Invocation.of(Map.of("ATHANOR_URL", url), false, "list");
      assertThat(list.code()).as(url).isEqualTo(ExitCode.CONFIGURATION);
      assertThat(list.err()).as(url).contains("ATHANOR_URL").doesNotContain("secret");
    }
  }

  @Test
  void readsAddressAndKeyFromTheHome() throws IOException {
    try (FakeServer server = laboratory()) {
      Files.writeString(home.resolve("node.json"), "{\"url\":\"" + server.url() + "\",\"pid\":1}");
      Files.writeString(home.resolve("admin.key"), "key-of-the-file\n");
      Invocation list = Invocation.of(Map.of("ATHANOR_HOME", home.toString()), false, "list", "-q");
      assertThat(list.code()).isZero();
      assertThat(list.out()).startsWith(ID + "\n");
      assertThat(server.last().header("X-API-Key")).isEqualTo("key-of-the-file");
    }
  }

  @Test
  void theKeyFileIsNeverSentToAnotherMachine() throws IOException {
    Files.writeString(home.resolve("admin.key"), "key-of-the-file");
    Home own = new Home(home);
    assertThat(own.api(Map.of("ATHANOR_URL", "http://198.51.100.7:8080")).hasKey()).isFalse();
    assertThat(own.api(Map.of("ATHANOR_URL", "http://127.0.0.1.example.org")).hasKey()).isFalse();
    assertThat(own.api(Map.of("ATHANOR_URL", "http://localhost:8080")).hasKey()).isTrue();
    assertThat(
            own.api(Map.of("ATHANOR_URL", "http://198.51.100.7:8080", "ATHANOR_API_KEY", "k"))
                .hasKey())
        .isTrue();
  }

  @Test
  void aRedirectIsNotFollowedBecauseItWouldTakeTheKeyAlong() {
    try (FakeServer other = laboratory();
        FakeServer server = new FakeServer()) {
      server.on(
          "GET /api/v1/experiments",
          (e, r) -> {
            e.getResponseHeaders().set("Location", other.url() + "/api/v1/experiments");
            FakeServer.answer(e, 302, "text/plain", "");
          });
      assertThat(Invocation.of(server, "list").code()).isEqualTo(ExitCode.REFUSED);
      assertThat(other.requests()).isEmpty();
    }
  }
}
