package io.athanor.app.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the configuration is, where each value came from, and everything that is wrong with it.
 * Holds no secrets except inside {@link #config()}.
 *
 * @param config the configuration; absent when there are errors
 * @param problems errors first, then warnings
 * @param settings every key in the order of {@code conf/athanor.yaml}
 */
public record ConfigReport(
    Optional<AthanorConfig> config, List<ConfigProblem> problems, List<Effective> settings) {

  /**
   * The value in force for one key.
   *
   * @param key sections and name, joined by dots
   * @param shownValue the value without secrets
   * @param source file and line, variable, property or argument
   */
  public record Effective(String key, String shownValue, String source) {}

  /** Copies the lists and sorts errors before warnings. */
  public ConfigReport {
    problems = problems.stream().sorted((a, b) -> a.severity().compareTo(b.severity())).toList();
    settings = List.copyOf(settings);
  }

  /** Whether a node can start with this configuration. */
  public boolean valid() {
    return config.isPresent();
  }

  /** What keeps the node from starting. */
  public List<ConfigProblem> errors() {
    return only(ConfigProblem.Severity.ERROR);
  }

  /** What looks wrong but keeps nobody from starting. */
  public List<ConfigProblem> warnings() {
    return only(ConfigProblem.Severity.WARNING);
  }

  private List<ConfigProblem> only(ConfigProblem.Severity severity) {
    return problems.stream().filter(problem -> problem.severity() == severity).toList();
  }

  /** All problems as text, and a line that sums them up. */
  public String render() {
    String lines =
        problems.stream().map(problem -> problem.render() + "\n").collect(Collectors.joining());
    return "%sconfiguration: %s, %d error(s), %d warning(s)%n"
        .formatted(lines, valid() ? "valid" : "invalid", errors().size(), warnings().size());
  }

  /** The configuration in force as text: key, value, source. */
  public String renderSettings() {
    int keys = settings.stream().mapToInt(setting -> setting.key().length()).max().orElse(1);
    int values =
        settings.stream().mapToInt(setting -> setting.shownValue().length()).max().orElse(1);
    String line = "%-" + keys + "s  %-" + Math.min(Math.max(values, 1), 40) + "s  %s%n";
    return settings.stream()
        .map(setting -> line.formatted(setting.key(), setting.shownValue(), setting.source()))
        .collect(Collectors.joining());
  }
}
