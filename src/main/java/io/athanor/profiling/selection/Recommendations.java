package io.athanor.profiling.selection;

import io.athanor.contract.Advice.Effect;
import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Advice.Level;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.IndexDefinitions;
import io.athanor.contract.WhatIf.Index;
import io.athanor.contract.WhatIf.Table;
import io.athanor.profiling.advice.Candidate;
import io.athanor.profiling.advice.Identifiers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What people are told of each index that is to be made or to be dropped. */
final class Recommendations {

  private static final double DIFFERENT = 0.01;

  private static final Comparator<Effect> MOST_GAINED =
      Comparator.comparingDouble((Effect one) -> one.callsPerHour() * (one.before() - one.after()))
          .reversed();

  /** A row of a few columns is read, sorted and written in about a microsecond and a half. */
  private static final double BUILD_MILLIS_OF_ROW = 0.0015;

  private static final double BUILD_MILLIS_OF_PAGE = 0.02;
  private static final int PAGE = 8192;

  private final List<Subject> subjects;
  private final CostBook book;
  private final WriteCost writes;
  private final Level level;

  /**
   * Tells of what was chosen.
   *
   * @param level how it is known
   */
  Recommendations(List<Subject> subjects, CostBook book, WriteCost writes, Level level) {
    this.subjects = subjects;
    this.book = book;
    this.writes = writes;
    this.level = level;
  }

  /** The sets that lack one each: what an index saves is what is lost without it. */
  static List<Set<Candidate>> withoutEach(Set<Candidate> chosen) {
    List<Set<Candidate>> sets = new ArrayList<>();
    sets.add(Set.copyOf(chosen));
    for (Candidate one : chosen) {
      Set<Candidate> set = new HashSet<>(chosen);
      set.remove(one);
      sets.add(set);
    }
    return sets;
  }

  double millis(Set<Candidate> shown) {
    return book.millis(subjects, shown);
  }

  double cost(Subject subject, Set<Candidate> shown) {
    return book.cost(subject, shown);
  }

  Recommendation create(Candidate candidate, Set<Candidate> chosen) {
    Set<Candidate> without = new HashSet<>(chosen);
    without.remove(candidate);
    List<Effect> effects = new ArrayList<>();
    List<String> losers = new ArrayList<>();
    double saved = 0;
    for (Subject subject : subjects) {
      double before = book.cost(subject, without);
      double after = book.cost(subject, chosen);
      if (Math.abs(after - before) > DIFFERENT * before) {
        effects.add(
            new Effect(subject.name(), subject.callsPerHour(), before, after, null, null, null));
        saved += subject.millis(before) - subject.millis(after);
        if (after > before) {
          losers.add(subject.name());
        }
      }
    }
    effects.sort(MOST_GAINED);
    double written = writes.of(candidate);
    long bytes = book.made(candidate).bytes();
    Table table = writes.table(candidate.schema(), candidate.table());
    String name = Identifiers.inQuotes(candidate.schema(), candidate.name());
    return new Recommendation(
        "create-" + candidate.name(),
        Kind.CREATE,
        level,
        Benefit.of(saved - written),
        candidate.name(),
        CostBook.table(candidate),
        IndexDefinitions.concurrently(candidate.definition()) + ";",
        "DROP INDEX CONCURRENTLY IF EXISTS " + name + ";",
        bytes,
        build(table, bytes),
        saved - written,
        written,
        candidate.reason(),
        effects,
        losers);
  }

  Recommendation drop(Index index, Table table, String why) {
    double written = writes.ofExisting(table, index.keys());
    String name = Identifiers.inQuotes(index.schema(), index.name());
    return new Recommendation(
        "drop-" + index.name(),
        Kind.DROP,
        level,
        Benefit.of(written),
        index.name(),
        table.schema() + "." + table.name(),
        "DROP INDEX CONCURRENTLY IF EXISTS " + name + ";",
        IndexDefinitions.concurrently(index.definition()) + ";",
        index.bytes(),
        build(table, index.bytes()),
        written,
        -written,
        why,
        List.of(),
        List.of());
  }

  private static double build(Table table, long bytes) {
    double pages = (table.bytes() + 2.0 * bytes) / PAGE;
    return Math.max(0, table.rows()) * BUILD_MILLIS_OF_ROW + pages * BUILD_MILLIS_OF_PAGE;
  }
}
