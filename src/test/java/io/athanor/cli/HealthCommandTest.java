package io.athanor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthCommandTest {

  private static final String REPORT =
      "{'status':'degraded','ready':%s,'counts':{},'checks':[{'name':'database','status':'healthy','critical':true,"
          + "'kind':'probed','durationMillis':1.25,'detail':'answers','advice':''},{'name':'redis','status':'unhealthy',"
          + "'critical':false,'kind':'probed','durationMillis':3,'detail':'does not accept connections','advice':'start it'}]}";

  private static Invocation health(int status, String body, String... options) {
    try (FakeServer server = new FakeServer()) {
      server.json("GET /health", status, body);
      String[] arguments = new String[options.length + 1];
      arguments[0] = "health";
      System.arraycopy(options, 0, arguments, 1, options.length);
      return Invocation.of(
          Map.of("ATHANOR_URL", server.url(), "ATHANOR_API_KEY", "k"), false, arguments);
    }
  }

  @Test
  void aTableSaysWhatIsIllAndWhatToDo() {
    Invocation ended = health(200, REPORT.formatted(true));
    assertThat(ended.code()).isEqualTo(ExitCode.OK);
    assertThat(ended.out())
        .contains("database *", "does not accept connections", "start it", "degraded, ready");
  }

  @Test
  void aNodeThatIsNotReadyIsAFailure() {
    assertThat(health(503, REPORT.formatted(false)).code()).isEqualTo(ExitCode.FAILED);
    Invocation json = health(503, REPORT.formatted(false), "--json");
    assertThat(json.code()).isEqualTo(ExitCode.FAILED);
    assertThat(Json.parse(json.out()).orElseThrow().path("checks")).hasSize(2);
  }

  @Test
  void aRefusalIsOneSentence() {
    Invocation refused =
        health(
            401, "{'type':'/problems/key-unknown','title':'x','status':401,'detail':'Wrong key.'}");
    assertThat(refused.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.out()).isEmpty();
  }
}
