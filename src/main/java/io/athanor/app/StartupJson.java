package io.athanor.app;

import io.athanor.app.startup.StartupProgress;
import io.athanor.app.startup.StartupReport;
import io.athanor.bus.Wire;
import io.athanor.contract.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The start-up report as a document; times are milliseconds. */
final class StartupJson {

  private record Document(
      String state,
      String reason,
      double wallMillis,
      List<String> criticalPath,
      List<Part> components,
      List<String> timeline) {}

  private record Part(
      String name,
      String state,
      List<String> needs,
      double waitMillis,
      double offsetMillis,
      double queuedMillis,
      double runMillis,
      double slackMillis,
      int attempts,
      boolean critical,
      String error) {}

  private record Progress(
      String event,
      long sequence,
      String state,
      long done,
      int total,
      double elapsedMillis,
      Map<String, String> components,
      String message) {}

  private StartupJson() {}

  static Json of(StartupProgress progress, String event) {
    Map<String, String> components = new LinkedHashMap<>();
    progress.components().forEach((name, state) -> components.put(name, state.name()));
    int total = components.size();
    return new Json(
        Wire.encode(
            new Progress(
                event,
                progress.sequence(),
                progress.state().name(),
                Math.round(progress.fraction() * total),
                total,
                millis(progress.elapsed()),
                components,
                progress.message())));
  }

  static Json of(StartupReport report) {
    List<Part> parts =
        report.components().stream()
            .map(
                part ->
                    new Part(
                        part.name(),
                        part.state().name(),
                        part.needs(),
                        millis(part.waited()),
                        millis(part.offset()),
                        millis(part.queued()),
                        millis(part.run()),
                        millis(part.slack()),
                        part.attempts(),
                        part.critical(),
                        part.error()))
            .toList();
    return new Json(
        Wire.encode(
            new Document(
                report.state().name(),
                report.reason(),
                millis(report.wall()),
                report.criticalPath(),
                parts,
                report.timeline())));
  }

  private static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e4) / 100.0;
  }
}
