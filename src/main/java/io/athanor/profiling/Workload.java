package io.athanor.profiling;

import io.athanor.contract.Changes.Histogram;
import io.athanor.contract.Executions;
import io.athanor.contract.Executions.Execution;
import io.athanor.contract.Executions.Finding;
import io.athanor.contract.Profiles.ResetDone;
import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementStatistics;
import io.athanor.contract.Profiles.StatementsObserved;
import io.athanor.contract.Profiles.StatementsReport;
import io.athanor.contract.ServerCounters.Counters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All statements that were observed since the start or the last reset. Safe for threads. */
final class Workload {

  /** The name of all statements beyond those that are kept apart. */
  static final String OTHERS = "(others)";

  static final int MAX_NAME = 200;

  private static final Counters NO_SERVER = new Counters(Map.of(), null);

  private static final Key REST = new Key(OTHERS, OTHERS);

  /** So many of all make room at once, so that one more statement costs no sort each time. */
  private static final int SHARE = 20;

  /** What is kept apart. */
  private record Key(String name, String fingerprint) {}

  private final int maxStatements;
  private final Map<Key, StatementHistogram> histograms = new HashMap<>();
  private final RecentExecutions executions = new RecentExecutions();
  private final FindingList findings = new FindingList();
  private Instant since;
  private long evicted;
  private long dropped;
  private long refused;

  Workload(int maxStatements, Instant since) {
    this.maxStatements = maxStatements;
    this.since = since;
  }

  /** Adds a report of a node. A sample that makes no sense is left out. */
  synchronized void observe(StatementsObserved observed) {
    for (StatementSample sample : observed.statements()) {
      if (!isSane(sample)) {
        refused++;
      } else if (sample.lastAt() == null || !sample.lastAt().isBefore(since)) {
        histogram(new Key(sample.name(), sample.fingerprint())).merge(sample);
      }
    }
    executions.add(observed, since, this::text);
    observed.findings().stream()
        .filter(finding -> !finding.lastAt().isBefore(since))
        .forEach(findings::add);
    evicted = StatementHistogram.sum(evicted, observed.evicted());
    dropped = StatementHistogram.sum(dropped, observed.dropped());
  }

  private String text(Execution execution) {
    StatementHistogram known = histograms.get(new Key(execution.name(), execution.fingerprint()));
    return known == null ? null : known.text();
  }

  private StatementHistogram histogram(Key key) {
    StatementHistogram known = histograms.get(key);
    if (known != null) {
      return known;
    }
    if (histograms.size() >= maxStatements + (histograms.containsKey(REST) ? 1 : 0)
        && !key.equals(REST)) {
      makeRoom();
    }
    return histograms.computeIfAbsent(key, added -> new StatementHistogram());
  }

  /** Those that took the least time in all are no longer kept apart. */
  private void makeRoom() {
    List<Map.Entry<Key, StatementHistogram>> cheapest =
        histograms.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(REST))
            .sorted(
                Comparator.comparingLong(
                    (Map.Entry<Key, StatementHistogram> entry) ->
                        entry.getValue().executionNanos()))
            .limit(Math.max(1, maxStatements / SHARE))
            .toList();
    StatementHistogram rest = histograms.computeIfAbsent(REST, added -> new StatementHistogram());
    for (Map.Entry<Key, StatementHistogram> entry : cheapest) {
      rest.absorb(entry.getValue());
      histograms.remove(entry.getKey());
      evicted++;
    }
  }

  private static boolean isSane(StatementSample sample) {
    return sample.name() != null
        && !sample.name().isBlank()
        && sample.name().length() <= MAX_NAME
        && sample.fingerprint() != null
        && sample.fingerprint().length() <= MAX_NAME
        && sample.count() >= 0
        && sample.errors() >= 0
        && sample.slow() >= 0
        && sample.rows() >= 0
        && sample.waitNanos() >= 0
        && sample.maxWaitNanos() >= 0
        && sample.executionNanos() >= 0
        && sample.maxNanos() >= 0
        && sample.failures().values().stream().allMatch(times -> times >= 0)
        && sample.cells().size() % 2 == 0
        && sample.cells().stream().allMatch(cell -> cell >= 0);
  }

  /**
   * All statements, the one that took the most time in all first.
   *
   * @param server what the server counted
   */
  synchronized StatementsReport report(Counters server) {
    List<StatementStatistics> statements = new ArrayList<>(histograms.size());
    histograms.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                    (Map.Entry<Key, StatementHistogram> entry) -> entry.getValue().executionNanos())
                .reversed()
                .thenComparing(entry -> entry.getKey().name())
                .thenComparing(entry -> entry.getKey().fingerprint()))
        .forEach(
            entry -> {
              Key key = entry.getKey();
              statements.add(
                  entry
                      .getValue()
                      .statistics(
                          key.name(),
                          key.fingerprint(),
                          server.statements().get(key.fingerprint())));
            });
    return new StatementsReport(statements, since, evicted, dropped, server.missing());
  }

  /** What all statements have taken until now, but for those that are no longer kept apart. */
  synchronized List<Histogram> snapshot() {
    List<Histogram> all = new ArrayList<>();
    histograms.forEach(
        (key, histogram) -> {
          if (!key.equals(REST)) {
            all.add(histogram.snapshot(key.name(), key.fingerprint()));
          }
        });
    return all;
  }

  /** Whether a statement of this name was executed. */
  synchronized boolean knows(String name) {
    return histograms.keySet().stream().anyMatch(key -> key.name().equals(name));
  }

  synchronized Executions.Listed list(Executions.ListExecutions list) {
    return new Executions.Listed(executions.list(list));
  }

  synchronized List<Finding> findings(int limit) {
    return findings.list(limit);
  }

  /** Forgets all at once and says how much that was; what ended before now no longer counts. */
  synchronized ResetDone reset(Instant now) {
    long total =
        histograms.values().stream()
            .mapToLong(StatementHistogram::count)
            .reduce(0, StatementHistogram::sum);
    ResetDone done = new ResetDone(now, histograms.size(), total, report(NO_SERVER));
    histograms.clear();
    executions.clear();
    findings.clear();
    evicted = 0;
    dropped = 0;
    refused = 0;
    since = now;
    return done;
  }

  /** The same, on the word of another node or of our own, which has done it already. */
  synchronized void resetAt(Instant time) {
    if (time.isAfter(since)) {
      reset(time);
    }
  }

  /** How it is doing, in one line. */
  synchronized String summary() {
    return histograms.size()
        + " statements are known"
        + (refused == 0 ? "" : ", " + refused + " senseless samples were left out");
  }
}
