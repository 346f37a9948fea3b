package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.ProgramError;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Bytes;
import io.athanor.contract.Caller;
import io.athanor.contract.Contents;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Artifact;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Experiments.FindArtifact;
import io.athanor.contract.Experiments.Get;
import io.athanor.contract.Experiments.Include;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Verdict;
import io.athanor.support.Await;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final StoreNode store = new StoreNode();

  @AfterEach
  void clear() throws SQLException {
    store.clear();
  }

  private static JsonNode read(UUID id, Include... include) {
    return json(store.get(Experiments.GET, new Get(id, List.of(include), Caller.ADMIN)).body());
  }

  private static JsonNode json(Json text) {
    try {
      return JSON.readTree(text.text());
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text.text(), e);
    }
  }

  @Test
  void whatIsAbsentIsLeftOut() {
    UUID id = store.insert(Draft.in("p").name(null)).get(0);
    JsonNode document = read(id, Include.values());
    assertThat(document.path("state").asText()).isEqualTo("QUEUED");
    assertThat(document.path("waiting").asText()).contains("next in line").contains("no node");
    for (String absent :
        List.of("name", "domain", "sessionId", "verdict", "finishedAt", "startedAt", "result")) {
      assertThat(document.has(absent)).as(absent).isFalse();
    }
    assertThat(document.path("attempts")).isEmpty();
    assertThat(document.path("metrics").isArray()).isTrue();
    assertThat(read(id).has("attempts")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":null,\"b\":[null,{\"c\":null}]}",
        "{\"\\\"}\":\"}\\\"{\"}",
        "{\"nul\":\"\\u0000\"}",
        "{\"half\":\"\\ud800\"}",
        "{\"é𝄞\":\"\\u2028</script>\"}",
        "{\"big\":1e400,\"long\":12345678901234567890123456789}",
        "{\"twice\":1,\"twice\":2}"
      })
  void parametersAndResultAreKeptToTheCharacter(String text) {
    UUID id =
        store.insert(Draft.in("p").parameters(text).name("\"}").tags(Map.of("\"", "\\"))).get(0);
    Member member = store.member("p");
    member.commits(Member.ended(member.takesOne(), Verdict.SUCCEEDED, new Json(text), List.of()));
    Document document =
        store.get(Experiments.GET, new Get(id, List.of(Include.RESULT), Caller.ADMIN));
    assertThat(document.terminal()).isTrue();
    assertThat(document.body().text())
        .contains(",\"parameters\":" + text + ",")
        .contains(",\"result\":" + text);
    JsonNode parsed = json(document.body());
    assertThat(parsed.path("name").asText()).isEqualTo("\"}");
    assertThat(parsed.path("tags").path("\"").asText()).isEqualTo("\\");
  }

  @Test
  void deepParametersAreKept() {
    String deep = "{\"a\":" + "[".repeat(95) + "]".repeat(95) + "}";
    UUID id = store.insert(Draft.in("p").parameters(deep)).get(0);
    assertThat(read(id).path("parameters").toString()).isEqualTo(deep);
  }

  @Test
  void attemptsMetricsAndArtefactsAreTold() {
    UUID id = store.insert(Draft.in("p").domain("d")).get(0);
    Member member = store.member("p");
    member.commits(Member.ended(member.takesOne(), Verdict.SANDBOX_ERROR));
    Work work = member.takesOne();
    assertThat(read(id).path("state").asText()).isEqualTo("RUNNING");
    member.commits(failure(work));
    JsonNode document = read(id, Include.values());
    assertThat(document.path("state").asText()).isEqualTo("FAILED");
    assertThat(document.path("attempt").asInt()).isEqualTo(2);
    assertThat(document.path("attempts")).hasSize(2);
    JsonNode error = document.path("attempts").path(1).path("error");
    assertThat(error.path("message").asText()).isEqualTo("NUL \uFFFD here");
    assertThat(error.has("file")).isFalse();
    assertThat(document.path("metrics").path(0).path("value").asText()).isEqualTo("NaN");
    assertThat(Instant.parse(document.path("finishedAt").asText()))
        .isBefore(Instant.now().plusSeconds(60));
    assertThat(document.path("artifacts").path(0).path("name").asText()).isEqualTo("out/ä");
    assertThat(document.has("waiting")).isFalse();
    FindArtifact find = new FindArtifact(id, "out/ä", Caller.ADMIN);
    assertThat(store.get(Experiments.ARTIFACT, find).size()).isEqualTo(5);
    find = new FindArtifact(id, "out/o", Caller.ADMIN);
    assertThat(Await.refusal(store.ask(Experiments.ARTIFACT, find)).failure())
        .isEqualTo(Failure.NOT_FOUND);
  }

  private static Outcome failure(Work work) {
    Outcome plain = Member.ended(work, Verdict.FAILED);
    return new Outcome(
        work.experimentId(),
        work.attempt(),
        work.token(),
        Verdict.FAILED,
        plain.reason(),
        1,
        null,
        plain.startedAt(),
        plain.finishedAt(),
        Member.usage(),
        new ProgramError("ValueError", "NUL \0 here", null, 3, "trace"),
        null,
        null,
        List.of(new Metric("loss", Double.NaN, 1, Instant.now())),
        List.of(new Artifact("out/ä", "ab".repeat(32), 5, "text/plain")));
  }

  @Test
  void aLongResultComesFromItsContentAndAnswersForOthersToo() {
    String text = "{\"long\":\"" + "ö".repeat(40_000) + "\"}";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String digest = Draft.digest(bytes);
    for (int i = 0; i * Bytes.MAX < bytes.length; i++) {
      byte[] chunk =
          java.util.Arrays.copyOfRange(
              bytes, i * Bytes.MAX, Math.min(bytes.length, (i + 1) * Bytes.MAX));
      store.get(Contents.PUT, new Contents.Put(digest, bytes.length, i, new Bytes(chunk)));
    }
    UUID id = store.insert(Draft.in("p").fingerprint("same")).get(0);
    Member member = store.member("p");
    Outcome plain = Member.ended(member.takesOne(), Verdict.SUCCEEDED, null, List.of());
    member.commits(withDigest(plain, digest));
    UUID copy = store.insert(Draft.in("p").fingerprint("same").reuse()).get(0);
    assertThat(read(id, Include.RESULT).path("result").path("long").asText()).hasSize(40_000);
    JsonNode answered = read(copy, Include.values());
    assertThat(answered.path("result").path("long").asText()).hasSize(40_000);
    assertThat(answered.path("reusedFrom").asText()).isEqualTo(id.toString());
    assertThat(answered.path("attempts")).hasSize(1);
  }

  private static Outcome withDigest(Outcome one, String digest) {
    return new Outcome(
        one.experimentId(),
        one.attempt(),
        one.token(),
        one.verdict(),
        null,
        0,
        null,
        one.startedAt(),
        one.finishedAt(),
        one.usage(),
        null,
        null,
        digest,
        List.of(),
        List.of());
  }

  @Test
  void anUnknownExperimentIsNotFound() {
    Get get = new Get(UUID.randomUUID(), List.of(), Caller.ADMIN);
    assertThat(Await.refusal(store.ask(Experiments.GET, get)).failure())
        .isEqualTo(Failure.NOT_FOUND);
  }

  @Test
  void theQueueIsToldByPool() {
    JsonNode empty =
        json(store.get(Experiments.QUEUE, new Experiments.QueueOverview(Caller.ADMIN)).body());
    assertThat(empty.toString())
        .isEqualTo(
            "{\"ready\":0,\"running\":0,\"waiting\":0,\"held\":0,\"exact\":true,\"pools\":[]}");
    Draft oldest = Draft.in("p").priority(-100);
    store.insert(oldest);
    store.insert(Draft.in("p").priority(100).runtime("bash"), Draft.in("p"), Draft.in("q"));
    Member member = store.member("q");
    member.takesOne();
    JsonNode queue =
        json(store.get(Experiments.QUEUE, new Experiments.QueueOverview(Caller.ADMIN)).body());
    assertThat(queue.path("ready").asInt()).isEqualTo(3);
    assertThat(queue.path("running").asInt()).isEqualTo(1);
    assertThat(queue.path("pools")).hasSize(2);
    JsonNode first = queue.path("pools").path(0);
    assertThat(first.path("pool").asText()).isEqualTo("p");
    assertThat(first.path("ready").asInt()).isEqualTo(3);
    assertThat(first.path("oldestReady").asText())
        .isEqualTo(read(oldest.id()).path("submittedAt").asText());
    assertThat(queue.path("pools").path(1).path("running").asInt()).isEqualTo(1);
    assertThat(queue.path("pools").path(1).has("oldestReady")).isFalse();
  }
}
