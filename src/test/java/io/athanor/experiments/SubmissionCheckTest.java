package io.athanor.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Submission;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionCheckTest {

  private static final String DIGEST = "a".repeat(64);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "runtime ; {'runtime':null}",
        "runtime ; {'runtime':'cobol'}",
        "runtime ; {'runtime':'Python'}",
        "source ; {'source':null}",
        "source ; {'source':' \\n'}",
        "source ; {'source':'a\\u0000b'}",
        "programId ; {'programId':'aa','source':null}",
        "arguments ; {'runtime':'exec','source':null}",
        "arguments[1] ; {'arguments':['a','\\u0000']}",
        "name ; {'name':'\\u0000'}",
        "priority ; {'priority':101}",
        "priority ; {'priority':-101}",
        "pool ; {'pool':''}",
        "pool ; {'pool':'a b'}",
        "pool ; {'pool':'.a'}",
        "requiredTier ; {'requiredTier':'STRICT'}",
        "reuse ; {'reuse':'attach'}",
        "isolation ; {'isolation':'shared'}",
        "sessionId ; {'isolation':'group'}",
        "isolation ; {'isolation':'group','runtime':'bash','sessionId':'00000000-0000-7000-8000-000000000000'}",
        "concurrencyKey ; {'concurrencyKey':'a b'}",
        "concurrencyKey ; {'concurrencyKey':''}",
        "notBefore ; {'notBefore':'+10000-01-01T00:00:00Z'}",
        "retry.on ; {'retry':{}}",
        "retry.on ; {'retry':{'on':['LOST']}}",
        "retry.on ; {'retry':{'on':['failed']}}",
        "retry.max ; {'retry':{'on':['FAILED'],'max':0}}",
        "retry.max ; {'retry':{'on':['FAILED'],'max':21}}",
        "retry.factor ; {'retry':{'on':['FAILED'],'factor':0.5}}",
        "retry.backoff ; {'retry':{'on':['FAILED'],'backoff':'1s'}}",
        "retry.maxBackoff ; {'retry':{'on':['FAILED'],'maxBackoff':'PT25H'}}",
        "retry.memory ; {'retry':{'memory':'256MB'}}",
        "retry.memory ; {'retry':{'memory':'9GB'}}",
        "retry.memory ; {'retry':{'memory':'much'}}",
        "experimentType ; {'experimentType':'guess'}",
        "tags ; {'tags':{'a b':'x'}}",
        "tags.a ; {'tags':{'a':null}}",
        "tags.a ; {'tags':{'a':'\\u0000'}}",
        "env ; {'env':{'1A':'x'}}",
        "env ; {'env':{'A=B':'x'}}",
        "env.ATHANOR_HOME ; {'env':{'ATHANOR_HOME':'x'}}",
        "inputs[0].name ; {'inputs':[{'name':'../x','digest':'DIGEST'}]}",
        "inputs[0].name ; {'inputs':[{'name':'params.json','digest':'DIGEST'}]}",
        "inputs[0].name ; {'inputs':[{'name':'main.py','digest':'DIGEST'}]}",
        "inputs[0].name ; {'inputs':[{'digest':'DIGEST'}]}",
        "inputs[0].digest ; {'inputs':[{'name':'x'}]}",
        "inputs[0].digest ; {'inputs':[{'name':'x','digest':'zz'}]}",
        "inputs ; {'inputs':[{'name':'x','digest':'DIGEST'},{'name':'x','digest':'DIGEST'}]}",
        "requests.cpu ; {'requests':{'cpu':0}}",
        "requests.cpu ; {'requests':{'cpu':1025}}",
        "requests.memory ; {'requests':{'memory':'much'}}",
        "requests.memory ; {'requests':{'memory':'257MB'}}",
        "requests.duration ; {'requests':{'duration':'1s'}}",
        "limits.wall ; {'limits':{'wall':'30s'}}",
        "limits.wall ; {'limits':{'wall':'PT0.0001S'}}",
        "limits.cpu ; {'limits':{'cpu':'PT-1S'}}",
        "limits.memory ; {'limits':{'memory':'256mb'}}",
        "limits.processes ; {'limits':{'processes':0}}",
        "limits.disk ; {'limits':{'disk':''}}",
        "limits.file ; {'limits':{'file':'-1KB'}}",
        "limits.output ; {'limits':{'output':'0.1B'}}",
        "limits.result ; {'limits':{'result':'999999999999GB'}}",
        "limits.network ; {'limits':{'network':'host'}}",
        "parameters ; {'parameters':[]}",
      })
  void oneBadFieldIsNamed(String field, String submission) {
    String json = submission.replace('\'', '"').replace("DIGEST", DIGEST);
    assertThat(Submissions.faults(Submissions.with(json)))
        .extracting(FieldError::field)
        .containsExactly(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{'priority':100}",
        "{'priority':-100}",
        "{'source':null,'programId':'DIGEST'}",
        "{'runtime':'exec','source':null,'arguments':['/usr/bin/true']}",
        "{'runtime':'exec','source':'#!/usr/bin/bash'}",
        "{'runtime':'node','inputs':[{'name':'main.py','digest':'DIGEST'}]}",
        "{'env':{'PATH':'','ÄTHANOR':'x'}}",
        "{'limits':{'wall':'PT2H','memory':'8GB','processes':1024,'network':'none'}}",
        "{'limits':{'memory':'1.5 MB'}}",
        "{'isolation':'group','sessionId':'00000000-0000-7000-8000-000000000000'}",
        "{'isolation':'attempt','reuse':'finished','requiredTier':'none','deterministic':false}",
        "{'dependsOn':['00000000-0000-7000-8000-000000000000'],'notBefore':'2030-01-01T00:00:00Z'}",
        "{'concurrencyKey':'gpu:0/a'}",
        "{'retry':{'on':['FAILED','WALL_LIMIT'],'max':20,'backoff':'PT0.5S','factor':10,'maxBackoff':'PT24H','memory':'8GB'}}",
        "{'retry':{'memory':'512MB'}}",
        "{'dependsOn':[],'tags':{},'requests':{'cpu':0.5,'memory':'256MB','duration':'PT1H'}}",
      })
  void theEdgesAreAccepted(String submission) {
    String json = submission.replace('\'', '"').replace("DIGEST", DIGEST).replace("ÄTHANOR", "_A1");
    assertThat(Submissions.faults(Submissions.with(json))).isEmpty();
  }

  @Test
  void everythingWrongIsToldAtOnceWithItsPlaceInTheBatch() {
    Submission good = Submissions.with("{}");
    Submission bad =
        Submissions.with(
            """
            {"runtime": "cobol", "priority": 1000, "pool": "!", "tags": {"?": "x"}, "parameters": 3,
             "limits": {"wall": "PT3H", "memory": "9GB", "processes": 2000}, "concurrencyKey": "", "retry": {}}
            """);
    assertThat(Submissions.faults(good, bad))
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder(
            "experiments[1].runtime",
            "experiments[1].priority",
            "experiments[1].pool",
            "experiments[1].tags",
            "experiments[1].parameters",
            "experiments[1].limits.wall",
            "experiments[1].limits.memory",
            "experiments[1].limits.processes",
            "experiments[1].concurrencyKey",
            "experiments[1].retry.on");
  }

  @Test
  void ceilingsAreNamed() {
    assertThat(
            Submissions.faults(
                Submissions.with(
                    "{\"limits\": {\"wall\": \"PT2H0.001S\", \"disk\": \"8193MB\", \"processes\": 1025}}")))
        .extracting(FieldError::message)
        .containsExactlyInAnyOrder(
            "is above the ceiling of PT2H",
            "is above the ceiling of 8GB",
            "is above the ceiling of 1024");
  }

  @Test
  void lengthsAreBounded() {
    String many =
        IntStream.rangeClosed(0, 50)
            .mapToObj(i -> "\"t" + i + "\": \"\"")
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(
            Submissions.faults(
                Submissions.with(
                    "{\"name\": \"%s\", \"domain\": \"%s\", \"tags\": %s}"
                        .formatted("n".repeat(201), "d".repeat(101), many))))
        .extracting(FieldError::field)
        .containsExactly("name", "domain", "tags");
    assertThat(faultsOfSource("x".repeat(48 * 1024))).containsExactly("source");
    assertThat(faultsOfSource("x".repeat(2 * 1024 * 1024))).containsExactly("source");
    String argument = "\"" + "a".repeat(32 * 1024) + "\"";
    String twenty = String.join(",", java.util.Collections.nCopies(20, argument));
    assertThat(Submissions.faults(Submissions.with("{\"arguments\": [" + twenty + "]}")))
        .extracting(FieldError::field)
        .containsExactly("arguments");
    assertThat(
            Submissions.faults(
                Submissions.with("{\"parameters\": {\"a\": \"" + "x".repeat(1 << 20) + "\"}}")))
        .extracting(FieldError::field)
        .containsExactly("parameters");
  }

  private static List<String> faultsOfSource(String source) {
    return Submissions.faults(Submissions.with("{\"source\": \"" + source + "\"}")).stream()
        .map(FieldError::field)
        .toList();
  }

  @Test
  void aFloodOfFaultsIsCut() {
    Submission bad = Submissions.with("{\"runtime\": null, \"priority\": 1000}");
    assertThat(
            Submissions.faults(
                java.util.Collections.nCopies(1_000, bad).toArray(Submission[]::new)))
        .hasSize(100);
  }

  @Test
  void anEmptyRequestIsRefused() {
    Refusal refusal =
        Assertions.catchThrowableOfType(
                RefusedException.class,
                () -> new SubmissionPlanner(Submissions.CONFIG).plan(List.of()))
            .refusal();
    assertThat(refusal.failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(refusal.detail()).isEqualTo("experiments is empty");
  }
}
