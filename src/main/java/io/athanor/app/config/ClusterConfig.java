package io.athanor.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How this node meets others.
 *
 * @param enabled whether it does at all
 * @param host address that the other nodes reach this one at
 * @param port port that the other nodes reach this one at
 * @param members addresses of other nodes, {@code host} or {@code host:port}; one is enough
 * @param configFile a Hazelcast configuration to use instead of the one that comes with us
 */
public record ClusterConfig(
    boolean enabled, String host, int port, List<String> members, Optional<Path> configFile) {

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public ClusterConfig {
    Objects.requireNonNull(configFile, "configFile");
    members = List.copyOf(members);
    List<String> faults = new ArrayList<>();
    if (host.isBlank()) {
      faults.add("host: must name an address, such as 127.0.0.1");
    }
    if (port < 1 || port > 65_535) {
      faults.add("port: must be between 1 and 65535");
    }
    if (!members.stream().allMatch(member -> member.matches("[^\\s:]+(:\\d{1,5})?"))) {
      // Hazelcast refuses a range of ports here, long after the start.
      faults.add("members: each must be host or host:port");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }
}
