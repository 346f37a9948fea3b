package io.athanor.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Cache.Read;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.RefusedException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerKeyTest {

  private static final Duration TTL = Duration.ofSeconds(10);

  private static AnswerKey key(String address, String request, Duration ttl, List<String> tags) {
    return AnswerKey.of(new Read(address, new Json(request), ttl, tags), TTL);
  }

  private static AnswerKey key(String request) {
    return key("a.b", request, null, List.of());
  }

  @Test
  void theOrderOfPropertiesAndWhiteSpaceDoNotMatter() {
    assertThat(key("{\"b\": [1, {\"d\": 1, \"c\": null}], \"a\": \"x\"}"))
        .isEqualTo(key("{\"a\":\"x\",\"b\":[1,{\"c\":null,\"d\":1}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[1,2];[2,1]",
        "0.1;0.10000000000000000001",
        "9007199254740993;9007199254740992",
        "{\"a\":null};{}",
        "\"1\";1",
        "null;\"null\"",
      })
  void differentValuesStayDifferent(String one, String other) {
    assertThat(key(one)).isNotEqualTo(key(other));
  }

  @Test
  void tagsAndTimeToLiveBelongToIt() {
    AnswerKey key = key("a.b", "1", TTL, List.of("y", "x", "y"));
    assertThat(key.tags()).containsExactly("x", "y");
    assertThat(key).isEqualTo(key("a.b", "1", null, List.of("x", "y")));
    assertThat(key).isNotEqualTo(key("a.b", "1", TTL, List.of("x")));
    assertThat(key).isNotEqualTo(key("a.b", "1", TTL.plusNanos(1), List.of("x", "y")));
    assertThat(key).isNotEqualTo(key("a.c", "1", TTL, List.of("x", "y")));
  }

  @Test
  void anEndlessTimeToLiveIsCut() {
    assertThat(key("a.b", "1", Duration.ofSeconds(Long.MAX_VALUE), List.of()).ttlNanos())
        .isEqualTo(AnswerKey.MAX_TTL.toNanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{\"a\":1}{", "1 2", "{\"a\":1,\"a\":2}", "nul"})
  void refusesWhatIsNoJson(String request) {
    refused("a.b", request, TTL, List.of());
  }

  @Test
  void refusesNestingWithoutEnd() {
    refused("a.b", "[".repeat(100_000), TTL, List.of());
  }

  @Test
  void refusesWhatMakesNoSense() {
    refused("a.b", "1", Duration.ofNanos(-1), List.of());
    refused("cache.read", "1", TTL, List.of());
    refused(null, "1", TTL, List.of());
    refused("a.b", "1", TTL, Collections.nCopies(65, "t"));
    refused("a.b", "1", TTL, List.of("t".repeat(257)));
    assertThatThrownBy(() -> AnswerKey.of(new Read("a.b", null, TTL, List.of()), TTL))
        .isInstanceOf(RefusedException.class);
  }

  private static void refused(String address, String request, Duration ttl, List<String> tags) {
    assertThatThrownBy(() -> key(address, request, ttl, tags))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.INVALID));
  }
}
