package io.athanor.operations;

import io.athanor.contract.Operations.CheckKind;
import io.athanor.contract.Operations.Finding;
import io.athanor.contract.Operations.Group;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something that is looked at.
 *
 * @param critical whether the node cannot serve while it is ill
 * @param deadline longest time that a look may take
 * @param ttl how long what was seen counts
 * @param changes how many of the last {@code looks} must differ before the status does
 * @param probe looks; must not block
 */
record HealthCheck(
    String name,
    List<Group> groups,
    boolean critical,
    CheckKind kind,
    Duration deadline,
    Duration ttl,
    int changes,
    int looks,
    Supplier<Future<Finding>> probe) {

  /** One that believes each look, and looks at most every two seconds. */
  static HealthCheck of(String name, Supplier<Future<Finding>> probe) {
    return new HealthCheck(
        name,
        List.of(),
        false,
        CheckKind.PROBED,
        Duration.ofMillis(2_500),
        Duration.ofSeconds(2),
        1,
        1,
        probe);
  }

  /** One that only says that something is set. */
  static HealthCheck configured(String name, Finding finding) {
    return of(name, () -> Future.succeededFuture(finding))
        .in(Group.DEPENDENCIES)
        .as(CheckKind.CONFIGURED)
        .every(Duration.ofMinutes(1));
  }

  HealthCheck in(Group... all) {
    return new HealthCheck(
        name, Arrays.asList(all), critical, kind, deadline, ttl, changes, looks, probe);
  }

  /** What its looks are worth. */
  HealthCheck as(CheckKind other) {
    return new HealthCheck(name, groups, critical, other, deadline, ttl, changes, looks, probe);
  }

  HealthCheck critical(boolean yes) {
    return new HealthCheck(name, groups, yes, kind, deadline, ttl, changes, looks, probe);
  }

  HealthCheck within(Duration longest) {
    return new HealthCheck(name, groups, critical, kind, longest, ttl, changes, looks, probe);
  }

  HealthCheck every(Duration time) {
    return new HealthCheck(name, groups, critical, kind, deadline, time, changes, looks, probe);
  }

  HealthCheck afterChanges(int many, int among) {
    return new HealthCheck(name, groups, critical, kind, deadline, ttl, many, among, probe);
  }
}
