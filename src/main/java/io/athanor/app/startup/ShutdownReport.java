package io.athanor.app.startup;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

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
   * @param result what it says of it, such as what it handed back; mostly empty
   * @param error what went wrong; empty when nothing did
   */
  public record Stopped(String name, Duration run, String result, String error) {}

  /** Copies the list. */
  public ShutdownReport {
    components = List.copyOf(components);
  }

  /** Whether every component stopped in time and without an error. */
  public boolean clean() {
    return components.stream().allMatch(component -> component.error().isEmpty());
  }

  /** The report as text: a line for all, and one for each component. */
  public String render() {
    StringBuilder text = new StringBuilder();
    text.append("shutdown: %s, %d component(s)".formatted(Durations.text(wall), components.size()));
    for (Stopped one : components) {
      String said = one.error().isEmpty() ? one.result() : one.error();
      String line =
          String.format(
              Locale.ROOT, "%n  %-16s %9.1f ms  %s", one.name(), one.run().toNanos() / 1e6, said);
      text.append(line.stripTrailing());
    }
    return text.toString();
  }
}
