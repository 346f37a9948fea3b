package io.athanor.research;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.athanor.contract.Field;
import io.athanor.contract.Kind;
import io.athanor.contract.Refusal.FieldError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldCheckTest {

  private static final Field TIME =
      Kind.CONVERSATION.fields().stream()
          .filter(field -> field.type() == Field.Type.TIME)
          .findFirst()
          .orElseThrow();

  private final FieldCheck check = new FieldCheck();

  /** The store knows no offset of 16 hours, and would round the last moment into another year. */
  @ParameterizedTest
  @CsvSource({
    "2026-06-01T00:00:00+16:00, 2026-05-31T08:00:00Z",
    "9999-12-31T05:59:59-18:00, 9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.9999999Z, 9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
  })
  void timesAreKeptInUtcAsExactAsTheStoreIs(String given, String kept) {
    assertThat(check.checked(TIME, TextNode.valueOf(given), "at").textValue()).isEqualTo(kept);
    assertThat(check.errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-06-01", ""})
  void anotherTimeIsRefused(String time) {
    check.checked(TIME, TextNode.valueOf(time), "at");
    assertThat(check.errors()).extracting(FieldError::field).containsExactly("at");
  }
}
