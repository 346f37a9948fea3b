package io.athanor.profiling;

import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.Profiles.StatementStatistics;
import io.athanor.contract.Profiles.StatementsReport;
import io.athanor.contract.ServerCounters.Counters;
import io.athanor.contract.WhatIf.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the nodes have executed, as statements that can be planned, each with its weight. */
final class ObservedWorkload {

  private static final double ONCE_A_DAY = 1 / 24.0;

  /** What comes within minutes of a start does not come as often all the time. */
  private static final double LEAST_HOURS = 1;

  private final StatementsReport report;
  private final double hours;

  ObservedWorkload(Workload workload, Instant now) {
    this.report = workload.report(new Counters(Map.of(), null));
    this.hours = Math.max(LEAST_HOURS, Duration.between(report.since(), now).toMillis() / 3.6e6);
  }

  /** Since when they are counted. */
  Instant since() {
    return report.since();
  }

  /** All that were seen, and every other statement of Athanor as if it came once a day. */
  List<Weighted> with(List<Named> named) {
    Map<String, String> texts = new HashMap<>();
    named.forEach(one -> texts.put(one.name(), one.sql()));
    List<Weighted> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (StatementStatistics one : report.statements()) {
      String sql = texts.containsKey(one.name()) ? texts.get(one.name()) : withValues(one.text());
      if (sql != null && !one.name().startsWith("transaction.")) {
        // A name whose text depends on what was asked has several.
        String name = seen.add(one.name()) ? one.name() : one.name() + " " + one.fingerprint();
        all.add(new Weighted(name, sql, one.count() / hours, one.meanMillis()));
      }
    }
    for (Named one : named) {
      if (seen.add(one.name())) {
        all.add(new Weighted(one.name(), one.sql(), ONCE_A_DAY, null));
      }
    }
    return all;
  }

  /** A text whose values were taken out, with further parameters in their places. */
  static String withValues(String text) {
    if (text == null) {
      return null;
    }
    int next = 1;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '$') {
        int end = i + 1;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
          end++;
        }
        if (end > i + 1 && end - i < 7) {
          next = Math.max(next, Integer.parseInt(text.substring(i + 1, end)) + 1);
        }
      }
    }
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '?') {
        sql.append('$').append(next++);
      } else {
        sql.append(c);
      }
    }
    return sql.toString();
  }
}
