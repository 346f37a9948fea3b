package io.athanor.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What this node is.
 *
 * @param home the folder that holds everything that outlives the process; empty for the usual one
 * @param roles the verticles that this node hosts
 * @param name what people call this node; empty for the host's name
 */
public record NodeConfig(Optional<Path> home, List<String> roles, String name) {

  /** Every role there is, in the order in which a request meets them. */
  public static final List<String> ROLES =
      List.of(
          "http",
          "experiments",
          "research",
          "execution",
          "persistence",
          "cache",
          "profiling",
          "operations");

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public NodeConfig {
    Objects.requireNonNull(home, "home");
    roles = List.copyOf(roles);
    List<String> faults = new ArrayList<>();
    if (roles.isEmpty() || !ROLES.containsAll(roles)) {
      faults.add("roles: must be one or more of " + String.join(", ", ROLES));
    } else if (new HashSet<>(roles).size() != roles.size()) {
      faults.add("roles: must name each role once");
    } else if (roles.contains("execution") && !roles.contains("persistence")) {
      faults.add("roles: execution needs persistence on the same node");
    }
    if (!name.matches("[A-Za-z0-9._-]{0,64}")) {
      faults.add("name: must be at most 64 letters, digits, dots, dashes and _");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }

  /** Whether this node hosts {@code role}. */
  public boolean hosts(String role) {
    return roles.contains(role);
  }
}
