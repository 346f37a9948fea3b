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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/**
 * Finds indexes that no statement would miss: each is taken away, together with those that were
 * found before, and all statements that use it are planned anew.
 */
final class DropProof {

  /** So much dearer is not dearer: another index that does the same is a little larger. */
  private static final double SAME = 1.01;

  private final Trials trials;
  private final Described described;
  private final List<Subject> subjects;
  private final Observation observation;
  private final boolean partial;
  private final Map<Index, String> found = new LinkedHashMap<>();
  private final Map<Index, String> kept = new LinkedHashMap<>();
  private final Map<Index, Table> tables = new HashMap<>();

  /**
   * @param partial whether the trials know a part of the rows only, for which an index may be
   *     needless that is not for all of them
   */
  DropProof(
      Trials trials,
      Described described,
      List<Subject> subjects,
      Observation observation,
      boolean partial) {
    this.partial = partial;
    this.trials = trials;
    this.described = described;
    this.subjects = subjects;
    this.observation = observation;
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
    Index other = other(index, DropProof::sameAs);
    if (other != null) {
      found.put(index, other.name() + " is the same");
      return Future.succeededFuture();
    }
    other = other(index, this::serves);
    List<Subject> users =
        subjects.stream().filter(one -> one.indexes().contains(index.name())).toList();
    if (needsKey(index)) {
      return Future.succeededFuture();
    }
    if (users.isEmpty()) {
      unused(index, other);
      return Future.succeededFuture();
    }
    return other == null ? Future.succeededFuture() : used(index, other.name(), users);
  }

  private Future<Void> used(Index index, String other, List<Subject> users) {
    if (!observation.report().enough()) {
      kept.put(
          index,
          other
              + " may do the same, but "
              + Observation.tooShort(observation.both(), Observation.LEAST));
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
                found.put(index, other + " does the same, and no statement would be slower");
              }
              return null;
            });
  }

  private void unused(Index index, Index other) {
    String instead = other == null ? "" : other.name() + " does the same, and ";
    Duration least = other == null ? Observation.LONG : Observation.LEAST;
    if (index.scans() > 0) {
      kept.put(index, "no known statement uses it, but something has read it");
    } else if (observation.reads().compareTo(least) >= 0) {
      found.put(index, instead + "nothing has read it since " + observation.readsSince());
    } else {
      kept.put(
          index,
          instead + "nothing has read it, but " + Observation.tooShort(observation.reads(), least));
    }
  }

  /** Another index of the table that stays and may take its place, or null. */
  private Index other(Index index, BiPredicate<Index, Index> instead) {
    return tables.get(index).indexes().stream()
        .filter(one -> !one.equals(index) && !found.containsKey(one) && one.valid())
        .filter(one -> instead.test(index, one))
        .findFirst()
        .orElse(null);
  }

  /** Whether two are the same but for their names. */
  private static boolean sameAs(Index index, Index other) {
    return index.method().equals(other.method())
        && index.keys().equals(other.keys())
        && index.include().equals(other.include())
        && Objects.equals(index.predicate(), other.predicate());
  }

  /** Whether another index serves everything that this one serves. */
  private boolean serves(Index index, Index other) {
    return Objects.equals(other.predicate(), index.predicate()) && candidate(index).servedBy(other);
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
