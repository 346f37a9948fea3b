package io.athanor.execution;

import io.athanor.contract.Role;
import io.athanor.execution.sandbox.Sandboxes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who runs programs here, and in what.
 *
 * @param nodeId belongs to the home, the same over restarts
 * @param name what people call the node
 * @param roles what else it hosts
 * @param sandboxes what programs run in; empty when this machine cannot contain them
 * @param problem why there are no sandboxes and what to do, or null
 */
public record Worker(
    UUID nodeId, String name, List<Role> roles, Optional<Sandboxes> sandboxes, String problem) {

  /** Copies the list. */
  public Worker {
    roles = List.copyOf(roles);
  }
}
