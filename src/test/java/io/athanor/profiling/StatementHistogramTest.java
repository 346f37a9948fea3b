package io.athanor.profiling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementStatistics;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementHistogramTest {

  private final StatementHistogram histogram = new StatementHistogram();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void percentilesAreAtMostOneBucketAboveTheExactOnes(long seed) {
    Random random = new Random(seed);
    check(() -> 1_000 + random.nextInt(1_000_000), random);
    check(() -> Math.round(1_000 * Math.exp(random.nextDouble() * 15)), random);
    check(() -> 2_000 + Math.abs((long) (random.nextGaussian() * 50_000)), random);
    check(() -> random.nextInt(100) == 0 ? 5_000_000_000L : 1_500, random);
  }

  private static void check(LongSupplier times, Random random) {
    StatementHistogram histogram = new StatementHistogram();
    long[] exact = new long[1 + random.nextInt(5_000)];
    for (int done = 0; done < exact.length; ) {
      int batch = Math.min(1 + random.nextInt(100), exact.length - done);
      Samples sample = new Samples("s");
      for (int i = 0; i < batch; i++) {
        exact[done] = times.getAsLong();
        sample.took(exact[done++]);
      }
      histogram.merge(sample.build());
    }
    Arrays.sort(exact);
    for (double fraction : new double[] {0.5, 0.95, 0.99}) {
      long wanted = exact[(int) Math.ceil(fraction * exact.length) - 1];
      long got = histogram.percentileNanos(fraction);
      assertThat(got).isGreaterThanOrEqualTo(wanted);
      assertThat((double) got).isLessThanOrEqualTo(wanted * 1.1893);
    }
    StatementStatistics all = histogram.statistics("s");
    assertThat(all.count()).isEqualTo(exact.length);
    assertThat(all.maxMillis()).isEqualTo(exact[exact.length - 1] / 1e6);
    assertThat(all.totalMillis()).isCloseTo(Arrays.stream(exact).sum() / 1e6, within(1e-6));
  }

  @Test
  void nothingObservedIsNothing() {
    assertThat(histogram.statistics("s"))
        .isEqualTo(new StatementStatistics("s", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void timesBeyondTheLastBucketAreBoundedByTheLongest() {
    long hour = 3_600_000_000_000L;
    histogram.merge(new Samples("s").took(hour).took(hour / 2).build());
    assertThat(histogram.percentileNanos(0.5)).isEqualTo(hour);
    assertThat(histogram.percentileNanos(0.99)).isEqualTo(hour);
  }

  @Test
  void takesFewerAndMoreBucketsThanItKnows() {
    histogram.merge(new Profiles.StatementSample("s", 1, 0, 0, 0, 900, 900, List.of(1L)));
    List<Long> many = Collections.nCopies(Profiles.BUCKETS + 20, 1L);
    histogram.merge(new Profiles.StatementSample("s", 120, 0, 0, 0, 1, 99_000_000_000L, many));
    assertThat(histogram.percentileNanos(0.99)).isEqualTo(99_000_000_000L);
    assertThat(histogram.statistics("s").count()).isEqualTo(121);
  }

  @Test
  void meansAreByExecution() {
    histogram.merge(
        new Profiles.StatementSample("s", 4, 1, 8, 2_000_000, 6_000_000, 3_000_000, List.of()));
    StatementStatistics all = histogram.statistics("s");
    assertThat(all.meanMillis()).isEqualTo(1.5);
    assertThat(all.meanWaitMillis()).isEqualTo(0.5);
    assertThat(all.errors()).isEqualTo(1);
    assertThat(all.rows()).isEqualTo(8);
  }

  @Test
  void neverTurnsNegative() {
    for (int i = 0; i < 3; i++) {
      histogram.merge(
          new Profiles.StatementSample(
              "s",
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Collections.nCopies(Profiles.BUCKETS, Long.MAX_VALUE)));
    }
    StatementStatistics all = histogram.statistics("s");
    assertThat(all.count()).isEqualTo(Long.MAX_VALUE);
    assertThat(all.totalMillis()).isPositive();
    assertThat(all.p99Millis()).isPositive();
  }

  @Test
  void badConfigurationIsRefused() {
    assertThatThrownBy(() -> new ProfilingConfig(true, 0)).hasMessageContaining("maxStatements:");
    assertThatThrownBy(() -> new ProfilingConfig(true, 10_001))
        .hasMessageContaining("maxStatements:");
  }
}
