package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Contents;
import io.athanor.contract.Experiments;
import io.athanor.contract.Experiments.Accepted;
import io.athanor.contract.State;
import io.athanor.support.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitTest {

  private static final String ONE = "/api/v1/experiments";
  private static final String MANY = "/api/v1/experiments/batch";

  private final List<Experiments.Submit> submitted = new CopyOnWriteArrayList<>();
  private final List<Contents.Put> puts = new CopyOnWriteArrayList<>();
  private HttpNode node;

  @BeforeEach
  void start() throws Exception {
    node = HttpNode.start();
    node.neighbours().serve(Experiments.SUBMIT, this::accept);
    Neighbours store = node.neighbours();
    store.serve(
        Contents.MISSING, asked -> Future.succeededFuture(new Contents.Absent(asked.digests())));
    Map<String, Integer> arrived = new ConcurrentHashMap<>();
    store.serve(
        Contents.PUT,
        put -> {
          puts.add(put);
          int bytes = arrived.merge(put.digest(), put.bytes().value().length, Integer::sum);
          return Future.succeededFuture(new Contents.Stored(put.digest(), bytes == put.size()));
        });
  }

  private Future<Experiments.Submitted> accept(Experiments.Submit submit) {
    submitted.add(submit);
    List<Accepted> all =
        submit.experiments().stream()
            .map(
                one ->
                    new Accepted(
                        new UUID(1, submit.experiments().indexOf(one)),
                        State.QUEUED,
                        "f".repeat(64),
                        null,
                        List.of()))
            .toList();
    return Future.succeededFuture(new Experiments.Submitted(all));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void oneIsAcceptedWithEveryFieldAndExactParameters() throws Exception {
    String parameters =
        "{ \"lr\":0.10000000000000000001, \"big\":123456789012345678901234567890,\"ü\":[1e5,null] }";
    String body =
        "{\"name\":\"n\",\"runtime\":\"python\",\"source\":\"print(1)\",\"parameters\":"
            + parameters
            + ",\"seed\":-9223372036854775808,\"priority\":5,\"deterministic\":false,"
            + "\"requests\":{\"cpu\":0.5},\"limits\":{\"wall\":\"PT5S\",\"processes\":3},"
            + "\"inputs\":[{\"name\":\"a\",\"digest\":\"d\"}],\"env\":{\"A\":\"b\"},"
            + "\"tags\":{\"k\":\"v\"},\"sessionId\":\"00000000-0000-0001-0000-000000000002\","
            + "\"notBefore\":\"2026-01-01T00:00:00+01:00\",\"name\\u0032\":null}";
    HttpNode.Answer refused = node.post(ONE, body);
    assertThat(refused.status()).isEqualTo(422);
    HttpNode.Answer answer =
        node.post(ONE, body.replace(",\"name\\u0032\":null", ""), "Idempotency-Key", "k-1");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Location")).isEqualTo(ONE + "/" + answer.json().getString("id"));
    assertThat(answer.json().getString("state")).isEqualTo("QUEUED");
    Experiments.Submit seen = submitted.get(0);
    assertThat(seen.idempotencyKey()).isEqualTo("k-1");
    assertThat(seen.requestDigest()).hasSize(64);
    var one = seen.experiments().get(0);
    assertThat(one.parameters().text()).isEqualTo(parameters);
    assertThat(one.seed()).isEqualTo(Long.MIN_VALUE);
    assertThat(one.requests().cpu()).isEqualTo(0.5);
    assertThat(one.limits().wall()).isEqualTo("PT5S");
    assertThat(one.sessionId()).isEqualTo(new UUID(1, 2));
    assertThat(one.notBefore()).isEqualTo("2025-12-31T23:00:00Z");
  }

  @Test
  void aBatchKeepsItsOrder() throws Exception {
    String items =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "{\"name\":\"n" + i + "\",\"runtime\":\"bash\",\"source\":\":\"}")
            .collect(Collectors.joining(","));
    HttpNode.Answer answer = node.post(MANY, "{\"experiments\":[" + items + "]}");
    assertThat(answer.status()).isEqualTo(202);
    JsonArray accepted = answer.json().getJsonArray("items");
    assertThat(accepted).hasSize(1_000);
    assertThat(accepted.getJsonObject(999).getString("id")).isEqualTo(new UUID(1, 999).toString());
    assertThat(node.post(MANY, "{\"experiments\":[" + items + ",{}]}").status()).isEqualTo(422);
    assertThat(node.post(MANY, "{\"experiments\":[]}").status()).isEqualTo(422);
    assertThat(node.post(MANY, "{}").status()).isEqualTo(422);
  }

  @Test
  void everyMistakeIsNamedWithItsPath() throws Exception {
    HttpNode.Answer answer =
        node.post(
            MANY,
            "{\"experiments\":[{},{\"name\":7},{},{\"limits\":{\"wal\":\"PT1S\",\"processes\":\"3\"},"
                + "\"priority\":1.5,\"arguments\":[\"a\",null],\"parameters\":[1],\"tags\":{\"a\":1},"
                + "\"sessionId\":\"1-1-1-1-1\",\"zzz\":{\"deep\":[1]}}]}");
    assertThat(answer.status()).isEqualTo(422);
    Map<String, String> errors =
        answer.json().getJsonArray("errors").stream()
            .map(JsonObject.class::cast)
            .collect(Collectors.toMap(e -> e.getString("field"), e -> e.getString("message")));
    assertThat(errors.get("experiments[3].limits.wal")).contains("did you mean \"wall\"");
    assertThat(errors.get("experiments[1].name")).contains("expected text, found a number");
    assertThat(errors.get("experiments[3].limits.processes")).contains("whole number, found text");
    assertThat(errors.get("experiments[3].arguments[1]")).contains("null");
    assertThat(errors.get("experiments[3].zzz")).contains("known are");
    assertThat(errors.keySet())
        .contains(
            "experiments[3].priority",
            "experiments[3].parameters",
            "experiments[3].tags.a",
            "experiments[3].sessionId");
    assertThat(submitted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"name\":\"a\"} x",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "{\"parameters\":{\"a\":1,\"a\":2}}",
        "{\"parameters\":{\"a\":NaN}}",
        "{'name':1}",
        "{\"name\":\"a",
        "{\"name\":tru}"
      })
  void malformedJsonIsRefusedWithItsPlace(String body) throws Exception {
    HttpNode.Answer answer = node.post(ONE, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().getString("type")).isEqualTo("/problems/malformed-json");
    assertThat(answer.json().getString("detail")).contains("line 1, column");
  }

  @Test
  void bombsAreRefused() throws Exception {
    String deep = "{\"parameters\":{\"a\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}}";
    assertThat(node.post(ONE, deep).status()).isEqualTo(400);
    String digits = "{\"parameters\":{\"a\":" + "9".repeat(100_000) + "}}";
    assertThat(node.post(ONE, digits).status()).isEqualTo(400);
    HttpNode.Answer exponent = node.post(ONE, "{\"parameters\":{\"a\":1e999999999}}");
    assertThat(exponent.status()).isEqualTo(422);
    assertThat(node.post(ONE, "{\"parameters\":{\"a\":1e1000}}").status()).isEqualTo(422);
    assertThat(submitted).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"name\":\"a\\u0000b\"}',name",
    "'{\"name\":\"a\\ud800b\"}',name",
    "'{\"tags\":{\"\\u0000\":\"x\"}}',tags",
    "'{\"parameters\":{\"a\":\"\\u0000\"}}',parameters",
    "'[]',body",
    "'null',body",
    "'{\"seed\":9223372036854775808}',seed",
    "'{\"priority\":2147483648}',priority",
    "'{\"requests\":{\"cpu\":1e400}}',requests.cpu",
    "'{\"notBefore\":\"tomorrow\"}',notBefore",
    "'{\"notBefore\":\"+12026-01-01T00:00:00Z\"}',notBefore",
    "'{\"deterministic\":\"true\"}',deterministic",
    "'{\"dependsOn\":[\"x\"]}',dependsOn[0]",
    "'{\"limits\":\"PT1S\"}',limits",
    "'{\"env\":[]}',env"
  })
  void whatCannotBeStoredIsRefused(String body, String field) throws Exception {
    HttpNode.Answer answer = node.post(ONE, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    JsonObject error = answer.json().getJsonArray("errors").getJsonObject(0);
    assertThat(error.getString("field")).isEqualTo(field);
  }

  @Test
  void longProgramsGoToTheStoreFirst() throws Exception {
    String source = "# ü\n".repeat(20_000);
    String body = new JsonObject().put("runtime", "python").put("source", source).encode();
    assertThat(node.post(ONE, body).status()).isEqualTo(202);
    var one = submitted.get(0).experiments().get(0);
    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
    assertThat(one.source()).isNull();
    assertThat(one.programId()).isEqualTo(Contents.digestOf(bytes));
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    puts.forEach(put -> joined.writeBytes(put.bytes().value()));
    assertThat(joined.toByteArray()).isEqualTo(bytes);
    assertThat(puts).hasSize(3).allMatch(put -> put.size() == bytes.length);
  }

  @Test
  void aProgramThatManyShareIsStoredOnce() throws Exception {
    String source = "x".repeat(20_000);
    String one = new JsonObject().put("runtime", "python").put("source", source).encode();
    assertThat(node.post(MANY, "{\"experiments\":[" + one + "," + one + "]}").status())
        .isEqualTo(202);
    assertThat(puts).hasSize(1);
    assertThat(submitted.get(0).experiments()).allMatch(s -> s.programId() != null);
  }

  @Test
  void headersOfTheBodyAreChecked() throws Exception {
    assertThat(node.send("POST", ONE, "{}", "Content-Type", "text/plain").status()).isEqualTo(415);
    assertThat(node.send("POST", ONE, "{}").status()).isEqualTo(415);
    assertThat(node.post(ONE, "{}", "Content-Encoding", "gzip").status()).isEqualTo(415);
    assertThat(node.post(ONE, "{}", "Idempotency-Key", "a b").status()).isEqualTo(400);
    assertThat(node.post(ONE, "{}", "Idempotency-Key", "k".repeat(256)).status()).isEqualTo(400);
    assertThat(node.post(ONE + "?dry=1", "{}").status()).isEqualTo(422);
    assertThat(submitted).isEmpty();
    String charset = "application/json; charset=utf-8";
    assertThat(node.send("POST", ONE, "{}", "Content-Type", charset).status()).isEqualTo(202);
  }
}
