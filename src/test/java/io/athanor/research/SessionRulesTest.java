package io.athanor.research;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Caller;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.Research.OpenSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRulesTest {

  private static final String QUESTION = "Does a longer warm-up help?";

  private static List<String> faults(
      String question, String description, String domain, Map<String, String> tags) {
    return SessionRules.check(new OpenSession(question, description, domain, tags, Caller.ADMIN))
        .map(Refusal::errors)
        .orElse(List.of())
        .stream()
        .map(FieldError::field)
        .toList();
  }

  @Test
  void acceptsTheLeastAndTheMost() {
    assertThat(faults("?", null, null, null)).isEmpty();
    Map<String, String> tags = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      tags.put("Key_%02d.-".formatted(i) + "x".repeat(56), "v".repeat(256));
    }
    assertThat(tags.keySet()).allMatch(key -> key.length() <= 64);
    assertThat(faults("q".repeat(2_000), "d".repeat(20_000), "a-z_0. ".repeat(14), tags)).isEmpty();
    // Characters count, not the halves that Java stores them in.
    assertThat(faults("\ud83e\uddea".repeat(2_000), "", "x", Map.of("k", ""))).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\n\t", "\u2003"})
  void refusesAnEmptyQuestion(String question) {
    assertThat(faults(question, null, null, null)).containsExactly("question");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Biology", "a/b", "a\n", "\u00e4", "a\0"})
  void refusesAnOddDomain(String domain) {
    assertThat(faults(QUESTION, null, domain, null)).containsExactly("domain");
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(faults("q".repeat(2_001), null, null, null)).containsExactly("question");
    assertThat(faults(QUESTION, "d".repeat(20_001), null, null)).containsExactly("description");
    assertThat(faults(QUESTION, null, "d".repeat(101), null)).containsExactly("domain");
    assertThat(faults(QUESTION, null, null, Map.of("k", "v".repeat(257))))
        .containsExactly("tags.k");
    assertThat(faults(QUESTION, null, null, Map.of("k".repeat(65), "v"))).containsExactly("tags");
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 51; i++) {
      many.put("k" + i, "v");
    }
    assertThat(faults(QUESTION, null, null, many)).containsExactly("tags");
  }

  @Test
  void refusesWhatTheDatabaseCannotStore() {
    assertThat(faults("a\0?", "b\0", null, Map.of("k", "\0")))
        .containsExactly("question", "description", "tags.k");
    assertThat(faults("a\ud83e?", "\uddea", null, Map.of("k", "\ud83e")))
        .containsExactly("question", "description", "tags.k");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "\u00e4", "a\0"})
  void refusesAnOddKeyWithoutRepeatingIt(String key) {
    assertThat(faults(QUESTION, null, null, Map.of(key, "v"))).containsExactly("tags");
  }

  @Test
  void tellsAllFaultsAtOnce() {
    Refusal refusal =
        SessionRules.check(
                new OpenSession("", "d\0" + "d".repeat(20_000), "X", Map.of("?", "v"), null))
            .orElseThrow();
    assertThat(refusal.failure()).isEqualTo(Failure.UNPROCESSABLE);
    assertThat(refusal.errors())
        .extracting(FieldError::field)
        .containsExactly("question", "description", "description", "domain", "tags", "caller");
  }
}
