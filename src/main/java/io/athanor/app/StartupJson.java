package io.athanor.app;

import io.athanor.app.startup.StartupReport;
import io.athanor.bus.Wire;
import io.athanor.contract.Json;
import java.time.Duration;
import java.util.List;

/** The start-up report as a document; times are milliseconds. */
final class StartupJson {

  private record Document(
      String state,
      String reason,
      double wallMillis,
      List<String> criticalPath,
      List<Part> components) {}

  private record Part(
      String name,
      String state,
      double offsetMillis,
      double queuedMillis,
      double runMillis,
      double slackMillis,
      String error) {}

  private StartupJson() {}

  static Json of(StartupReport report) {
    List<Part> parts =
        report.components().stream()
            .map(
                part ->
                    new Part(
                        part.name(),
                        part.state().name(),
                        millis(part.offset()),
                        millis(part.queued()),
                        millis(part.run()),
                        millis(part.slack()),
                        part.error()))
            .toList();
    return new Json(
        Wire.encode(
            new Document(
                report.state().name(),
                report.reason(),
                millis(report.wall()),
                report.criticalPath(),
                parts)));
  }

  private static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e4) / 100.0;
  }
}
