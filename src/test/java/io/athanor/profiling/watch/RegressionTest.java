package io.athanor.profiling.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Changes.Histogram;
import io.athanor.contract.Profiles;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegressionTest {

  private static Times times(int count, DoubleSupplier millis) {
    Times all = Times.NONE;
    for (int i = 0; i < count; i++) {
      long nanos = (long) (1e6 * millis.getAsDouble());
      List<Long> cell = List.of((long) Profiles.cell(nanos), 1L);
      all = all.plus(Times.of(new Histogram("a", "f", null, 1, nanos, nanos, cell)));
    }
    return all;
  }

  /** Times as servers have them: most near the median, some far above it. */
  private static Times around(Random random, int count, double median, double spread) {
    return times(count, () -> median * Math.exp(spread * random.nextGaussian()));
  }

  @ParameterizedTest
  @CsvSource({
    // before, after, executions before and after, general, whether it is slower
    "2, 7, 100, 20, 1, true",
    "2, 7, 20, 20, 1, true",
    "2, 7, 19, 100, 1, false",
    "2, 7, 100, 19, 1, false",
    "2, 2.8, 100, 100, 1, false",
    "2, 3.4, 100, 100, 1, true",
    "0.2, 0.6, 1000, 1000, 1, false",
    "0.2, 0.9, 1000, 1000, 1, true",
    "2, 7, 100, 100, 3, false",
    "2, 7, 100, 100, 0.1, true",
    "7, 2, 100, 100, 1, false"
  })
  void whatIsSlower(
      double before,
      double after,
      int countBefore,
      int countAfter,
      double general,
      boolean slower) {
    Random random = new Random(1);
    Times then = around(random, countBefore, before, 0.1);
    Times now = around(random, countAfter, after, 0.1);
    assertThat(Regression.is(then, now, general, true)).isEqualTo(slower);
  }

  @Test
  void oneLongExecutionIsNoRegression() {
    Times then = times(100, () -> 2);
    Times now = times(30, () -> 2).plus(times(1, () -> 5_000));
    assertThat(Regression.is(then, now, 1, true)).isFalse();
  }

  /** As it was on a node: the mean three times as long, the 95th percentile the same. */
  @Test
  void slowOnesBeforeDoNotHideThatAllGotSlower() {
    Times then = times(500, () -> 5).plus(times(60, () -> 50));
    assertThat(Regression.is(then, times(54, () -> 35), 1, true)).isTrue();
  }

  /** However often one looks at noise, nothing is taken back. */
  @Test
  void noiseIsNoRegression() {
    Random random = new Random(7);
    int found = 0;
    for (int statement = 0; statement < 200; statement++) {
      Times then = around(random, 50 + random.nextInt(500), 3, 0.8);
      Times now = Times.NONE;
      for (int look = 0; look < 20; look++) {
        now = now.plus(around(random, 15, 3, 0.8));
        if (Regression.is(then, now, 1, statement % 4 == 0)) {
          found++;
          break;
        }
      }
    }
    assertThat(found).isZero();
  }

  @Test
  void othersNeedMore() {
    Times then = times(20, new Random(3)::nextDouble);
    Random random = new Random(4);
    Times now = times(24, () -> random.nextInt(3) == 0 ? 6 : 0.5);
    assertThat(Regression.is(then, now, 1, true)).isTrue();
    assertThat(Regression.is(then, now, 1, false)).isFalse();
  }

  @Test
  void whatWasAddedIsTheDifference() {
    Times first = times(10, () -> 2);
    Times more = times(5, () -> 8);
    Times since = first.plus(more).since(first);
    assertThat(since.count()).isEqualTo(5);
    assertThat(since.meanMillis()).isEqualTo(8);
    assertThat(since.p95Millis()).isEqualTo(8);
    // The statistics were begun anew: all that is there came after.
    assertThat(more.since(first).count()).isEqualTo(5);
  }
}
