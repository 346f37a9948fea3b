package io.athanor.app.config;

import io.athanor.execution.ExecutionConfig;
import io.athanor.operations.IntegrationsConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What only the whole configuration can show. */
final class ConfigRules {

  private static final String OFF = "off";

  private final AthanorConfig config;
  private final Map<String, Setting> settings;
  private final List<ConfigProblem> found = new ArrayList<>();

  private ConfigRules(AthanorConfig config, Map<String, Setting> settings) {
    this.config = config;
    this.settings = settings;
  }

  /** Warnings and remarks about a configuration that is valid in all its parts. */
  static List<ConfigProblem> check(AthanorConfig config, Map<String, Setting> settings) {
    ConfigRules rules = new ConfigRules(config, settings);
    rules.reach();
    rules.roles();
    rules.database();
    rules.times();
    rules.integrations(config.integrations());
    return rules.found;
  }

  private void reach() {
    if (!loopback(config.http().host())) {
      warn(
          "http.host",
          "other machines can reach this node, and the traffic is not encrypted",
          "put a proxy with TLS in front of it, or use 127.0.0.1");
    }
    if (config.execution().requiredTier() == ExecutionConfig.Tier.NONE) {
      warn(
          "execution.requiredTier",
          "programs may run without any isolation, as the user of this node",
          "use namespaced, unless only you submit programs");
    }
  }

  private void roles() {
    List<String> missing = new ArrayList<>(NodeConfig.ROLES);
    missing.removeAll(config.node().roles());
    if (!config.cluster().enabled() && !missing.isEmpty()) {
      warn(
          "node.roles",
          "nobody serves " + String.join(", ", missing),
          "add these roles, or let this node meet others with cluster.enabled");
    }
    if (!config.cluster().enabled() && !config.cluster().members().isEmpty()) {
      warn(
          "cluster.members",
          "names other nodes, but cluster.enabled is false",
          "set cluster.enabled to true, or remove them");
    }
  }

  private void database() {
    boolean embedded = config.database().usesEmbedded();
    if (config.cluster().enabled() && embedded && config.node().hosts("persistence")) {
      warn(
          "database.url",
          "the nodes of a cluster share one database, and the embedded one is this node's own",
          "set ATHANOR_DATABASE_URL on every node");
    } else {
      note("database.url", embedded ? "the embedded server is started" : "an external server");
    }
  }

  private void times() {
    if (config.database().statementTimeout().compareTo(config.http().requestTimeout()) > 0) {
      warn(
          "database.statementTimeout",
          "is longer than http.requestTimeout, so statements go on that nobody waits for",
          "make it shorter than http.requestTimeout");
    }
    if (config.profiling().slowLog().enabled() && !config.profiling().enabled()) {
      note("profiling.slowLog.enabled", "nothing is written, since profiling.enabled is false");
    }
  }

  private void integrations(IntegrationsConfig all) {
    boolean any =
        Stream.of(
                integration("llm", all.llm().enabled()),
                integration("redis", all.redis().enabled()),
                integration("webFetch", all.webFetch().enabled()),
                integration("webhook", all.webhook().enabled()),
                !all.http().isEmpty())
            .anyMatch(Boolean::booleanValue);
    if (any && !config.node().hosts("operations")) {
      warn(
          "node.roles",
          "integrations are configured, but this node does not look after them",
          "add the role operations");
    }
    if (all.allowLinkLocal()) {
      warn(
          "integrations.allowLinkLocal",
          "probes may reach an address where a cloud serves the credentials of this machine",
          "set it to false, unless an integration is there");
    }
    if (all.llm().url().startsWith("http://") && !all.llm().apiKey().isEmpty()) {
      warn("integrations.llm.url", "the key would travel unencrypted", "use https://");
    }
    if (all.http().stream()
        .anyMatch(one -> one.secret().isPresent() && !one.url().startsWith("https"))) {
      warn("integrations.http", "a secret would travel unencrypted", "use https://");
    }
  }

  private boolean integration(String name, boolean enabled) {
    if (!enabled) {
      note("integrations." + name + ".enabled", OFF);
    }
    return enabled;
  }

  private void warn(String key, String message, String advice) {
    Setting setting = settings.get(key);
    found.add(ConfigProblem.warning(setting.key(), setting.source(), message, advice));
  }

  private void note(String key, String message) {
    Setting setting = settings.get(key);
    found.add(
        new ConfigProblem(
            ConfigProblem.Severity.INFO, setting.key(), setting.source(), "", message, ""));
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
