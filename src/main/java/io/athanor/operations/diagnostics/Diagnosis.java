package io.athanor.operations.diagnostics;

import io.athanor.contract.Diagnostics.Level;
import io.athanor.contract.Diagnostics.Summary;
import io.athanor.contract.Diagnostics.SystemReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report on this process and its machine, read every few seconds on a worker thread, so that
 * whoever asks gets what is known and nobody waits. Used on one context only.
 */
public final class Diagnosis {

  private static final Logger LOG = LoggerFactory.getLogger(Diagnosis.class);

  private static final long EVERY_MILLIS = 5_000;

  /** The second sample comes early, since there are no rates before it. */
  private static final long SECOND_MILLIS = 1_000;

  private static final Duration OLD = Duration.ofSeconds(30);

  private final Sampler sampler;
  private final Clock clock;
  private Future<SystemReport> running;
  private SystemReport latest;
  private Vertx vertx;
  private long timer = -1;
  private boolean ended;

  /** A diagnosis that has not begun. */
  public Diagnosis(Sources sources) {
    this(sources, Path.of("/proc"), Clock.systemUTC());
  }

  Diagnosis(Sources sources, Path proc, Clock clock) {
    this.sampler = new Sampler(sources, proc, clock);
    this.clock = clock;
  }

  /** Reads for the first time, and from now on again and again. */
  public void begin(Vertx here) {
    vertx = here;
    sample(SECOND_MILLIS, true);
  }

  private void sample(long nextMillis, boolean first) {
    running =
        vertx.executeBlocking(
            () -> {
              if (first) {
                sampler.begin();
              }
              return sampler.sample();
            });
    running.onComplete(
        (report, cause) -> {
          if (cause == null) {
            latest = report;
          } else {
            LOG.warn("the diagnostics were not read", cause);
          }
          if (!ended) {
            timer = vertx.setTimer(nextMillis, fired -> sample(EVERY_MILLIS, false));
          }
        });
  }

  /** What was read last; waits for the first time only. */
  public Future<SystemReport> report() {
    if (latest != null) {
      return Future.succeededFuture(told(latest, clock.instant()));
    }
    return running == null
        ? Future.failedFuture(new IllegalStateException("the diagnostics have not begun"))
        : running.map(report -> told(report, clock.instant()));
  }

  /** Old figures are no truth about now, and say so themselves. */
  static SystemReport told(SystemReport report, Instant now) {
    Duration age = Duration.between(report.sampledAt(), now);
    if (age.compareTo(OLD) <= 0) {
      return Standing.with(report, now, report.status(), report.reasons());
    }
    List<String> reasons = new ArrayList<>(report.reasons());
    reasons.add(0, "these figures are " + age.toSeconds() + " s old: the sampler does not come on");
    return Standing.with(report, now, Level.ERROR, reasons);
  }

  /** The levels of what was read last. */
  public Future<Summary> summary() {
    return report()
        .map(
            report -> {
              Map<String, Level> sections = new TreeMap<>();
              Standing.of(report).forEach((name, one) -> sections.put(name, one.level()));
              return new Summary(report.status(), report.timestamp(), sections);
            });
  }

  /** Reads no more. */
  public void end() {
    ended = true;
    if (vertx != null) {
      vertx.cancelTimer(timer);
      sampler.end();
    }
  }
}
