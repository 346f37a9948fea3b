package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpJsonTest {

  record Free(String before, Json free, String after) {}

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 3_990, 4_000, 8_000, 32_760, 70_000, 300_000})
  void freeJsonIsCutExactlyWhereverItLies(int padding) {
    String free = "{\"é\" : [1.10, \"\\u00e9😀\", {}],\n\t\"z\":{\"q\":null} }";
    String text =
        "{\"before\":\"" + "ü".repeat(padding) + "\", \"free\" :  " + free + " ,\"after\":\"x\"}";
    Free read = HttpJson.read(text.getBytes(StandardCharsets.UTF_8), Free.class);
    assertThat(read.free().text()).isEqualTo(free);
    assertThat(read.after()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[1, 2]", "{\"a\":{}}", "\"text\"", "\"\"", "12", "-1.5e3", "true", "null"})
  void aMemberIsCutExactly(String value) {
    for (int padding : new int[] {0, 5_000, 50_000}) {
      String document =
          "{\"p\":\"" + " ".repeat(padding) + "\",\"m\" : " + value + " ,\"z\":{\"m\":0}}";
      assertThat(HttpJson.member(document, "m")).contains(value);
      assertThat(HttpJson.member("{\"m\":" + value + "}", "m")).contains(value);
    }
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    byte[] text = "{\"before\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> HttpJson.read(text, Free.class))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(400));
  }

  private static String refused(String body, Class<?> type) {
    try {
      HttpJson.read(body.getBytes(StandardCharsets.UTF_8), type);
      throw new AssertionError("accepted: " + body);
    } catch (ProblemException e) {
      return e.problem().detail();
    }
  }

  @Test
  void whatTheParserSaysOfItselfIsLeftOut() {
    for (String body : new String[] {"{", "[".repeat(200), "{\"before\":NaN}", "{\"a\":\"", "{x"}) {
      assertThat(refused(body, Free.class))
          .contains("not valid JSON")
          .doesNotContain("`", "Source");
    }
  }

  record Batch(List<Json> items) {}

  @Test
  void whoSendsAListIsToldWhatAroundIt() {
    assertThat(refused("[{}]", Batch.class)).contains("an object with \"items\", found an array");
  }

  @Test
  void onlyMembersOfTheOutermostObjectCount() {
    assertThat(HttpJson.member("{\"a\":{\"m\":1}}", "m")).isEmpty();
    assertThat(HttpJson.member("[]", "m")).isEmpty();
    assertThat(HttpJson.member("{}", "m")).isEmpty();
  }

  @Test
  void mistakesAreCountedOnlyToAPoint() {
    String many = "{" + fields(500) + "\"after\":null}";
    assertThatThrownBy(() -> HttpJson.read(many.getBytes(StandardCharsets.UTF_8), Free.class))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().errors()).hasSize(100));
  }

  private static String fields(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      text.append("\"y").append(i).append("\":1,");
    }
    return text.toString();
  }

  @Test
  void hintsNameTheNearestWord() {
    List<String> known = List.of("wall", "cpu", "memory");
    assertThat(Spelling.hint("wal", known)).contains("\"wall\"");
    assertThat(Spelling.hint("Memroy", known)).contains("\"memory\"");
    assertThat(Spelling.hint("program", List.of("programDigest", "source")))
        .isEqualTo("; did you mean \"source\"?");
    assertThat(Spelling.hint("program", known)).contains("known are wall");
    assertThat(Spelling.hint("timeout", known)).contains("known are wall, cpu, memory");
    assertThat(Spelling.hint("x".repeat(10_000), known)).contains("known are");
  }
}
