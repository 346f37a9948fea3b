package io.athanor.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the configuration is, where each value came from, and everything that is wrong with it.
 * Holds no secrets except inside {@link #config()}.
 *
 * @param config the configuration; absent when there are errors
 * @param problems errors first, then warnings
 * @param notes remarks about single settings that nobody need act on
 * @param settings every key in the order of {@code conf/athanor.yaml}
 */
public record ConfigReport(
    Optional<AthanorConfig> config,
    List<ConfigProblem> problems,
    List<ConfigProblem> notes,
    List<Effective> settings) {

  /**
   * The value in force for one key.
   *
   * @param key sections and name, joined by dots
   * @param shownValue the value without secrets
   * @param source file and line, variable, property or argument
   */
  public record Effective(String key, String shownValue, String source) {

    /** The kind of source in one word. */
    public String origin() {
      String word = source.split("[ :]", 2)[0];
      return switch (word) {
        case "default", "environment" -> word;
        case "system" -> "property";
        case "command" -> "argument";
        default -> "file";
      };
    }
  }

  /**
   * One setting, or something that is none, with what was found.
   *
   * @param origin the kind of source: default, file, environment, property or argument
   */
  public record Checked(
      String key,
      String value,
      String origin,
      String source,
      ConfigProblem.Severity severity,
      String message,
      String advice) {}

  /** Copies the lists and sorts errors before warnings. */
  public ConfigReport {
    problems = problems.stream().sorted((a, b) -> a.severity().compareTo(b.severity())).toList();
    notes = List.copyOf(notes);
    settings = List.copyOf(settings);
  }

  /** Everything that was checked: what is no setting first, then every setting in its order. */
  public List<Checked> checked() {
    Map<String, List<ConfigProblem>> byKey =
        Stream.concat(problems.stream(), notes.stream())
            .collect(
                Collectors.groupingBy(ConfigProblem::key, LinkedHashMap::new, Collectors.toList()));
    List<Checked> settled = new ArrayList<>();
    for (Effective setting : settings) {
      List<ConfigProblem> found = byKey.remove(setting.key());
      if (found == null) {
        settled.add(checked(setting, ConfigProblem.Severity.INFO, "valid", ""));
      } else {
        found.forEach(
            one -> settled.add(checked(setting, one.severity(), one.message(), one.advice())));
      }
    }
    List<Checked> all = new ArrayList<>();
    byKey.values().stream()
        .flatMap(List::stream)
        .map(
            one ->
                checked(
                    new Effective(one.key(), "", one.source()),
                    one.severity(),
                    one.message(),
                    one.advice()))
        .forEach(all::add);
    all.addAll(settled);
    return all;
  }

  private static Checked checked(
      Effective setting, ConfigProblem.Severity severity, String message, String advice) {
    return new Checked(
        setting.key(),
        setting.shownValue(),
        setting.origin(),
        setting.source(),
        severity,
        message,
        advice);
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

  /** All that was checked as text: every setting, then the problems in full. */
  public String renderChecked() {
    String lines =
        checked().stream()
            .filter(one -> one.severity() == ConfigProblem.Severity.INFO)
            .map(
                one ->
                    "ok      %s = %s (%s)%s%n"
                        .formatted(
                            one.key(),
                            one.value().isEmpty() ? "\"\"" : one.value(),
                            one.source(),
                            one.message().equals("valid") ? "" : ": " + one.message()))
            .collect(Collectors.joining());
    return lines + render();
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
