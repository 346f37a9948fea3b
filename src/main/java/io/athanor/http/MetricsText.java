package io.athanor.http;

import io.athanor.bus.AddressStatistics;
import io.athanor.contract.Operations.Check;
import io.athanor.contract.Operations.HealthReport;
import io.athanor.contract.Operations.PlacementReport;
import io.athanor.contract.Operations.Status;
import io.athanor.contract.Profiles.StatementsReport;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/** Counters in the text format of Prometheus, version 0.0.4. */
final class MetricsText {

  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double NANOS = 1e9;

  private final StringBuilder text = new StringBuilder();

  private MetricsText() {}

  static String of(
      List<AddressStatistics> addresses,
      StatementsReport statements,
      PlacementReport placement,
      HealthReport health) {
    MetricsText metrics = new MetricsText();
    metrics.addresses(addresses);
    new StatementMetrics(metrics).write(statements);
    metrics.placement(placement);
    metrics.health(health);
    return metrics.text.toString();
  }

  /** Further families. */
  static String of(Consumer<MetricsText> writer) {
    MetricsText metrics = new MetricsText();
    writer.accept(metrics);
    return metrics.text.toString();
  }

  private void addresses(List<AddressStatistics> all) {
    Function<AddressStatistics, String> label = one -> label("address", one.address());
    family("athanor_bus_requests_total", "counter", "Requests served by this node.");
    all.forEach(one -> line("athanor_bus_requests_total", label.apply(one), one.served()));
    family("athanor_bus_requests_in_flight", "gauge", "Requests being served.");
    all.forEach(one -> line("athanor_bus_requests_in_flight", label.apply(one), one.inFlight()));
    family("athanor_bus_request_seconds_total", "counter", "Time spent on requests.");
    all.forEach(
        one -> line("athanor_bus_request_seconds_total", label.apply(one), one.nanos() / NANOS));
    family("athanor_bus_refusals_total", "counter", "Requests refused, by class.");
    for (AddressStatistics one : all) {
      one.refused()
          .forEach(
              (failure, count) -> {
                String word = label("failure", failure.name().toLowerCase(Locale.ROOT));
                line("athanor_bus_refusals_total", label.apply(one) + "," + word, count);
              });
    }
  }

  private void placement(PlacementReport report) {
    if (report.load() != null) {
      gauge("athanor_load_cpu_ratio", "Share of the processors in use.", report.load().cpu());
      gauge(
          "athanor_load_others_ratio",
          "Share of the processors in use by others.",
          report.load().others());
      gauge("athanor_load_memory_ratio", "Share of the memory in use.", report.load().memory());
      gauge(
          "athanor_load_memory_for_attempts_bytes",
          "Memory that attempts can have together.",
          report.load().forAttempts());
      gauge(
          "athanor_placement_closed",
          "1 while this node takes no more work for its load.",
          report.load().closed() == null ? 0 : 1);
    }
    family("athanor_placement_decisions_total", "counter", "Looks for work, by what came of it.");
    report
        .decisions()
        .forEach(
            (decision, count) ->
                line("athanor_placement_decisions_total", label("decision", decision), count));
  }

  private void health(HealthReport report) {
    family("athanor_health_status", "gauge", "Checks: 1 healthy, 0.5 degraded, 0 unhealthy.");
    for (Check check : report.checks()) {
      // What is not used is neither well nor ill.
      if (check.status() != Status.DISABLED) {
        double value =
            switch (check.status()) {
              case HEALTHY -> 1;
              case DEGRADED -> 0.5;
              default -> 0;
            };
        line("athanor_health_status", label("check", check.name()), value);
      }
    }
  }

  private void gauge(String name, String help, Number value) {
    single(name, "gauge", help, value);
  }

  /** A family of one line without labels. */
  void single(String name, String type, String help, Number value) {
    family(name, type, help);
    text.append(name).append(' ').append(value).append('\n');
  }

  void family(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /** A line of a family without labels. */
  void plain(String name, Number value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  void line(String name, String labels, Number value) {
    text.append(name).append('{').append(labels).append("} ").append(value).append('\n');
  }

  static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + "\"";
  }
}
