package io.athanor.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Contents;
import io.athanor.contract.Json;
import io.athanor.contract.Queue.Planned;
import io.athanor.contract.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionPlannerTest {

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  private final SubmissionPlanner planner = new SubmissionPlanner(Submissions.CONFIG);

  private Planned plan(String fields) {
    return planner.plan(List.of(Submissions.with(fields))).get(0);
  }

  private String fingerprint(String fields) {
    return plan(fields.replace('\'', '"').replace("A64", A).replace("B64", B)).fingerprint();
  }

  @Test
  void whatIsNotGivenGetsItsDefault() {
    Planned planned = plan("{}");
    assertThat(planned.limits()).isEqualTo(Submissions.CONFIG.defaults());
    assertThat(planned.parameters().text()).isEqualTo("{}");
    assertThat(planned.inputs().text()).isEqualTo("[]");
    assertThat(planned.requests()).isEqualTo(Json.EMPTY);
    assertThat(planned.priority()).isZero();
    assertThat(planned.pool()).isEqualTo("default");
    assertThat(planned.deterministic()).isTrue();
    assertThat(planned.reuseFinished()).isFalse();
    assertThat(planned.requiredTier()).isNull();
    assertThat(planned.seed()).isNull();
    assertThat(planned.programDigest())
        .isEqualTo(
            Contents.digestOf("result = 1".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(planned.id().version()).isEqualTo(7);
  }

  @Test
  void whatIsGivenIsKept() {
    Planned planned =
        plan(
            """
            {"name": "n", "parameters": {"b": 1.0, "a": [2]}, "env": {"K": "v"}, "seed": -1, "deterministic": false,
             "priority": 7, "pool": "gpu", "limits": {"wall": "PT1M", "memory": "1.5MB", "processes": 3},
             "requiredTier": "strict", "reuse": "finished", "domain": "d", "tags": {"t": "u"},
             "sessionId": "00000000-0000-7000-8000-000000000001", "arguments": ["x"], "requests": {"cpu": 0.5}}
            """);
    assertThat(planned.parameters().text()).isEqualTo("{\"b\":1.0,\"a\":[2]}");
    assertThat(planned.env()).isEqualTo(Map.of("K", "v"));
    assertThat(planned.seed()).isEqualTo(-1);
    assertThat(planned.deterministic()).isFalse();
    assertThat(planned.priority()).isEqualTo(7);
    assertThat(planned.pool()).isEqualTo("gpu");
    assertThat(planned.limits().wall()).isEqualTo(Duration.ofMinutes(1));
    assertThat(planned.limits().cpu()).isEqualTo(Submissions.CONFIG.defaults().cpu());
    assertThat(planned.limits().memory()).isEqualTo(3 * Submissions.MB / 2);
    assertThat(planned.limits().processes()).isEqualTo(3);
    assertThat(planned.requiredTier()).isEqualTo("strict");
    assertThat(planned.reuseFinished()).isTrue();
    assertThat(planned.tags()).isEqualTo(Map.of("t", "u"));
    assertThat(planned.sessionId()).isNotNull();
    assertThat(planned.requests().text()).contains("0.5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'parameters':{'a':1,'b':{'c':2,'d':3}}} ; {'parameters':{'b':{'d':3,'c':2},'a':1}}",
        "{'parameters':{'a':10}} ; {'parameters':{'a':1.0e1}}",
        "{'parameters':{}} ; {}",
        "{'env':{'A':'1','B':'2'}} ; {'env':{'B':'2','A':'1'}}",
        "{'inputs':[{'name':'x','digest':'A64'},{'name':'y','digest':'B64'}]} ; {'inputs':[{'name':'y','digest':'B64'},{'name':'x','digest':'A64'}]}",
        "{'name':'n','priority':5,'tags':{'a':'b'},'pool':'p','limits':{'wall':'PT1S'}} ; {}",
      })
  void equalExperimentsHaveEqualFingerprints(String one, String other) {
    assertThat(fingerprint(one)).isEqualTo(fingerprint(other)).matches("[0-9a-f]{64}");
  }

  @Test
  void everyPartThatMattersChangesTheFingerprint() {
    List<String> variants =
        List.of(
            "{}",
            "{'runtime':'bash'}",
            "{'source':'result = 2'}",
            "{'source':null,'programId':'A64'}",
            "{'arguments':['a']}",
            "{'arguments':['a','']}",
            "{'arguments':['','a']}",
            "{'arguments':['a,']}",
            "{'parameters':{'a':1}}",
            "{'parameters':{'a':'1'}}",
            "{'parameters':{'a':9007199254740993}}",
            "{'parameters':{'a':9007199254740992}}",
            "{'parameters':{'a':null}}",
            "{'inputs':[{'name':'x','digest':'A64'}]}",
            "{'inputs':[{'name':'x','digest':'B64'}]}",
            "{'inputs':[{'name':'y','digest':'A64'}]}",
            "{'env':{'A':'1'}}",
            "{'env':{'A':'2'}}",
            "{'seed':0}",
            "{'seed':1}");
    List<String> fingerprints = new ArrayList<>();
    variants.forEach(variant -> fingerprints.add(fingerprint(variant)));
    assertThat(fingerprints).doesNotHaveDuplicates();
  }

  @Test
  void aStoredProgramIsTheSameAsItsText() {
    String digest = plan("{}").programDigest();
    assertThat(plan("{\"source\": null, \"programId\": \"" + digest + "\"}").fingerprint())
        .isEqualTo(plan("{}").fingerprint());
  }

  @Test
  void idsOfABatchAreInOrder() {
    List<Submission> thousand = Collections.nCopies(1_000, Submissions.with("{}"));
    List<String> ids =
        planner.plan(thousand).stream().map(planned -> planned.id().toString()).toList();
    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void deepParametersAreAcceptedAndBottomlessOnesRefused() {
    String deep = "{\"parameters\":{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}}";
    assertThat(plan(deep).parameters().text()).contains("[".repeat(99));
    Submission bottomless = with("{\"a\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}");
    assertThat(Submissions.faults(bottomless))
        .singleElement()
        .extracting("field")
        .isEqualTo("parameters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1} x",
        "{\"a\":01}",
        "{\"a\":1e99999999999}",
        "``",
        "{"
      })
  void textThatIsNoJsonObjectIsRefused(String text) {
    assertThat(Submissions.faults(with(text)))
        .singleElement()
        .extracting("field")
        .isEqualTo("parameters");
  }

  private static Submission with(String parameters) {
    Submission plain = Submissions.with("{}");
    return new Submission(
        null,
        plain.runtime(),
        plain.source(),
        null,
        null,
        new Json(parameters),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
