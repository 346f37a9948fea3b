package io.athanor.app.startup;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a start went.
 *
 * @param state how it ended, or how it stands
 * @param reason why it was given up; empty when it was not
 * @param wall from the beginning to readiness, or to the end of the clean-up
 * @param components every component, in the order in which they began
 * @param criticalPath the chain of components that the whole start waited for
 * @param rollback how what had started was stopped again, where it was
 */
public record StartupReport(
    StartupState state,
    String reason,
    Duration wall,
    List<Part> components,
    List<String> criticalPath,
    Optional<ShutdownReport> rollback) {

  /**
   * One component.
   *
   * @param name which
   * @param state how its start ended
   * @param offset when it began, counted from the beginning of the start
   * @param queued how long it could have begun but did not, because too many others were starting
   * @param run how long its start took
   * @param slack how much longer it could have taken without delaying readiness
   * @param error what went wrong; empty when nothing did
   */
  public record Part(
      String name,
      ComponentState state,
      Duration offset,
      Duration queued,
      Duration run,
      Duration slack,
      String error) {}

  /** Copies the lists. */
  public StartupReport {
    components = List.copyOf(components);
    criticalPath = List.copyOf(criticalPath);
  }

  /** One line: how long it took, and what it waited for. */
  public String summary() {
    String path =
        criticalPath.isEmpty() ? "" : ", critical path: " + String.join(" -> ", criticalPath);
    String why = reason.isEmpty() ? "" : ", " + reason;
    String how = state == StartupState.READY ? "" : " " + state.name().toLowerCase(Locale.ROOT);
    return "start-up%s: %s%s%s".formatted(how, Durations.text(wall), why, path);
  }

  /** The whole report as a table, times in milliseconds. */
  public String render() {
    int width = components.stream().mapToInt(part -> part.name().length()).max().orElse(0);
    int column = Math.max(width, "component".length());
    String format = "%-" + column + "s  %-9s %9s %9s %9s %9s  %s";
    StringBuilder table =
        new StringBuilder(
            format.formatted("component", "state", "offset", "queued", "run", "slack", "error"));
    for (Part part : components) {
      String row =
          format.formatted(
              part.name(),
              part.state().name().toLowerCase(Locale.ROOT),
              millis(part.offset()),
              millis(part.queued()),
              millis(part.run()),
              millis(part.slack()),
              part.error());
      table.append('\n').append(row.stripTrailing());
    }
    return table.append('\n').append(summary()).toString();
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
  }
}
