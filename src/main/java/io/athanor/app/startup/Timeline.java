package io.athanor.app.startup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A start as bars over its time: {@code #} on the critical path, {@code =} beside it, {@code .}
 * where a component could have begun but others were starting, {@code x} at the end of one that
 * failed.
 */
final class Timeline {

  private static final int LONGEST_NAME = 16;
  private static final int BAR = 38;
  private static final String ROW = "%-" + LONGEST_NAME + "s %-" + BAR + "s %9s %9s%s";

  private final double wall;

  private Timeline(Duration wall) {
    this.wall = Math.max(1, wall.toNanos());
  }

  static List<String> of(StartupReport report) {
    Timeline timeline = new Timeline(report.wall());
    String end = Durations.text(report.wall());
    String scale = "0" + end.indent(BAR - 1 - end.length()).stripTrailing();
    List<String> lines = new ArrayList<>();
    lines.add(row("component", scale, "run", "slack", ""));
    for (StartupReport.Part part : report.components()) {
      lines.add(timeline.line(part));
      if (!part.error().isEmpty()) {
        lines.add("  " + part.error());
      }
    }
    return lines;
  }

  private String line(StartupReport.Part part) {
    boolean ran = part.attempts() > 0;
    String name = part.name();
    String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    return row(
        shown,
        ran ? bar(part) : part.state().name().toLowerCase(Locale.ROOT),
        ran ? millis(part.run()) : "",
        ran ? millis(part.slack()) : "",
        part.attempts() > 1 ? " x" + part.attempts() : "");
  }

  private String bar(StartupReport.Part part) {
    int ready = cell(part.waited(), BAR - 1);
    int began = cell(part.offset(), BAR - 1);
    int end = Math.max(began + 1, cell(part.offset().plus(part.run()), BAR));
    String stroke = (part.critical() ? "#" : "=").repeat(end - began);
    if (part.state() == ComponentState.FAILED) {
      stroke = stroke.substring(1) + "x";
    }
    return " ".repeat(ready) + ".".repeat(began - ready) + stroke;
  }

  private int cell(Duration time, int most) {
    return (int) Math.max(0, Math.min(most, Math.round(time.toNanos() / wall * BAR)));
  }

  private static String row(String name, String bar, String run, String slack, String attempts) {
    return String.format(Locale.ROOT, ROW, name, bar, run, slack, attempts).stripTrailing();
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
  }
}
