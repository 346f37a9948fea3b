package io.athanor.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "36000 | 36,000",
        "1234.5 | 1,235",
        "99.97 | 100",
        "48.26 | 48.3",
        "3 | 3",
        "1.996 | 2",
        "0.0416666 | 0.042",
        "0.00000012 | 0.00000012",
        "-7.251 | -7.25",
        "NaN | NaN"
      })
  void figuresHaveTheDigitsThatSaySomething(double value, String told) {
    assertThat(Amounts.number(value)).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 ms",
        "0.0000004 | <0.001 ms",
        "0.0423 | 0.042 ms",
        "-0.5 | -0.5 ms",
        "12.34 | 12.3 ms",
        "250 | 250 ms",
        "999.4 | 999 ms",
        "999.5 | 1 s",
        "3400 | 3.4 s"
      })
  void timesAreNeverToldAsNothing(double millis, String told) {
    assertThat(Amounts.millis(millis)).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0 | 0 lines", "1 | 1 line", "2 | 2 lines", "12000 | 12,000 lines"})
  void oneIsNotSeveral(long count, String told) {
    assertThat(Amounts.count(count, "line")).isEqualTo(told);
  }
}
