package io.athanor.profiling.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenefitTest {

  @ParameterizedTest
  @CsvSource({
    "-5,1",
    "NaN,1",
    "0,1",
    "99,1",
    "100,2",
    "320,3",
    "1000,4",
    "10000,6",
    "1000000,10",
    "1e12,10"
  })
  void itIsALogarithm(double millis, int benefit) {
    assertThat(Benefit.of(millis)).isEqualTo(benefit);
  }

  /** 20 ms ten thousand times an hour is more than 200 ms once a day. */
  @Test
  void whatComesOftenOutranksWhatTakesLong() {
    Subject often = subject(10_000, 20.0);
    Subject seldom = subject(1 / 24.0, 200.0);
    assertThat(often.millis() - often.millis(1))
        .isGreaterThan(1_000 * (seldom.millis() - seldom.millis(1)));
    assertThat(Benefit.of(often.millis())).isEqualTo(6 + 2);
    assertThat(Benefit.of(seldom.millis())).isEqualTo(1);
  }

  private static Subject subject(double callsPerHour, double meanMillis) {
    return new Subject(
        "a.b", "select", callsPerHour, meanMillis, 100, Set.of(), Set.of(), Set.of());
  }
}
