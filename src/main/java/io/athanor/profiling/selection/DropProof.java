package io.athanor.profiling.selection;

import io.athanor.contract.WhatIf.Described;
import io.athanor.contract.WhatIf.Index;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Table;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.profiling.advice.Candidate;
import io.athanor.profiling.advice.Identifiers;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Finds indexes that no statement would miss: each is taken away, together with those that were
 * found before, and all statements that use it are planned anew.
 */
final class DropProof {

  /** So much dearer is not dearer: another index that does the same is a little larger. */
  private static final double SAME = 1.01;

  /** An index that nothing known uses may be for something that comes once a month. */
  private static final Duration LONG_UNUSED = Duration.ofDays(35);

  private final Trials trials;
  private final Described described;
  private final List<Subject> subjects;
  private final Instant now;
  private final boolean partial;
  private final Map<Index, String> found = new LinkedHashMap<>();
  private final Map<Index, String> kept = new LinkedHashMap<>();
  private final Map<Index, Table> tables = new HashMap<>();

  /**
   * @param partial whether the trials know a part of the rows only, for which an index may be
   *     needless that is not for all of them
   */
  DropProof(
      Trials trials, Described described, List<Subject> subjects, Instant now, boolean partial) {
    this.partial = partial;
    this.trials = trials;
    this.described = described;
    this.subjects = subjects;
    this.now = now;
  }

  /** Looks for the indexes that can go. */
  Future<Void> find() {
    List<Index> all = new ArrayList<>();
    for (Table table : described.tables()) {
      for (Index index : table.indexes()) {
        tables.put(index, table);
        if (!index.constraint() && !index.unique()) {
          all.add(index);
        }
      }
    }
    return next(all, 0);
  }

  /** Those that can go, after they were looked for. */
  Map<Index, String> found() {
    return found;
  }

  /** The table of an index that was found. */
  Table table(Index index) {
    return tables.get(index);
  }

  /** Indexes that look needless and stay, with the reason. */
  Map<Index, String> kept() {
    return kept;
  }

  private Future<Void> next(List<Index> all, int place) {
    if (place >= all.size()) {
      return Future.succeededFuture();
    }
    return look(all.get(place)).compose(done -> next(all, place + 1));
  }

  private Future<Void> look(Index index) {
    if (!index.valid()) {
      found.put(index, "it is not valid, is kept up to date and never read");
      return Future.succeededFuture();
    }
    if (partial) {
      return Future.succeededFuture();
    }
    List<Subject> users =
        subjects.stream().filter(one -> one.indexes().contains(index.name())).toList();
    Index other = sameAs(index);
    if (users.isEmpty()) {
      unused(index, other);
      return Future.succeededFuture();
    }
    if (other == null || needsKey(index)) {
      return Future.succeededFuture();
    }
    return without(index, users)
        .map(
            planned -> {
              boolean missed =
                  IntStream.range(0, users.size())
                      .anyMatch(
                          i ->
                              planned.get(i).refused() != null
                                  || planned.get(i).cost() > SAME * users.get(i).cost());
              if (!missed) {
                found.put(index, other.name() + " does the same, and no statement would be slower");
              }
              return null;
            });
  }

  private void unused(Index index, Index other) {
    boolean old = described.since() != null && described.since().isBefore(now.minus(LONG_UNUSED));
    if (needsKey(index)) {
      return;
    }
    if (other != null) {
      found.put(index, other.name() + " does the same, and no known statement uses it");
    } else if (index.scans() == 0 && old) {
      found.put(index, "nothing has read it since " + described.since());
    } else if (index.scans() > 0) {
      kept.put(index, "no known statement uses it, but something has read it");
    } else {
      kept.put(index, "no known statement uses it, but it is not watched for 35 days yet");
    }
  }

  /** Another index that serves everything that this one serves and stays, or null. */
  private Index sameAs(Index index) {
    Candidate as = candidate(index);
    return tables.get(index).indexes().stream()
        .filter(one -> !one.equals(index) && !found.containsKey(one) && one.valid())
        .filter(one -> Objects.equals(one.predicate(), index.predicate()))
        .filter(as::servedBy)
        .findFirst()
        .orElse(null);
  }

  private Candidate candidate(Index index) {
    List<Candidate.Key> keys =
        index.keys().stream().map(key -> new Candidate.Key(key, null)).toList();
    Table table = tables.get(index);
    return new Candidate(
        table.schema(),
        table.name(),
        index.method(),
        keys,
        index.include(),
        index.predicate(),
        0,
        "");
  }

  /** Rows that refer to a deleted one are found by it, which no statement shows. */
  private boolean needsKey(Index index) {
    Table table = tables.get(index);
    return table.foreignKeys().stream()
        .anyMatch(
            key ->
                begins(index, key)
                    && table.indexes().stream()
                        .noneMatch(
                            one ->
                                !one.equals(index)
                                    && !found.containsKey(one)
                                    && one.valid()
                                    && begins(one, key)));
  }

  private static boolean begins(Index index, List<String> columns) {
    return index.predicate() == null
        && index.keys().size() >= columns.size()
        && index.keys().subList(0, columns.size()).containsAll(columns);
  }

  private Future<List<Planned>> without(Index index, List<Subject> users) {
    List<String> gone = new ArrayList<>();
    found.keySet().forEach(one -> gone.add(Identifiers.inQuotes(one.schema(), one.name())));
    gone.add(Identifiers.inQuotes(index.schema(), index.name()));
    Trial trial = new Trial(List.of(), gone, IntStream.range(0, users.size()).boxed().toList());
    List<String> texts = users.stream().map(Subject::sql).toList();
    return trials.ask(texts, List.of(trial), false).map(tried -> tried.get(0).planned());
  }
}
