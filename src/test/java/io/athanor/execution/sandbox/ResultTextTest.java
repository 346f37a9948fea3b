package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultTextTest {
  private static ResultText of(String text) {
    return ResultText.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "\"a\"",
        "null",
        "{\"a\": [1, 2.5e300, \"\\ud83d\\ude00\"]}",
        " [] \n",
        "1208925819614629174706176"
      })
  void aDocumentIsKeptAsItIs(String text) {
    assertThat(of(text)).isEqualTo(new ResultText(text, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1",
        "1 2",
        "{} x",
        "NaN",
        "1e999",
        "[-1e400]",
        "\"\\u0000\"",
        "{\"\\u0000\": 1}",
        "\"\\ud800\"",
        "'a'",
        "[1,]",
        "tru"
      })
  void whatCannotBeStoredIsRefused(String text) {
    assertThat(of(text).problem()).isNotNull();
    assertThat(of(text).text()).isNull();
  }

  @Test
  void depthIsLimitedAndCostsNoStack() {
    assertThat(of("[".repeat(64) + "]".repeat(64)).problem()).isNull();
    assertThat(of("[".repeat(65) + "]".repeat(65)).problem()).contains("deeper than 64");
    assertThat(of("{\"a\":".repeat(500_000)).problem()).contains("deeper than 64");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    assertThat(ResultText.of(new byte[] {'"', (byte) 0xff, '"'}).problem()).contains("UTF-8");
  }
}
