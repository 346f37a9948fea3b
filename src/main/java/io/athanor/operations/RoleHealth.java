package io.athanor.operations;

import io.athanor.contract.Failure;
import io.athanor.contract.Operations.Finding;
import io.athanor.contract.Operations.Pong;
import io.athanor.contract.Operations.Status;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Role;
import java.util.EnumSet;
import java.util.Set;

/**
 * Decides how well a role is. Critical are the roles that some node must serve, and of the roles of
 * this node's plan those without which it can answer nothing.
 */
final class RoleHealth {

  private static final String LOG = "look at the node's log";
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

  /** What a role is that has answered. */
  static Finding answered(Pong pong) {
    return pong.healthy()
        ? Finding.healthy(pong.detail())
        : new Finding(Status.UNHEALTHY, pong.detail(), LOG);
  }

  /** What a role of this node's plan is whose verticle does not serve. */
  static NotThere missing() {
    return new NotThere(
        new Finding(
            Status.UNHEALTHY,
            "belongs to this node, but does not run on it",
            "look at GET /startup: it is still to start, or failed and the node is to be restarted"));
  }

  /** What a role is that gave no answer. */
  Finding silent(Role role, Throwable cause) {
    boolean absent =
        cause instanceof RefusedException refused && refused.failure() == Failure.UNAVAILABLE;
    if (!absent || critical(role) || hosted(role)) {
      return new Finding(
          Status.UNHEALTHY,
          cause.getMessage(),
          absent ? "start a node that has the role " + role.id() : LOG);
    }
    return role == Role.EXECUTION
        ? new Finding(
            Status.DEGRADED,
            "nothing runs until a node with the execution role joins",
            "start a node that has the role execution")
        : Finding.disabled("no node has this role");
  }
}
