package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path directory;

  private Map<String, JsonNode> checks(Map<String, String> environment) {
    Map<String, JsonNode> checks = new HashMap<>();
    Invocation doctor = Invocation.of(environment, false, "doctor", "--json");
    Json.parse(doctor.out())
        .orElseThrow()
        .path("checks")
        .forEach(check -> checks.put(check.path("check").asText(), check));
    boolean failed =
        checks.values().stream().anyMatch(c -> c.path("status").asText().equals("fail"));
    assertThat(doctor.code()).isEqualTo(failed ? ExitCode.FAILED : ExitCode.OK);
    return checks;
  }

  @Test
  void aMachineWithoutANodeIsNoFault() {
    Map<String, JsonNode> checks =
        checks(Map.of("ATHANOR_HOME", directory.resolve("new").toString()));
    assertThat(checks)
        .containsKeys(
            "JDK",
            "bubblewrap",
            "user namespaces",
            "python3",
            "Node.js",
            "cgroups",
            "memory",
            "home",
            "disk",
            "node");
    assertThat(checks.get("home").path("status").asText()).isEqualTo("ok");
  }

  @Test
  void aHomeThatIsAFileIsAFault() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    JsonNode home = checks(Map.of("ATHANOR_HOME", file.toString())).get("home");
    assertThat(home.path("status").asText()).isEqualTo("fail");
    assertThat(home.path("advice").asText()).contains("ATHANOR_HOME");
  }

  @Test
  void aNodeIsAskedHowItIs() {
    try (FakeServer server = new FakeServer()) {
      server
          .json("GET /health/ready", 200, "{}")
          .json(
              "GET /health",
              503,
              "{'checks':[{'name':'database','status':'unhealthy','detail':'no"
                  + " answer'},{'name':'cache','status':'degraded'}]}")
          .json(
              "GET /admin/diagnostics/sandbox",
              200,
              "{'tier':'strict','checks':[{'name':'read"
                  + " shadow','expected':'refused','seen':'read','passed':false}],'runtimes':[{'name':'node','available':false,'install':'apt-get"
                  + " install nodejs'}]}");
      Map<String, JsonNode> checks = checks(Map.of("ATHANOR_URL", server.url()));
      assertThat(checks.get("health: database").path("status").asText()).isEqualTo("fail");
      assertThat(checks.get("health: cache").path("status").asText()).isEqualTo("warn");
      assertThat(checks.get("sandbox: read shadow").path("status").asText()).isEqualTo("fail");
      assertThat(checks.get("runtime node").path("advice").asText())
          .isEqualTo("apt-get install nodejs");
    }
  }

  @Test
  void theStartOfTheNodeIsDrawn() {
    try (FakeServer server = new FakeServer()) {
      server
          .json("GET /health/ready", 200, "{}")
          .json("GET /health", 200, "{'checks':[]}")
          .json(
              "GET /startup", 200, "{'wallMillis':5,'timeline':['vertx  ####','start-up: 5 ms']}");
      Map<String, String> environment = Map.of("ATHANOR_URL", server.url());
      assertThat(Invocation.of(environment, false, "doctor").out())
          .contains("how the node started", "vertx  ####", "start-up: 5 ms");
      String json = Invocation.of(environment, false, "doctor", "--json").out();
      JsonNode startup = Json.parse(json).orElseThrow().path("startup");
      assertThat(startup.path("wallMillis").asInt()).isEqualTo(5);
    }
  }

  @Test
  void aNodeThatWasNamedMustAnswer() {
    JsonNode node = checks(Map.of("ATHANOR_URL", "http://127.0.0.1:1")).get("node");
    assertThat(node.path("status").asText()).isEqualTo("fail");
  }
}
