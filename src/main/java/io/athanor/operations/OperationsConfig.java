package io.athanor.operations;

import io.athanor.contract.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What must be there for the node to be ready, and what else is looked at.
 *
 * @param hostedHere the roles of this node's plan
 * @param requiredSomewhere the roles that some node must serve
 * @param home the folder whose disk is looked at
 * @param cluster where this node meets others
 * @param integrations what it uses outside itself
 * @param refreshEvery how often checks that are soon due are looked at unasked; zero for never
 */
public record OperationsConfig(
    List<Role> hostedHere,
    List<Role> requiredSomewhere,
    Optional<Path> home,
    Optional<ClusterView> cluster,
    IntegrationsConfig integrations,
    Duration refreshEvery) {
  /** Copies the lists. */
  public OperationsConfig {
    hostedHere = List.copyOf(hostedHere);
    requiredSomewhere = List.copyOf(requiredSomewhere);
  }

  /** Roles alone, looked at when asked. */
  public OperationsConfig(List<Role> hostedHere, List<Role> requiredSomewhere) {
    this(
        hostedHere,
        requiredSomewhere,
        Optional.empty(),
        Optional.empty(),
        IntegrationsConfig.none(),
        Duration.ZERO);
  }
}
