package io.athanor.profiling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementStatistics;
import java.time.Duration;
import java.util.Arrays;
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
      assertThat((double) got).isLessThanOrEqualTo(wanted * 1.0626);
    }
    StatementStatistics all = histogram.statistics("s", "f", null);
    assertThat(all.count()).isEqualTo(exact.length);
    assertThat(all.maxMillis()).isEqualTo(exact[exact.length - 1] / 1e6);
    assertThat(all.totalMillis()).isCloseTo(Arrays.stream(exact).sum() / 1e6, within(1e-6));
  }

  @Test
  void nothingObservedIsNothing() {
    StatementStatistics nothing = histogram.statistics("s", "f", null);
    assertThat(nothing.count() + nothing.rows() + nothing.slow()).isZero();
    assertThat(nothing.meanMillis() + nothing.p99Millis() + nothing.meanWaitMillis()).isZero();
    assertThat(nothing.durations()).hasSize(9).containsOnly(0L);
  }

  @Test
  void timesBeyondTheLastBucketAreBoundedByTheLongest() {
    long hour = 3_600_000_000_000L;
    histogram.merge(new Samples("s").took(hour).took(hour / 2).build());
    assertThat(histogram.percentileNanos(0.5)).isEqualTo(hour);
    assertThat(histogram.percentileNanos(0.99)).isEqualTo(hour);
  }

  @Test
  void takesFewerAndMoreCellsThanItKnows() {
    histogram.merge(Samples.plain("s", 1, 0, 0, 0, 900, 900, List.of(0L, 1L)));
    List<Long> beyond = List.of(Profiles.CELLS + 20L, 120L);
    histogram.merge(Samples.plain("s", 120, 0, 0, 0, 1, 99_000_000_000L, beyond));
    assertThat(histogram.percentileNanos(0.99)).isEqualTo(99_000_000_000L);
    assertThat(histogram.statistics("s", "f", null).count()).isEqualTo(121);
  }

  @Test
  void everyTimeHasItsCell() {
    int last = 0;
    for (long nanos = 1_000; nanos < 80_000_000_000L; nanos += 1 + nanos / 97) {
      int cell = Profiles.cell(nanos);
      assertThat(cell).isBetween(last, Profiles.CELLS - 1);
      last = cell;
      if (cell < Profiles.CELLS - 1) {
        assertThat(Profiles.cellCeilingNanos(cell)).isGreaterThanOrEqualTo(nanos);
        assertThat(Profiles.cell(Profiles.cellCeilingNanos(cell))).isEqualTo(cell);
        assertThat(Profiles.cell(Profiles.cellCeilingNanos(cell) + 1)).isEqualTo(cell + 1);
      }
    }
    assertThat(last).isEqualTo(Profiles.CELLS - 1);
  }

  @Test
  void boundariesHaveWhatIsSurelyWithinThem() {
    histogram.merge(new Samples("s").took(900_000).took(4_000_000).took(30_000_000_000L).build());
    assertThat(histogram.statistics("s", "f", null).durations())
        .containsExactly(1L, 2L, 2L, 2L, 2L, 2L, 2L, 2L, 2L);
  }

  @Test
  void meansAreByExecution() {
    histogram.merge(Samples.plain("s", 4, 1, 8, 2_000_000, 6_000_000, 3_000_000, List.of()));
    StatementStatistics all = histogram.statistics("s", "f", null);
    assertThat(all.meanMillis()).isEqualTo(1.5);
    assertThat(all.meanWaitMillis()).isEqualTo(0.5);
    assertThat(all.errors()).isEqualTo(1);
    assertThat(all.rows()).isEqualTo(8);
  }

  @Test
  void neverTurnsNegative() {
    for (int i = 0; i < 3; i++) {
      histogram.merge(
          Samples.plain(
              "s",
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              Long.MAX_VALUE,
              List.of(3L, Long.MAX_VALUE, 7L, Long.MAX_VALUE)));
    }
    StatementStatistics all = histogram.statistics("s", "f", null);
    assertThat(all.count()).isEqualTo(Long.MAX_VALUE);
    assertThat(all.totalMillis()).isPositive();
    assertThat(all.p99Millis()).isPositive();
  }

  @Test
  void badConfigurationIsRefused() {
    ProfilingConfig.SlowLog log =
        new ProfilingConfig.SlowLog(true, 1 << 20, Duration.ofHours(1), 2, false);
    assertThatThrownBy(() -> new ProfilingConfig(true, 0, 1, log))
        .hasMessageContaining("maxStatements:")
        .hasMessageContaining("repeats:");
    assertThatThrownBy(() -> new ProfilingConfig(true, 10_001, 10, log))
        .hasMessageContaining("maxStatements:");
    assertThatThrownBy(() -> new ProfilingConfig.SlowLog(true, 1, Duration.ZERO, 0, false))
        .hasMessageContaining("maxBytes:")
        .hasMessageContaining("maxAge:")
        .hasMessageContaining("files:");
  }
}
