package io.athanor.app.startup;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How everything that had started was stopped.
 *
 * @param components in the order in which they were stopped
 * @param wall from the first stop to the end of the last
 */
public record ShutdownReport(List<Stopped> components, Duration wall) {

  /**
   * One component.
   *
   * @param name which
   * @param run how long its stop took
   * @param error what went wrong; empty when nothing did
   */
  public record Stopped(String name, Duration run, String error) {}

  /** Copies the list. */
  public ShutdownReport {
    components = List.copyOf(components);
  }

  /** Whether every component stopped in time and without an error. */
  public boolean clean() {
    return components.stream().allMatch(component -> component.error().isEmpty());
  }

  /** The report as text. */
  public String render() {
    String faults =
        components.stream()
            .filter(component -> !component.error().isEmpty())
            .map(component -> "%n  %s: %s".formatted(component.name(), component.error()))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "shutdown: %.2f s, %d component(s)%s",
        wall.toNanos() / 1e9,
        components.size(),
        faults);
  }
}
