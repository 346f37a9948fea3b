package io.athanor.profiling;

import io.athanor.contract.Executions.Finding;
import io.athanor.contract.Executions.Flaw;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found, once for each statement and flaw. Not safe for threads. */
final class FindingList {

  /** Kept at most; the one that was seen last the longest ago goes first. */
  static final int CAPACITY = 200;

  private static final int CORRELATIONS = 4;

  private record Key(Flaw flaw, String name, String fingerprint) {}

  private final Map<Key, Finding> findings = new LinkedHashMap<>();

  void add(Finding finding) {
    Key key = new Key(finding.flaw(), finding.name(), finding.fingerprint());
    Finding known = findings.remove(key);
    findings.put(key, known == null ? finding : merged(known, finding));
    if (findings.size() > CAPACITY) {
      findings.remove(findings.keySet().iterator().next());
    }
  }

  private static Finding merged(Finding known, Finding news) {
    List<String> correlations = new ArrayList<>(news.correlationIds());
    known.correlationIds().stream()
        .filter(id -> !correlations.contains(id))
        .limit(CORRELATIONS - 1)
        .forEach(correlations::add);
    return new Finding(
        news.flaw(),
        news.name(),
        news.fingerprint(),
        news.text(),
        news.callSite() == null ? known.callSite() : news.callSite(),
        Math.max(known.executions(), news.executions()),
        Math.max(known.distinct(), news.distinct()),
        StatementHistogram.sum(known.requests(), news.requests()),
        news.advice(),
        news.rewrite() == null ? known.rewrite() : news.rewrite(),
        known.firstAt().isBefore(news.firstAt()) ? known.firstAt() : news.firstAt(),
        known.lastAt().isAfter(news.lastAt()) ? known.lastAt() : news.lastAt(),
        correlations);
  }

  List<Finding> list(int limit) {
    return findings.values().stream()
        .sorted(Comparator.comparing(Finding::lastAt).reversed())
        .limit(limit)
        .toList();
  }

  void clear() {
    findings.clear();
  }
}
