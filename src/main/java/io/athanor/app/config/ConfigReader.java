package io.athanor.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the configuration of a node. Later sources win: {@code conf/athanor.yaml} as it comes with
 * us, a file of the user, the environment, system properties, arguments. Opens nothing but files,
 * and never throws for what a user wrote: everything is in the report.
 */
public final class ConfigReader {

  private static final String DEFAULTS = "/conf/athanor.yaml";

  private final Map<String, String> environment;
  private final Map<String, String> properties;
  private final Path usualHome;
  private final ConfigSchema schema = ConfigSchema.of(AthanorConfig.class);

  /**
   * A reader.
   *
   * @param environment the variables of the process
   * @param properties its system properties
   * @param usualHome the home of a node that is told none; its {@code athanor.yaml} is read
   */
  public ConfigReader(
      Map<String, String> environment, Map<String, String> properties, Path usualHome) {
    this.environment = new TreeMap<>(environment);
    this.properties = new TreeMap<>(properties);
    this.usualHome = usualHome;
  }

  /** A reader of this process's environment and system properties. */
  public static ConfigReader ofProcess(Path usualHome) {
    Map<String, String> properties = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name, ""));
    }
    return new ConfigReader(System.getenv(), properties, usualHome);
  }

  /**
   * The configuration.
   *
   * @param file the user's file, which must exist; where absent, {@code athanor.yaml} of the home
   *     is read if there is one
   * @param arguments values by key from the command line; they win over all others
   */
  public ConfigReport read(Optional<Path> file, Map<String, String> arguments) {
    List<ConfigProblem> problems = new ArrayList<>();
    Map<String, Setting> defaults =
        YamlSettings.read(resource(), "default", schema, RecordBinder.strict());
    OverridingSettings overriding = new OverridingSettings(schema, problems::add);
    Map<String, Setting> later = overriding.read(environment, properties, arguments);
    UserFile user = new UserFile(schema, problems::add);
    Map<String, Setting> settings = new LinkedHashMap<>(defaults);
    settings.putAll(file.map(user::read).orElseGet(() -> user.readFromHome(home(later))));
    settings.putAll(later);
    RecordBinder binder = new RecordBinder(defaults, settings, problems::add);
    AthanorConfig config = binder.bind(AthanorConfig.class);
    boolean valid = problems.stream().noneMatch(ConfigReader::isError);
    List<ConfigProblem> notes = new ArrayList<>();
    if (valid) {
      for (ConfigProblem problem : ConfigRules.check(config, settings)) {
        (problem.severity() == ConfigProblem.Severity.INFO ? notes : problems).add(problem);
      }
    }
    return new ConfigReport(
        valid ? Optional.of(config) : Optional.empty(), problems, notes, effective(settings));
  }

  private static boolean isError(ConfigProblem problem) {
    return problem.severity() == ConfigProblem.Severity.ERROR;
  }

  private Path home(Map<String, Setting> later) {
    try {
      return Optional.ofNullable(later.get("node.home"))
          .flatMap(setting -> setting.value().scalar())
          .map(Path::of)
          .orElse(usualHome);
    } catch (InvalidPathException e) {
      // The binder says so when it meets the same value.
      return usualHome;
    }
  }

  private List<ConfigReport.Effective> effective(Map<String, Setting> settings) {
    List<ConfigReport.Effective> effective = new ArrayList<>();
    for (String key : schema.keysInOrder()) {
      Setting setting = settings.get(key);
      effective.add(new ConfigReport.Effective(key, setting.shown(), setting.source()));
    }
    return effective;
  }

  private static String resource() {
    try (InputStream in = ConfigReader.class.getResourceAsStream(DEFAULTS)) {
      if (in == null) {
        throw new IllegalStateException(DEFAULTS + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
