package io.athanor.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Spread;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeHistogramTest {

  @Test
  void nothingIsNothing() {
    assertThat(new TimeHistogram().spread()).isEqualTo(new Spread(0, 0, 0, 0, 0, 0, 0));
  }

  /** Of whatever was added: in order, never above the longest, at most a cell above the exact. */
  @Test
  void percentilesAreUpperBounds() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      TimeHistogram histogram = new TimeHistogram();
      long[] all = new long[1 + random.nextInt(500)];
      for (int i = 0; i < all.length; i++) {
        all[i] = (long) Math.pow(10, 4 + random.nextDouble() * 6);
        histogram.add(all[i]);
      }
      Arrays.sort(all);
      Spread spread = histogram.spread();
      assertThat(spread.count()).isEqualTo(all.length);
      bounds(spread.p50Millis(), all, 0.5);
      bounds(spread.p95Millis(), all, 0.95);
      bounds(spread.p99Millis(), all, 0.99);
      assertThat(spread.p50Millis()).isLessThanOrEqualTo(spread.p95Millis());
      assertThat(spread.p99Millis()).isLessThanOrEqualTo(spread.maxMillis());
    }
  }

  private static void bounds(double told, long[] sorted, double share) {
    double exact = sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    assertThat(told).isBetween(exact - 0.001, exact * 1.0651 + 0.001);
  }

  @Test
  void sixteenThreadsLoseNothing() throws Exception {
    TimeHistogram histogram = new TimeHistogram();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (int i = 0; i < 16; i++) {
      threads.execute(
          () -> {
            for (int n = 0; n < 10_000; n++) {
              histogram.add(1_000_000);
            }
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(histogram.spread().count()).isEqualTo(160_000);
    assertThat(histogram.nanos()).isEqualTo(160_000_000_000L);
  }
}
