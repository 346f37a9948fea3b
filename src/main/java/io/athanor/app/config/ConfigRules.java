package io.athanor.app.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What only the whole configuration can show. */
final class ConfigRules {

  private ConfigRules() {}

  /** Warnings about a configuration that is valid in all its parts. */
  static Stream<ConfigProblem> check(AthanorConfig config, Map<String, Setting> settings) {
    return Stream.of(open(config, settings), lonely(config, settings), torn(config, settings))
        .flatMap(problems -> problems);
  }

  private static Stream<ConfigProblem> open(AthanorConfig config, Map<String, Setting> settings) {
    return loopback(config.http().host())
        ? Stream.empty()
        : warning(
            settings.get("http.host"),
            "other machines can reach this node, and the traffic is not encrypted",
            "put a proxy with TLS in front of it, or use 127.0.0.1");
  }

  private static Stream<ConfigProblem> lonely(AthanorConfig config, Map<String, Setting> settings) {
    List<String> missing = new ArrayList<>(NodeConfig.ROLES);
    missing.removeAll(config.node().roles());
    return config.cluster().enabled() || missing.isEmpty()
        ? Stream.empty()
        : warning(
            settings.get("node.roles"),
            "nobody serves " + String.join(", ", missing),
            "add these roles, or let this node meet others with cluster.enabled");
  }

  private static Stream<ConfigProblem> torn(AthanorConfig config, Map<String, Setting> settings) {
    return config.cluster().enabled()
            && config.database().usesEmbedded()
            && config.node().hosts("persistence")
        ? warning(
            settings.get("database.url"),
            "the nodes of a cluster share one database, and the embedded one is this node's own",
            "set ATHANOR_DATABASE_URL on every node")
        : Stream.empty();
  }

  private static Stream<ConfigProblem> warning(Setting setting, String message, String advice) {
    return Stream.of(ConfigProblem.warning(setting.key(), setting.source(), message, advice));
  }

  /** Whether {@code host} is this machine; without asking any name server. */
  private static boolean loopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    boolean literal = host.matches("[0-9.]+") || host.contains(":");
    try {
      return literal && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
