package io.athanor.profiling.selection;

import io.athanor.contract.WhatIf.Column;
import io.athanor.contract.WhatIf.Described;
import io.athanor.contract.WhatIf.Table;
import io.athanor.profiling.advice.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What it costs to keep an index up to date: an entry for each row that is inserted and for each
 * update that changes an index, and where the index has a column that is updated, entries in all
 * other indexes of the table too, because such an update can no longer be a heap-only one.
 */
final class WriteCost {

  /** An entry of a few bytes into a tree that is in memory, with its share of the log. */
  private static final double MILLIS_OF_ENTRY = 0.005;

  private static final double BYTES_OF_ENTRY = 24;

  private final Described described;
  private final double hours;
  private final Set<String> updated = new HashSet<>();

  WriteCost(Described described, Instant now, Collection<Subject> subjects) {
    this.described = described;
    Instant since = described.since() == null ? now.minus(Duration.ofDays(1)) : described.since();
    this.hours = Math.max(1, Duration.between(since, now).toMinutes() / 60.0);
    subjects.forEach(subject -> updated.addAll(subject.updated()));
  }

  /** In an hour, in milliseconds. */
  double of(Candidate candidate) {
    Table table = table(candidate.schema(), candidate.table());
    if (table == null) {
      return 0;
    }
    List<String> columns = candidate.keys().stream().map(Candidate.Key::column).toList();
    double width = 0;
    boolean changes = false;
    for (Column column : table.columns()) {
      if (columns.contains(column.name()) || candidate.include().contains(column.name())) {
        width += column.width();
        changes |= updated.contains(CostBook.table(candidate) + "." + column.name());
      }
    }
    double share = candidate.predicate() == null ? 1 : 0.1;
    return share * of(table, width, changes);
  }

  /** The same of an index that there is; what it takes part in is not known. */
  double ofExisting(Table table, List<String> keys) {
    double width = 0;
    for (Column column : table.columns()) {
      if (keys.stream().anyMatch(key -> key.startsWith(column.name()))) {
        width += column.width();
      }
    }
    return of(table, width, false);
  }

  private double of(Table table, double width, boolean changes) {
    double entry = MILLIS_OF_ENTRY * (1 + width / BYTES_OF_ENTRY);
    double inserts = table.writes().inserts();
    double cold = table.writes().updates() - table.writes().hotUpdates();
    double entries = inserts + cold;
    double lost = changes ? table.writes().hotUpdates() * (1.0 + table.indexes().size()) : 0;
    return (entries * entry + lost * MILLIS_OF_ENTRY) / hours;
  }

  /** A table that is described, or null. */
  Table table(String schema, String name) {
    return described.tables().stream()
        .filter(one -> one.schema().equals(schema) && one.name().equals(name))
        .findFirst()
        .orElse(null);
  }
}
