package io.athanor.operations;

import io.athanor.contract.Operations.Check;
import io.athanor.contract.Operations.Group;
import io.athanor.contract.Operations.HealthReport;
import io.athanor.contract.Operations.Status;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Every check of a node. A report has one entry for each, whatever the checks do. */
final class HealthRegistry {

  private final List<WatchedCheck> checks;

  HealthRegistry(List<HealthCheck> checks, LongSupplier nanos, Clock clock) {
    this.checks = checks.stream().map(check -> new WatchedCheck(check, nanos, clock)).toList();
  }

  /** Looks at what is soon due, so that those who ask find it done. */
  void refresh() {
    checks.forEach(WatchedCheck::refresh);
  }

  /**
   * The health of a group. Never fails.
   *
   * @param group null for all checks
   * @param millis how long to wait for checks that are due; at 0 those that were never looked at
   *     are missing
   */
  Future<HealthReport> report(Group group, long millis) {
    List<WatchedCheck> asked =
        checks.stream()
            .filter(one -> group == null || one.check().groups().contains(group))
            .toList();
    if (millis <= 0) {
      return Future.succeededFuture(
          of(asked.stream().map(WatchedCheck::remembered).filter(Objects::nonNull).toList()));
    }
    List<Future<Check>> entries = asked.stream().map(one -> entry(one, millis)).toList();
    return Future.join(entries).map(done -> of(entries.stream().map(Future::result).toList()));
  }

  private static Future<Check> entry(WatchedCheck one, long millis) {
    Future<Check> answer = one.answer();
    return answer.isComplete()
        ? answer
        : answer.timeout(millis, TimeUnit.MILLISECONDS).otherwise(late -> one.unfinished(millis));
  }

  /** The whole: as bad as its worst critical part, and degraded by any other. */
  static HealthReport of(List<Check> checks) {
    boolean unhealthy = false;
    boolean degraded = false;
    for (Check check : checks) {
      boolean failed = check.status() == Status.UNHEALTHY;
      unhealthy |= failed && check.critical();
      degraded |= failed || check.status() == Status.DEGRADED;
    }
    Status status = unhealthy ? Status.UNHEALTHY : degraded ? Status.DEGRADED : Status.HEALTHY;
    return new HealthReport(status, !unhealthy, checks);
  }
}
