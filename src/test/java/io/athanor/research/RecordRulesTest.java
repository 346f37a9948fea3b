package io.athanor.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordRulesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final UUID ID = new UUID(0x7000L, 0x8000000000000001L);
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final String OTHER = "01900000-0000-7000-8000-00000000000a";

  private final RecordRules rules = new RecordRules(Clock.fixed(NOW, ZoneOffset.UTC), () -> ID);

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private JsonNode create(Kind kind, String record) throws JsonProcessingException {
    return JSON.readTree(rules.create(kind, List.of(new Json(record))).get(0).text());
  }

  private List<String> faults(Kind kind, String record) {
    return faults(() -> rules.create(kind, List.of(new Json(record))));
  }

  private List<String> faultsOfChange(Kind kind, String changes) {
    return faults(() -> rules.change(kind, ID, new Json(changes)));
  }

  private static List<String> faults(Runnable request) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, request::run);
    if (refused == null) {
      return List.of();
    }
    assertThat(refused.failure()).isEqualTo(Failure.UNPROCESSABLE);
    return refused.refusal().errors().stream().map(FieldError::field).toList();
  }

  private static String session(String fields) {
    return "{\"question\":\"why?\"" + (fields.isEmpty() ? "" : "," + fields) + "}";
  }

  private static String hypothesis(String fields) {
    return "{\"researchQuestion\":\"why?\",\"statement\":\"It is so indeed.\",\"domain\":\"physics\","
        + "\"rationale\":\"Because somebody has seen it.\""
        + (fields.isEmpty() ? "" : "," + fields)
        + "}";
  }

  @Test
  void givesAnIdAndInitialValues() throws Exception {
    assertThat(create(Kind.SESSION, session("")))
        .isEqualTo(
            JSON.readTree(
                "{\"id\":\""
                    + ID
                    + "\",\"question\":\"why?\",\"status\":\"active\",\"iteration\":1,\"maxIterations\":10,"
                    + "\"autonomousMode\":true,\"discoveries\":[],\"tags\":{}}"));
    assertThat(
            create(Kind.CONVERSATION, "{\"prompt\":\"a\",\"response\":\"\"}").path("at").asText())
        .isEqualTo(NOW.toString());
    assertThat(create(Kind.SESSION, session("\"iteration\":null,\"domain\":null")).has("domain"))
        .isFalse();
  }

  @Test
  void keepsEveryDigitOfFreeJson() {
    String data = "{\"a\":1.10,\"b\":12345678901234567890.1234567890}";
    String record = "{\"experimentId\":\"" + OTHER + "\",\"data\":" + data + "}";
    assertThat(rules.create(Kind.RESULT, List.of(new Json(record))).get(0).text())
        .contains("\"data\":" + data);
  }

  @Test
  void acceptsTheLeastAndTheMost() {
    assertThat(faults(Kind.SESSION, "{\"question\":\"q\"}")).isEmpty();
    String longest = quoted("\ud83e\uddea".repeat(2_000));
    String tags =
        IntStream.range(0, 50)
            .mapToObj(
                i -> "\"Key_%02d.-%s\":%s".formatted(i, "x".repeat(56), quoted("v".repeat(256))))
            .collect(Collectors.joining(","));
    assertThat(faults(Kind.SESSION, "{\"question\":" + longest + ",\"tags\":{" + tags + "}}"))
        .isEmpty();
    assertThat(faults(Kind.HYPOTHESIS, hypothesis("\"noveltyScore\":0,\"priorityScore\":1")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "question      | {}",
        "question      | {\"question\":null}",
        "question      | {\"question\":\"\"}",
        "question      | {\"question\":\" \\u2003\"}",
        "question      | {\"question\":1}",
        "question      | {\"question\":\"a\\u0000\"}",
        "question      | {\"question\":\"\\ud83e\"}",
        "domain        | {\"question\":\"q\",\"domain\":\"Biology\"}",
        "domain        | {\"question\":\"q\",\"domain\":\"a\\n\"}",
        "domain        | {\"question\":\"q\",\"domain\":\"\"}",
        "status        | {\"question\":\"q\",\"status\":\"done\"}",
        "iteration     | {\"question\":\"q\",\"iteration\":0}",
        "iteration     | {\"question\":\"q\",\"iteration\":1.5}",
        "iteration     | {\"question\":\"q\",\"iteration\":\"1\"}",
        "iteration     | {\"question\":\"q\",\"iteration\":2147483648}",
        "autonomousMode| {\"question\":\"q\",\"autonomousMode\":\"yes\"}",
        "discoveries   | {\"question\":\"q\",\"discoveries\":{}}",
        "tags          | {\"question\":\"q\",\"tags\":[]}",
        "tags          | {\"question\":\"q\",\"tags\":{\"a b\":\"v\"}}",
        "tags.k        | {\"question\":\"q\",\"tags\":{\"k\":1}}",
        "id            | {\"question\":\"q\",\"id\":\"x\"}",
        "version       | {\"question\":\"q\",\"version\":1}",
        "completedAt   | {\"question\":\"q\",\"completedAt\":\"2026-01-01T00:00:00Z\"}",
        "quesion       | {\"question\":\"q\",\"quesion\":\"q\"}",
      })
  void refusesABadSession(String field, String record) {
    assertThat(faults(Kind.SESSION, record)).containsExactly(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "{", ""})
  void aRecordIsAnObject(String record) {
    assertThat(faults(Kind.SESSION, record)).first().isEqualTo("body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Does it work at all?", "Does it work at all? ", "Short"})
  void aStatementStates(String statement) {
    String record = hypothesis("").replace("It is so indeed.", statement);
    assertThat(faults(Kind.HYPOTHESIS, record)).containsExactly("statement");
    assertThat(faultsOfChange(Kind.HYPOTHESIS, "{\"statement\":\"" + statement + "\"}"))
        .containsExactly("statement");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.001", "1.001", "\"1\"", "true", "1e999", "[1]"})
  void aScoreIsFromZeroToOne(String score) {
    assertThat(faults(Kind.HYPOTHESIS, hypothesis("\"noveltyScore\":" + score)))
        .containsExactly("noveltyScore");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RESULT | confidenceInterval | {\"experimentId\":\"ID\",\"data\":{},\"confidenceInterval\":[2,1]}",
        "RESULT | confidenceInterval | {\"experimentId\":\"ID\",\"data\":{},\"confidenceInterval\":[1]}",
        "RESULT | confidenceInterval | {\"experimentId\":\"ID\",\"data\":{},\"confidenceInterval\":[\"1\",2]}",
        "RESULT | experimentId | {\"experimentId\":\"ID-\",\"data\":{}}",
        "PAPER | url | {\"source\":\"s\",\"title\":\"t\",\"url\":\"javascript:alert(1)\"}",
        "PAPER | doi | {\"source\":\"s\",\"title\":\"t\",\"doi\":\"11.1/x\"}",
        "PAPER | publishedAt | {\"source\":\"s\",\"title\":\"t\",\"publishedAt\":\"2026-01-01\"}",
        "PAPER | publishedAt | {\"source\":\"s\",\"title\":\"t\",\"publishedAt\":\"+12026-01-01T00:00:00Z\"}",
        "TOPIC_SIMILARITY | otherId | {\"topicId\":\"ID\",\"otherId\":\"ID\",\"similarity\":1}",
        "RELATIONSHIP | targetId | {\"sourceId\":\"ID\",\"targetId\":\"ID\",\"type\":\"cite\"}",
        "EXPERIMENT_RUN | finishedAt | {\"experimentId\":\"ID\",\"startedAt\":\"2026-01-02T00:00:00Z\",\"finishedAt\":\"2026-01-01T00:00:00Z\"}",
      })
  void fieldsMustFitEachOther(Kind kind, String field, String record) {
    assertThat(faults(kind, record.replace("ID", OTHER))).containsExactly(field);
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(faults(Kind.SESSION, "{\"question\":" + quoted("q".repeat(2_001)) + "}"))
        .containsExactly("question");
    String tags =
        IntStream.range(0, 51)
            .mapToObj(i -> "\"k" + i + "\":\"v\"")
            .collect(Collectors.joining(","));
    assertThat(faults(Kind.SESSION, session("\"tags\":{" + tags + "}"))).containsExactly("tags");
    String text = quoted("x".repeat(1_000_000));
    assertThat(faults(Kind.SESSION, session("\"discoveries\":[" + text + "]")))
        .containsExactly("discoveries");
  }

  /** A thousand short numbers that the database would store with ten thousand digits each. */
  @Test
  void weighsNumbersAsTheyAreStored() {
    String numbers = String.join(",", Collections.nCopies(1_000, "1e9999"));
    assertThat(faults(Kind.SESSION, session("\"discoveries\":[" + numbers + "]")))
        .containsExactly("discoveries");
    assertThat(faults(Kind.SESSION, session("\"discoveries\":[1e9999,1e-9999]"))).isEmpty();
  }

  @Test
  void tellsAllFaultsOfABatchWithTheirPlaces() {
    List<Json> two = List.of(new Json(session("\"iteration\":0,\"x\":1")), new Json("{}"));
    assertThat(faults(() -> rules.create(Kind.SESSION, two)))
        .containsExactly("items[0].x", "items[0].iteration", "items[1].question");
    assertThat(faults(() -> rules.create(Kind.SESSION, List.of()))).containsExactly("items");
    List<Json> many = Collections.nCopies(1_001, new Json("{}"));
    assertThat(faults(() -> rules.create(Kind.SESSION, many))).containsExactly("items");
    assertThat(faults(() -> rules.create(Kind.SESSION, many.subList(0, 1_000)))).hasSize(100);
  }

  @Test
  void aChangeNamesWhatChanges() {
    assertThat(rules.change(Kind.SESSION, ID, new Json("{\"status\":\"paused\",\"domain\":null}")))
        .isEqualTo(new Json("{\"status\":\"paused\",\"domain\":null}"));
    assertThat(faultsOfChange(Kind.SESSION, "{}")).containsExactly("body");
    assertThat(faultsOfChange(Kind.SESSION, "[]")).containsExactly("body");
    assertThat(faultsOfChange(Kind.SESSION, "{\"question\":null}")).containsExactly("question");
    assertThat(faultsOfChange(Kind.SESSION, "{\"status\":null}")).containsExactly("status");
    assertThat(faultsOfChange(Kind.SESSION, "{\"owner\":\"me\"}")).containsExactly("owner");
    assertThat(faultsOfChange(Kind.HYPOTHESIS, "{\"sessionId\":\"" + OTHER + "\"}"))
        .containsExactly("sessionId");
    assertThat(faultsOfChange(Kind.ENTITY, "{\"mergedIntoId\":\"" + ID + "\"}"))
        .containsExactly("mergedIntoId");
  }

  @Test
  void saysWhatToDo() {
    assertThatThrownBy(() -> rules.create(Kind.SESSION, List.of(new Json("{\"quesion\":1}"))))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.refusal().type()).isEqualTo("invalid-session");
              assertThat(refused.refusal().advice()).isNotBlank();
              assertThat(refused.refusal().errors().get(0).message()).contains("question, ");
            });
  }
}
