package io.athanor.http;

import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementStatistics;
import io.athanor.contract.Profiles.StatementsReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Counters of statements by name. Texts and fingerprints are no labels, and only the most expensive
 * names are; the rest is one.
 */
final class StatementMetrics {

  static final int MOST_NAMES = 300;
  static final String OTHERS = "(others)";

  private static final double MILLIS = 1e3;

  private final MetricsText metrics;
  private final Map<String, List<StatementStatistics>> byName = new LinkedHashMap<>();

  StatementMetrics(MetricsText metrics) {
    this.metrics = metrics;
  }

  /** The report has the most expensive first, so its order decides who gets a name. */
  void write(StatementsReport report) {
    for (StatementStatistics one : report.statements()) {
      boolean named = byName.size() < MOST_NAMES || byName.containsKey(one.name());
      byName.computeIfAbsent(named ? one.name() : OTHERS, name -> new ArrayList<>()).add(one);
    }
    count("executions_total", "Statements executed.", StatementStatistics::count);
    count("errors_total", "Statements that failed.", StatementStatistics::errors);
    count("slow_total", "Statements above the threshold.", StatementStatistics::slow);
    count("rows_total", "Rows returned or changed.", StatementStatistics::rows);
    seconds("seconds_total", "Time spent executing.", StatementStatistics::totalMillis);
    seconds("wait_seconds_total", "Time waited for a connection.", StatementStatistics::waitMillis);
    failures();
    quantiles();
    durations();
    metrics.single(
        "athanor_statement_evictions_total",
        "counter",
        "Statements that were too many to be kept apart.",
        report.evicted());
    metrics.single(
        "athanor_slow_log_dropped_total",
        "counter",
        "Lines that are missing in the slow logs.",
        report.slowLogDropped());
  }

  private void count(String name, String help, ToLongFunction<StatementStatistics> value) {
    metrics.family("athanor_statement_" + name, "counter", help);
    byName.forEach(
        (statement, all) ->
            metrics.line(
                "athanor_statement_" + name,
                MetricsText.label("statement", statement),
                all.stream().mapToLong(value).sum()));
  }

  private void seconds(String name, String help, ToDoubleFunction<StatementStatistics> millis) {
    metrics.family("athanor_statement_" + name, "counter", help);
    byName.forEach(
        (statement, all) ->
            metrics.line(
                "athanor_statement_" + name,
                MetricsText.label("statement", statement),
                all.stream().mapToDouble(millis).sum() / MILLIS));
  }

  private void failures() {
    String name = "athanor_statement_failures_total";
    metrics.family(name, "counter", "Statements that failed, by SQLSTATE.");
    byName.forEach(
        (statement, all) -> {
          Map<String, Long> states = new LinkedHashMap<>();
          all.forEach(
              one -> one.failures().forEach((s, times) -> states.merge(s, times, Long::sum)));
          states.forEach(
              (state, times) ->
                  metrics.line(
                      name,
                      MetricsText.label("statement", statement)
                          + ","
                          + MetricsText.label("sqlstate", state),
                      times));
        });
  }

  /** Percentiles cannot be added up: of several statements of a name, the longest counts. */
  private void quantiles() {
    metrics.family(
        "athanor_statement_seconds", "gauge", "Upper bounds of percentiles since the start.");
    byName.forEach(
        (statement, all) -> {
          quantile(statement, all, "0.5", StatementStatistics::p50Millis);
          quantile(statement, all, "0.95", StatementStatistics::p95Millis);
          quantile(statement, all, "0.99", StatementStatistics::p99Millis);
        });
  }

  private void quantile(
      String statement,
      List<StatementStatistics> all,
      String quantile,
      ToDoubleFunction<StatementStatistics> millis) {
    metrics.line(
        "athanor_statement_seconds",
        MetricsText.label("statement", statement) + "," + MetricsText.label("quantile", quantile),
        all.stream().mapToDouble(millis).max().orElse(0) / MILLIS);
  }

  private void durations() {
    String name = "athanor_statement_duration_seconds";
    metrics.family(name, "histogram", "Time of executions, by the boundaries of OpenTelemetry.");
    byName.forEach(
        (statement, all) -> {
          String label = MetricsText.label("statement", statement);
          for (int i = 0; i < Profiles.BOUNDARIES_MILLIS.size(); i++) {
            int place = i;
            String le = Double.toString(Profiles.BOUNDARIES_MILLIS.get(i) / MILLIS);
            long within =
                all.stream()
                    .filter(one -> place < one.durations().size())
                    .mapToLong(one -> one.durations().get(place))
                    .sum();
            metrics.line(name + "_bucket", label + "," + MetricsText.label("le", le), within);
          }
          long count = all.stream().mapToLong(StatementStatistics::count).sum();
          metrics.line(name + "_bucket", label + "," + MetricsText.label("le", "+Inf"), count);
          double millis = all.stream().mapToDouble(StatementStatistics::totalMillis).sum();
          metrics.line(name + "_sum", label, millis / MILLIS);
          metrics.line(name + "_count", label, count);
        });
  }
}
