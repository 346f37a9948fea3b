package io.athanor.app;

import io.athanor.app.config.ConfigReport;
import io.athanor.bus.Wire;
import io.athanor.contract.Json;
import java.util.List;
import java.util.Locale;

/** What was found in the configuration as a document, without secrets. */
final class ConfigJson {

  private record Document(boolean valid, int errors, int warnings, List<Check> checks) {}

  private record Check(
      String key,
      String value,
      String origin,
      String source,
      String severity,
      String message,
      String advice) {}

  private ConfigJson() {}

  static Json of(ConfigReport report) {
    List<Check> checks =
        report.checked().stream()
            .map(
                one ->
                    new Check(
                        one.key(),
                        one.value(),
                        one.origin(),
                        one.source(),
                        one.severity().name().toLowerCase(Locale.ROOT),
                        one.message(),
                        one.advice()))
            .toList();
    return new Json(
        Wire.encode(
            new Document(
                report.valid(), report.errors().size(), report.warnings().size(), checks)));
  }
}
