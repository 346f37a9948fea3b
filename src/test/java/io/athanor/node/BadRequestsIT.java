package io.athanor.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that cannot be served: each gets its status and a problem that names what is wrong. */
class BadRequestsIT {

  private static TestHome home;
  private static NodeUnderTest node;
  private static Api api;

  @BeforeAll
  static void start() throws IOException {
    home = TestHome.create();
    node = NodeUnderTest.ready(home, Map.of());
    api = node.api();
  }

  @AfterAll
  static void stop() throws IOException {
    assertThat(api.get(Api.EXPERIMENTS).json().path("items")).isEmpty();
    node.close();
    home.close();
  }

  private static void refused(Answer answer, int status, String problem, String... fields) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.problem()).as(answer.text()).isEqualTo(problem);
    assertThat(answer.fields()).as(answer.text()).containsExactlyInAnyOrder(fields);
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("detail").asText()).isNotBlank();
    assertThat(answer.json().path("correlationId").asText())
        .isEqualTo(answer.header("X-Correlation-ID"));
  }

  private static Answer submitted(ObjectNode submission) {
    return api.post(Api.EXPERIMENTS, submission.toString());
  }

  @Test
  void unknownFieldsAreNamed() {
    ObjectNode unknown = Api.bash("true").put("sauce", "x");
    unknown.putObject("limits").put("walls", "PT1S");
    refused(submitted(unknown), 422, "invalid-fields", "sauce", "limits.walls");
  }

  @Test
  void everyFaultOfASubmissionIsNamedAtOnce() {
    ObjectNode bad = Api.program("cobol", "true").put("priority", 1_000).put("pool", "no/slash");
    bad.putObject("limits").put("wall", "PT-1S").put("memory", "99TB").put("processes", 0);
    refused(
        submitted(bad),
        422,
        "invalid-submission",
        "runtime",
        "priority",
        "pool",
        "limits.wall",
        "limits.memory",
        "limits.processes");
  }

  @Test
  void aCeilingIsNamed() {
    ObjectNode greedy = Api.bash("true");
    greedy.putObject("limits").put("memory", "9GB");
    Answer answer = submitted(greedy);
    refused(answer, 422, "invalid-submission", "limits.memory");
    assertThat(answer.text()).contains("8GB");
  }

  @Test
  void aSourceOverItsLimitIsRefused() {
    refused(submitted(Api.bash("#".repeat((1 << 20) + 1))), 422, "invalid-fields", "source");
    ObjectNode second = Api.bash("#".repeat((1 << 20) + 1));
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.putArray("experiments").add(Api.bash("true")).add(second);
    Answer answer = api.post(Api.EXPERIMENTS + "/batch", body.toString());
    refused(answer, 422, "invalid-fields", "experiments[1].source");
    String program = new ObjectMapper().createObjectNode().set("source", second.get("source")) + "";
    refused(api.post("/api/v1/programs", program), 422, "invalid-fields", "source");
  }

  @Test
  void aBatchNamesTheExperimentEvenWhenItIsTheOnlyOne() {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.putArray("experiments").add(Api.bash("true").put("priority", 101));
    Answer answer = api.post(Api.EXPERIMENTS + "/batch", body.toString());
    refused(answer, 422, "invalid-submission", "experiments[0].priority");
    Answer empty = api.post(Api.EXPERIMENTS + "/batch", "{\"experiments\":[]}");
    refused(empty, 422, "invalid-fields", "experiments");
  }

  @Test
  void whatIsNoJsonIsNotGuessedAt() {
    refused(api.post(Api.EXPERIMENTS, ""), 400, "malformed-json");
    refused(
        api.post(Api.EXPERIMENTS, "{\"runtime\": \"bash\", "), 400, "malformed-json", "runtime");
    refused(api.post(Api.EXPERIMENTS, "{\"runtime\": NaN}"), 400, "malformed-json", "runtime");
    refused(api.post(Api.EXPERIMENTS, "[".repeat(200_000)), 400, "malformed-json");
    Answer array = api.post(Api.EXPERIMENTS, "[]");
    assertThat(array.status()).as(array.text()).isIn(400, 422);
    HttpRequest.Builder form = api.request(Api.EXPERIMENTS).POST(BodyPublishers.ofString("a=b"));
    refused(
        api.send(form.setHeader("Content-Type", "application/x-www-form-urlencoded")),
        415,
        "unsupported-media-type");
  }

  @Test
  void aHugeBodyIsRefused() {
    byte[] body = new byte[9 << 20];
    refused(
        api.send(api.request(Api.EXPERIMENTS).POST(BodyPublishers.ofByteArray(body))),
        413,
        "body-too-large");
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    String unknown = Api.EXPERIMENTS + "/" + UUID.randomUUID();
    refused(api.get(unknown), 404, "unknown-experiment");
    refused(api.post(unknown + "/cancel", "{}"), 404, "unknown-experiment");
    refused(api.get(unknown + "/output"), 404, "unknown-experiment");
    refused(api.get(Api.EXPERIMENTS + "/not-an-id"), 404, "not-found");
    refused(api.get("/api/v1/nowhere"), 404, "not-found");
    ObjectNode program = new ObjectMapper().createObjectNode().put("runtime", "bash");
    refused(
        submitted(program.put("programId", "0".repeat(64))), 422, "unknown-reference", "programId");
  }

  @Test
  void keysAreDemanded() {
    for (String path : List.of(Api.EXPERIMENTS, "/health", "/metrics", "/startup")) {
      Answer none = api.send(HttpRequest.newBuilder(api.address().resolve(path)));
      refused(none, 401, "key-missing");
      Answer wrong = api.send(api.request(path).setHeader("X-API-Key", "ath_wrong"));
      refused(wrong, 401, "key-unknown");
    }
    Answer ready = api.send(HttpRequest.newBuilder(api.address().resolve("/health/ready")));
    assertThat(ready.status()).isEqualTo(200);
  }

  @Test
  void anIdempotencyKeyMustBeReadable() {
    String body = Api.bash("true").toString();
    String[] tooLong = {"Idempotency-Key", "k".repeat(256)};
    refused(api.post(Api.EXPERIMENTS, body, tooLong), 400, "malformed-header");
  }

  @Test
  void cursorsAndQueriesAreStrict() {
    refused(api.get(Api.EXPERIMENTS + "?cursor=%21%21"), 400, "bad-cursor");
    refused(api.get(Api.EXPERIMENTS + "?cursor=AAAA"), 400, "bad-cursor");
    refused(api.get(Api.EXPERIMENTS + "?limit=0"), 422, "invalid-fields", "limit");
    refused(api.get(Api.EXPERIMENTS + "?limit=501"), 422, "invalid-fields", "limit");
    refused(api.get(Api.EXPERIMENTS + "?sort=x"), 422, "invalid-fields", "sort");
    refused(api.get(Api.EXPERIMENTS + "?state=lost"), 422, "invalid-fields", "state");
  }
}
