package io.athanor.operations;

import io.athanor.contract.Role;
import java.util.List;

/**
 * What must be there for the node to be ready.
 *
 * @param hostedHere the roles of this node's plan
 * @param requiredSomewhere the roles that some node must serve
 */
public record OperationsConfig(List<Role> hostedHere, List<Role> requiredSomewhere) {
  /** Copies the lists. */
  public OperationsConfig {
    hostedHere = List.copyOf(hostedHere);
    requiredSomewhere = List.copyOf(requiredSomewhere);
  }
}
