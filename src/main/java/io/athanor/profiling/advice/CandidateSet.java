package io.athanor.profiling.advice;

import io.athanor.contract.WhatIf.Index;
import io.athanor.contract.WhatIf.Table;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Candidates without duplicates, in a stable order, at most so many. */
final class CandidateSet {

  /** Of one statement. */
  static final int MOST = 60;

  private final Map<String, Candidate> found = new LinkedHashMap<>();

  /** Adds one; of two ways to write the same index the one that is more promising stays. */
  void add(Candidate candidate) {
    found.merge(
        identity(candidate), candidate, (old, other) -> other.rank() > old.rank() ? other : old);
  }

  /** Adds one unless an index of its table does what it would do, or finds one row anyway. */
  void add(Candidate candidate, Table table) {
    boolean needless =
        table.indexes().stream()
            .anyMatch(index -> does(index, candidate) || candidate.goesOnAfter(index));
    if (!needless) {
      add(candidate);
    }
  }

  /** An index of all rows does what one of few rows does, but reads many more. */
  private static boolean does(Index index, Candidate candidate) {
    boolean sameRows = candidate.predicate() == null || index.predicate() != null;
    return sameRows && candidate.servedBy(index);
  }

  private static String identity(Candidate candidate) {
    return candidate.schema()
        + "."
        + candidate.table()
        + candidate.method()
        + candidate.keys().stream().map(key -> IndexKey.of(key.text())).toList()
        + new TreeSet<>(candidate.include())
        + (candidate.predicate() == null ? "" : IndexKey.canonical(candidate.predicate()));
  }

  /** The most promising ones first. */
  List<Candidate> best() {
    return found.values().stream()
        .sorted(
            Comparator.comparingInt(Candidate::rank)
                .reversed()
                .thenComparing(Candidate::definition))
        .limit(MOST)
        .toList();
  }
}
