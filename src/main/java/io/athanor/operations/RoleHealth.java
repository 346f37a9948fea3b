package io.athanor.operations;

import io.athanor.contract.Failure;
import io.athanor.contract.Operations.Check;
import io.athanor.contract.Operations.HealthReport;
import io.athanor.contract.Operations.Pong;
import io.athanor.contract.Operations.Status;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Decides how well a role is, and with it the whole. Critical are the roles that some node must
 * serve, and of the roles of this node's plan those without which it can answer nothing.
 */
final class RoleHealth {

  private static final Set<Role> ESSENTIAL = Set.of(Role.PERSISTENCE, Role.EXPERIMENTS, Role.HTTP);

  private final Set<Role> hosted = EnumSet.noneOf(Role.class);
  private final Set<Role> required = EnumSet.noneOf(Role.class);

  RoleHealth(OperationsConfig config) {
    hosted.addAll(config.hostedHere());
    required.addAll(config.requiredSomewhere());
  }

  boolean critical(Role role) {
    return required.contains(role) || (hosted.contains(role) && ESSENTIAL.contains(role));
  }

  /** Whether the role belongs to this node's plan, so that no other node can answer for it. */
  boolean hosted(Role role) {
    return hosted.contains(role);
  }

  /** The check of a role that has answered. */
  Check answered(Role role, Pong pong, double millis) {
    Status status = pong.healthy() ? Status.HEALTHY : Status.UNHEALTHY;
    return check(role, status, millis, pong.detail());
  }

  /** The check of a role of this node's plan whose verticle does not serve. */
  Check missing(Role role) {
    return check(role, Status.UNHEALTHY, 0, "belongs to this node, but does not run on it");
  }

  /** The check of a role that gave no answer. */
  Check silent(Role role, Throwable cause, double millis) {
    boolean absent =
        cause instanceof RefusedException refused && refused.failure() == Failure.UNAVAILABLE;
    if (!absent || critical(role) || hosted(role)) {
      return check(role, Status.UNHEALTHY, millis, cause.getMessage());
    }
    return role == Role.EXECUTION
        ? check(
            role,
            Status.DEGRADED,
            millis,
            "nothing runs until a node with the execution role joins")
        : check(role, Status.DISABLED, millis, "no node has this role");
  }

  private Check check(Role role, Status status, double millis, String detail) {
    return new Check(role.id(), status, critical(role), millis, detail == null ? "" : detail);
  }

  /** The whole: as bad as its worst critical part, and degraded by any other. */
  static HealthReport report(List<Check> checks) {
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
