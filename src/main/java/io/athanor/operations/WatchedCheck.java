package io.athanor.operations;

import io.athanor.bus.Correlation;
import io.athanor.contract.Operations.Check;
import io.athanor.contract.Operations.Finding;
import io.athanor.contract.Operations.History;
import io.athanor.contract.Operations.Status;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * What is known of one check. Those who ask while somebody looks wait for the same look; what was
 * seen is remembered for a time; and the status changes only when enough looks differ from it. Used
 * by one event loop.
 */
final class WatchedCheck {

  /** How soon is looked again while looks and status differ. */
  private static final Duration DOUBT = Duration.ofSeconds(5);

  private final HealthCheck check;
  private final LongSupplier nanos;
  private final Clock clock;
  private final Deque<Status> seen = new ArrayDeque<>();
  private Future<Check> running;
  private Check last;
  private long lookedAt;
  private Status status;
  private Instant since;
  private Instant lastSuccess;
  private Instant lastChange;

  WatchedCheck(HealthCheck check, LongSupplier nanos, Clock clock) {
    this.check = check;
    this.nanos = nanos;
    this.clock = clock;
  }

  HealthCheck check() {
    return check;
  }

  /** What was seen last, or null. */
  Check remembered() {
    return last;
  }

  /** What is seen now, or was a moment ago, even while somebody looks again. Never fails. */
  Future<Check> answer() {
    if (age() < ttl().toNanos()) {
      return Future.succeededFuture(last);
    }
    return running == null ? look() : running;
  }

  /** Looks ahead of time, so that nobody has to wait for it. */
  void refresh() {
    if (running == null && age() >= ttl().toNanos() / 2) {
      look();
    }
  }

  /** The entry of a check that was not waited for. */
  Check unfinished(long millis) {
    boolean believed = status == null || check.changes() == 1;
    return entry(
        believed ? Status.UNHEALTHY : status,
        (double) millis,
        "gave no answer within %d ms".formatted(millis),
        "ask again with more time, or look at what it depends on");
  }

  private long age() {
    return last == null ? Long.MAX_VALUE : nanos.getAsLong() - lookedAt;
  }

  private Duration ttl() {
    boolean doubtful = !seen.isEmpty() && seen.getLast() != status;
    return doubtful && DOUBT.compareTo(check.ttl()) < 0 ? DOUBT : check.ttl();
  }

  private Future<Check> look() {
    long began = nanos.getAsLong();
    // A look must not end with the patience of the first who asks.
    Correlation.within(check.deadline());
    Future<Check> look =
        probe()
            .timeout(check.deadline().toMillis(), TimeUnit.MILLISECONDS)
            .transform(
                (finding, cause) -> {
                  double millis = (nanos.getAsLong() - began) / 1e6;
                  return Future.succeededFuture(
                      cause instanceof NotThere none
                          ? entry(none.finding(), millis)
                          : settle(cause == null ? finding : failed(cause), millis));
                });
    running = look.isComplete() ? null : look;
    look.onComplete(done -> running = null);
    return look;
  }

  private Future<Finding> probe() {
    try {
      return check.probe().get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Finding failed(Throwable cause) {
    String why =
        cause instanceof TimeoutException
            ? "gave no answer within %d ms".formatted(check.deadline().toMillis())
            : String.valueOf(cause.getMessage());
    return new Finding(Status.UNHEALTHY, why, "look at the node's log");
  }

  private Check settle(Finding finding, double millis) {
    Instant now = clock.instant();
    lookedAt = nanos.getAsLong();
    if (!seen.isEmpty() && seen.getLast() != finding.status()) {
      lastChange = now;
    }
    if (finding.status() == Status.HEALTHY) {
      lastSuccess = now;
    }
    seen.addLast(finding.status());
    if (seen.size() > check.looks()) {
      seen.removeFirst();
    }
    long different = seen.stream().filter(one -> one != status).count();
    if (status == null || (finding.status() != status && different >= check.changes())) {
      status = finding.status();
      since = now;
      // What made it change must not help to change it back.
      seen.clear();
      seen.add(status);
    }
    String doubt =
        finding.status() == status
            ? ""
            : " (%s %d of the %d times that it takes)"
                .formatted(Words.of(finding.status()), different, check.changes());
    last = entry(status, millis, finding.detail() + doubt, finding.advice());
    return last;
  }

  private Check entry(Finding finding, double millis) {
    return entry(finding.status(), millis, finding.detail(), finding.advice());
  }

  private Check entry(Status shown, double millis, String detail, String advice) {
    History history =
        last == null && status == null
            ? null
            : new History(clock.instant(), since, lastSuccess, lastChange);
    return new Check(
        check.name(),
        shown,
        check.critical(),
        check.kind(),
        check.groups(),
        millis,
        detail == null ? "" : detail,
        advice == null ? "" : advice,
        history);
  }
}
