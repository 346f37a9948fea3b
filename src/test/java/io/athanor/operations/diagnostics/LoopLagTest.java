package io.athanor.operations.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class LoopLagTest {

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  @Test
  void aTimerThatComesInTimeIsNotLate() {
    LoopLag lag = new LoopLag("loop", 0);
    for (int i = 1; i <= 10_000; i++) {
      lag.came(i * 100L * MILLI);
    }
    LoopLag.Lags lags = lag.lags(10_000 * 100 * MILLI);
    assertThat(lags.samples()).isEqualTo(LoopLag.SAMPLES);
    assertThat(lags.max()).isZero();
  }

  @Test
  void oneStopOfTenSecondsIsTenSecondsOfLag() {
    LoopLag lag = new LoopLag("loop", 0);
    long now = 0;
    for (int i = 0; i < 400; i++) {
      now += 100 * MILLI;
      lag.came(now);
    }
    now += 10_100 * MILLI;
    lag.came(now);
    LoopLag.Lags lags = lag.lags(now);
    assertThat(lags.percentile(1)).isEqualTo(10_000 * MILLI);
    // A hundred of five hundred timers would have been due in these ten seconds.
    assertThat(lags.percentile(0.9)).isGreaterThan(4_000 * MILLI);
    assertThat(lags.percentile(0.5)).isZero();
  }

  @Test
  void whatHasNotComeYetCounts() {
    LoopLag lag = new LoopLag("loop", 0);
    lag.came(100 * MILLI);
    assertThat(lag.lags(5_200 * MILLI).max()).isEqualTo(5_000 * MILLI);
    assertThat(lag.lags(150 * MILLI).overdue()).isZero();
  }

  @Test
  void aLongStopDoesNotRunAway() {
    LoopLag lag = new LoopLag("loop", 0);
    lag.came(TimeUnit.DAYS.toNanos(400));
    assertThat(lag.lags(TimeUnit.DAYS.toNanos(400)).samples()).isEqualTo(LoopLag.SAMPLES);
  }

  @Test
  void aLoopThatIsBlockedIsSeenFromOutside() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    LoopLags lags = new LoopLags(1);
    CompletableFuture<Void> release = new CompletableFuture<>();
    try {
      vertx.runOnContext(go -> lags.measureThisLoop(vertx));
      vertx.runOnContext(go -> lags.measureThisLoop(vertx));
      Awaitility.await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> lags.all().size() == 1 && lags.all().get(0).samples() > 2);
      vertx.runOnContext(go -> release.join());
      Awaitility.await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> lags.all().get(0).max() > 300 * MILLI);
      assertThat(lags.all()).hasSize(1);
    } finally {
      release.complete(null);
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }
}
