package io.athanor.profiling;

import io.athanor.contract.Profiles;
import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementsObserved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds a sample from single times, as a node does. */
final class Samples {

  static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private final String name;
  private final Map<Integer, Long> cells = new TreeMap<>();
  private long count;
  private long total;
  private long max;

  Samples(String name) {
    this.name = name;
  }

  static StatementsObserved observed(StatementSample... samples) {
    return new StatementsObserved(
        List.of(samples), List.of(), List.of(), List.of(), List.of(), 0, 0);
  }

  /** Only numbers. */
  static StatementSample plain(
      String name,
      long count,
      long errors,
      long rows,
      long wait,
      long nanos,
      long max,
      List<Long> cells) {
    return new StatementSample(
        name,
        "f-" + name,
        null,
        count,
        errors,
        0,
        rows,
        wait,
        0,
        nanos,
        max,
        AT,
        AT,
        Map.of(),
        List.of(),
        cells);
  }

  Samples took(long nanos) {
    cells.merge(Profiles.cell(nanos), 1L, Long::sum);
    count++;
    total += nanos;
    max = Math.max(max, nanos);
    return this;
  }

  StatementSample build() {
    List<Long> pairs = new ArrayList<>();
    cells.forEach(
        (cell, times) -> {
          pairs.add((long) cell);
          pairs.add(times);
        });
    return plain(name, count, 0, count, 0, total, max, pairs);
  }
}
