package io.athanor.app.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Settings from the environment, the system properties and the command line. */
final class OverridingSettings {

  private static final String VARIABLE = "ATHANOR_";
  private static final String PROPERTY = "athanor.";
  private static final String HOME = "ATHANOR_HOME";

  /** Variables of ours that are no settings of a node: they steer the client, tests, the script. */
  private static final Set<String> OTHERS = Set.of(HOME, "ATHANOR_URL", "ATHANOR_API_KEY");

  private static final Set<String> OTHER_PREFIXES = Set.of("ATHANOR_TEST_", "ATHANOR_JAVA");

  private final ConfigSchema schema;
  private final Consumer<ConfigProblem> problems;
  private final Map<String, Setting> found = new LinkedHashMap<>();

  OverridingSettings(ConfigSchema schema, Consumer<ConfigProblem> problems) {
    this.schema = schema;
    this.problems = problems;
  }

  /** The settings, later sources over earlier ones. An empty variable counts as not set. */
  Map<String, Setting> read(
      Map<String, String> environment,
      Map<String, String> properties,
      Map<String, String> arguments) {
    String home = environment.getOrDefault(HOME, "");
    if (!home.isEmpty()) {
      put("node.home", home, "environment " + HOME);
    }
    environment.forEach(this::variable);
    properties.forEach(this::property);
    arguments.forEach(this::argument);
    return found;
  }

  private void variable(String name, String value) {
    if (!name.startsWith(VARIABLE)
        || OTHERS.contains(name)
        || OTHER_PREFIXES.stream().anyMatch(name::startsWith)
        || value.isEmpty()) {
      return;
    }
    String suffix = name.substring(VARIABLE.length());
    schema
        .byVariable(suffix)
        .ifPresentOrElse(
            key -> put(key, value, "environment " + name),
            () -> unknown(name, "environment", suffix));
  }

  private void property(String name, String value) {
    if (!name.startsWith(PROPERTY)) {
      return;
    }
    String key = name.substring(PROPERTY.length());
    if (schema.type(key).isPresent()) {
      put(key, value, "system property " + name);
    } else {
      unknown(name, "system property", key);
    }
  }

  private void argument(String key, String value) {
    if (schema.type(key).isEmpty()) {
      throw new IllegalArgumentException("an argument for the unknown key " + key);
    }
    put(key, value, "command line");
  }

  private void put(String key, String value, String source) {
    boolean rows = schema.holdsRows(key);
    found.put(key, new Setting(key, rows ? YamlRows.of(value) : new RawValue.Text(value), source));
  }

  private void unknown(String name, String source, String wanted) {
    problems.accept(
        ConfigProblem.warning(
            Secrets.masked("", name), source, "is not a setting", schema.suggestion(wanted)));
  }
}
