package io.athanor.app.startup;

import java.time.Duration;
import java.util.ArrayList;
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
   * @param needs what it waits for: its needs, and its wants that exist
   * @param waited from the beginning of the start until its needs were met
   * @param offset when it began, counted from the beginning of the start
   * @param queued how long it could have begun but did not, because too many others were starting
   * @param run how long its start took, with all attempts and the pauses between them
   * @param slack how much longer it could have taken without delaying readiness
   * @param attempts how often its start began
   * @param critical whether the whole start waited for it
   * @param error what went wrong, or did at the last attempt; empty when nothing did
   */
  public record Part(
      String name,
      ComponentState state,
      List<String> needs,
      Duration waited,
      Duration offset,
      Duration queued,
      Duration run,
      Duration slack,
      int attempts,
      boolean critical,
      String error) {

    /** Copies the list. */
    public Part {
      needs = List.copyOf(needs);
    }
  }

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

  /** The whole report in lines of at most 80 characters, but for errors and the critical path. */
  public List<String> timeline() {
    List<String> lines = new ArrayList<>(Timeline.of(this));
    lines.add(summary());
    return List.copyOf(lines);
  }

  /** The whole report as text. */
  public String render() {
    return String.join("\n", timeline());
  }
}
