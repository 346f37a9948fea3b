package io.athanor.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredLimitsTest {

  private static Limits limits(long memory) {
    return new Limits(
        Duration.ofSeconds(30),
        Duration.ofMillis(500),
        memory,
        64,
        1L << 27,
        1,
        4096,
        1L << 30,
        "none");
  }

  @ParameterizedTest
  @CsvSource({
    "1,1B",
    "1023,1023B",
    "1024,1KB",
    "268435456,256MB",
    "268435457,268435457B",
    "8589934592,8GB",
    "1536,1536B"
  })
  void sizesAreShownInTheLargestUnitThatDividesThem(long bytes, String shown) {
    String json = StoredLimits.encode(limits(bytes));
    assertThat(json).contains("\"memory\":\"" + shown + "\"");
    assertThat(StoredLimits.decode(json)).isEqualTo(limits(bytes));
  }

  @Test
  void durationsAreIso() {
    assertThat(StoredLimits.encode(limits(1024)))
        .contains("\"wall\":\"PT30S\"", "\"cpu\":\"PT0.5S\"");
  }
}
