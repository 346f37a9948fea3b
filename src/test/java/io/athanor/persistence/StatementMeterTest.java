package io.athanor.persistence;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Executions.Execution;
import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementsObserved;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class StatementMeterTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Statement ONE = new Statement("test.one", "select 1 where a = $1");
  private static final Tuple NOTHING = Tuple.tuple();

  private final StatementMeter meter = meter(new CaptureConfig(true, 3, 10, false));

  private static StatementMeter meter(CaptureConfig config) {
    return new StatementMeter(
        config, Duration.ofMillis(100), SlowLog.none(), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static Timing took(long millis) {
    return new Timing(System.nanoTime(), MILLISECONDS.toNanos(1), MILLISECONDS.toNanos(millis));
  }

  @Test
  void oneSlowAmongTenThousandFastIsListed() {
    for (int i = 0; i < 10_000; i++) {
      boolean slow = i == 5_000;
      meter.executed(ONE, NOTHING, took(slow ? 150 : 1), 1, slow ? "slow-one" : "fast");
    }
    StatementsObserved observed = meter.drain();
    assertThat(observed.slow())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.millis()).isEqualTo(150);
              assertThat(one.waitMillis()).isEqualTo(1);
              assertThat(one.correlationId()).isEqualTo("slow-one");
            });
    assertThat(observed.recent()).hasSize(16).extracting(Execution::millis).containsOnly(1.0);
    StatementSample sample = observed.statements().get(0);
    assertThat(sample.count()).isEqualTo(10_000);
    assertThat(sample.slow()).isEqualTo(1);
    assertThat(sample.correlationIds()).containsExactly("slow-one", "fast");
    assertThat(sample.cells()).hasSize(4);
  }

  @Test
  void failuresAreCountedByStateAndListedApart() {
    meter.failed(ONE, NOTHING, took(1), "57014", "a");
    meter.failed(ONE, NOTHING, took(2), "57014", "a");
    meter.failed(ONE, NOTHING, took(3), "40001", null);
    StatementsObserved observed = meter.drain();
    assertThat(observed.statements().get(0).failures()).isEqualTo(Map.of("57014", 2L, "40001", 1L));
    assertThat(observed.statements().get(0).errors()).isEqualTo(3);
    assertThat(observed.failed())
        .extracting(Execution::failure)
        .containsExactly("57014", "57014", "40001");
    assertThat(observed.slow()).isEmpty();
  }

  @Test
  void theTextIsToldOnceAndWhatWasToldIsNotToldAgain() {
    meter.executed(ONE, NOTHING, took(1), 5, null);
    StatementSample first = meter.drain().statements().get(0);
    assertThat(first.text()).isEqualTo("select ? where a = $1");
    assertThat(first.fingerprint()).isEqualTo(Fingerprint.of(ONE.sql()).id());
    assertThat(first.rows()).isEqualTo(5);
    assertThat(meter.drain()).isNull();
    meter.executed(ONE, NOTHING, took(2), 1, null);
    StatementSample second = meter.drain().statements().get(0);
    assertThat(second.text()).isNull();
    assertThat(second.count()).isEqualTo(1);
    assertThat(second.maxNanos()).isEqualTo(2_000_000);
    assertThat(second.cells()).hasSize(2).endsWith(1L);
    assertThat(Duration.between(second.lastAt(), NOW)).isBetween(Duration.ZERO, Duration.ofDays(1));
  }

  @Test
  void statementsBeyondTheLimitAreOneAndTheSumsAreExact() {
    for (int i = 0; i < 10; i++) {
      meter.executed(
          new Statement("test.s" + i, "select " + "a".repeat(i + 1)), NOTHING, took(1), 1, null);
    }
    StatementsObserved observed = meter.drain();
    assertThat(observed.statements()).hasSize(4);
    assertThat(observed.statements().stream().mapToLong(StatementSample::count).sum())
        .isEqualTo(10);
    assertThat(observed.evicted()).isEqualTo(7);
    assertThat(observed.statements().get(3).name()).isEqualTo(StatementMeter.OTHERS);
    assertThat(observed.statements().get(3).fingerprint()).isEqualTo(StatementMeter.OTHERS);
  }

  @Test
  void statementsThatAreNoLongerExecutedMakeRoom() {
    for (int i = 0; i < 3; i++) {
      meter.executed(
          new Statement("test.s" + i, "select " + "a".repeat(i + 1)), NOTHING, took(1), 1, null);
    }
    meter.drain();
    meter.executed(new Statement("test.s0", "select a"), NOTHING, took(1), 1, null);
    meter.drain();
    meter.executed(new Statement("test.new", "select z"), NOTHING, took(1), 1, null);
    assertThat(meter.drain().statements()).extracting(StatementSample::name).contains("test.new");
  }

  @Test
  void switchedOffItNotesNothing() {
    StatementMeter off = meter(new CaptureConfig(false, 3, 10, false));
    off.asked(ONE, NOTHING, "a");
    off.executed(ONE, NOTHING, took(200), 1, "a");
    off.failed(ONE, NOTHING, took(200), "57014", "a");
    assertThat(off.drain()).isNull();
  }

  @Test
  void sixteenLoopsLoseNothing() throws Exception {
    ExecutorService loops = Executors.newFixedThreadPool(16);
    List<Future<Long>> counts = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        counts.add(loops.submit(StatementMeterTest::loop));
      }
      long total = 0;
      for (Future<Long> one : counts) {
        total += one.get(30, SECONDS);
      }
      assertThat(total).isEqualTo(16 * 20_000);
    } finally {
      loops.shutdownNow();
    }
  }

  /** One event loop, which hands over now and then; the sum of what it handed over. */
  private static long loop() {
    StatementMeter own = meter(CaptureConfig.usual());
    long count = 0;
    for (int i = 1; i <= 20_000; i++) {
      own.executed(ONE, NOTHING, took(1), 1, "c");
      if (i % 777 == 0 || i == 20_000) {
        StatementSample sample = own.drain().statements().get(0);
        long cells = 0;
        for (int j = 1; j < sample.cells().size(); j += 2) {
          cells += sample.cells().get(j);
        }
        assertThat(cells).isEqualTo(sample.count());
        count += sample.count();
      }
    }
    return count;
  }
}
