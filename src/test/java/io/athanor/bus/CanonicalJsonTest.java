package io.athanor.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"b\":1,\"a\":[{\"d\":1,\"c\":2}]} ; {\"a\":[{\"c\":2,\"d\":1}],\"b\":1}",
        "1 ; 1.0",
        "10 ; 1e1",
        "10 ; 10.00",
        "-0 ; 0.0e7",
        "0.5 ; 5E-1",
        "1e400 ; 10e399",
        "100000000000000000000 ; 1e20",
        "\"\\u0061\" ; \"a\"",
        "\"\\/\" ; \"/\"",
        "[ ] ; []",
      })
  void equalValuesHaveOneText(String one, String other) {
    assertThat(CanonicalJson.of(one)).isEqualTo(CanonicalJson.of(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "[1,2] ; [2,1]",
        "9007199254740993 ; 9007199254740992",
        "0.1 ; 0.10000000000000000001",
        "1e2147483 ; 1e2147484",
        "1 ; \"1\"",
        "null ; \"null\"",
        "{\"a\":null} ; {}",
        "[[]] ; [{}]",
        "{\"a\":{\"b\":1}} ; {\"a\":{},\"b\":1}",
        "\"\\ud800\" ; \"?\"",
        "\"\\u0000\" ; \"\"",
        "\"A\" ; \"a\"",
      })
  void differentValuesHaveDifferentTexts(String one, String other) {
    assertThat(CanonicalJson.of(one)).isNotEqualTo(CanonicalJson.of(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"z\":[1.50,-2e-7,1e300,12345678901234567890],\"ä\":\"\\ud83d\\ude00\\n\\\"\\\\\"}",
        "{\"\":true}",
        "[1e41,1e40,4000]",
      })
  void theTextIsJsonOfTheSameValue(String text) throws Exception {
    JsonMapper mapper = JsonMapper.builder().build();
    String canonical = CanonicalJson.of(text);
    assertThat(mapper.readTree(canonical).toString().length()).isPositive();
    assertThat(CanonicalJson.of(canonical)).isEqualTo(canonical);
    assertThat(canonical).matches("\\p{ASCII}*");
  }

  /** Records are decoded from canonical text too, and their whole numbers must stay whole. */
  @Test
  void wholeNumbersStayPlain() {
    assertThat(CanonicalJson.of("{\"n\":[50, 9223372036854775800, -100]}"))
        .isEqualTo("{\"n\":[50,9223372036854775800,-100]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\":1}{",
        "1 2",
        "nul",
        "NaN",
        "01",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "\"\u0000\"",
        "1e99999999999",
        "1000e2147483647",
      })
  void whatIsNoJsonIsRefusedInWords(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalJson.of(text))
        .withMessageMatching("(?s)(is no JSON: |holds a number).+");
  }

  @Test
  void depthAndDigitsAreBounded() {
    String deep = "[".repeat(100) + "]".repeat(100);
    assertThat(CanonicalJson.of(deep)).isEqualTo(deep);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalJson.of("[".repeat(100_000) + "]".repeat(100_000)));
    assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.of("1".repeat(1_001)));
    assertThat(CanonicalJson.of("1e1000000000")).hasSizeLessThan(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "\"{}\""})
  void anObjectIsDemanded(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CanonicalJson.ofObject(text))
        .withMessage("must be a JSON object");
  }
}
