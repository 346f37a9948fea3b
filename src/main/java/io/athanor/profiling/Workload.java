package io.athanor.profiling;

import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementStatistics;
import io.athanor.contract.Profiles.StatementsObserved;
import io.athanor.contract.Profiles.StatementsReport;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All statements that were observed since the start. Safe for threads. */
final class Workload {

  /** The name of all statements beyond those that are kept apart. */
  static final String OTHERS = "(others)";

  static final int MAX_NAME = 200;

  private final int maxStatements;
  private final Map<String, StatementHistogram> histograms = new HashMap<>();
  private long refused;

  Workload(int maxStatements) {
    this.maxStatements = maxStatements;
  }

  /** Adds a report of a node. A sample that makes no sense is left out. */
  synchronized void observe(StatementsObserved observed) {
    for (StatementSample sample : observed.statements()) {
      if (isSane(sample)) {
        histogram(sample.name()).merge(sample);
      } else {
        refused++;
      }
    }
  }

  private StatementHistogram histogram(String name) {
    StatementHistogram known = histograms.get(name);
    if (known != null) {
      return known;
    }
    String kept = histograms.size() < maxStatements ? name : OTHERS;
    return histograms.computeIfAbsent(kept, key -> new StatementHistogram());
  }

  private static boolean isSane(StatementSample sample) {
    return sample.name() != null
        && !sample.name().isBlank()
        && sample.name().length() <= MAX_NAME
        && sample.count() >= 0
        && sample.errors() >= 0
        && sample.rows() >= 0
        && sample.waitNanos() >= 0
        && sample.executionNanos() >= 0
        && sample.maxNanos() >= 0
        && sample.buckets().stream().allMatch(bucket -> bucket >= 0);
  }

  /** All statements, the one that took the most time in all first. */
  synchronized StatementsReport report() {
    List<StatementStatistics> statements =
        histograms.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<String, StatementHistogram> entry) ->
                            entry.getValue().executionNanos())
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(entry -> entry.getValue().statistics(entry.getKey()))
            .toList();
    return new StatementsReport(statements);
  }

  /** How it is doing, in one line. */
  synchronized String summary() {
    return histograms.size()
        + " statements are known"
        + (refused == 0 ? "" : ", " + refused + " senseless samples were left out");
  }
}
