package io.athanor.profiling.selection;

import io.athanor.contract.Advice.Clocked;
import io.athanor.contract.Advice.Reason;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Copies.Copy;
import io.athanor.profiling.advice.Candidate;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The part of an analysis that is done by the clock: makes a copy, lets the choice be made on it,
 * and tells of it. Where it cannot be done the planner's choice stays, and the report says why.
 */
final class ClockPart {

  private static final String NOTHING = "The planner chose no index, so there was nothing to time.";

  private final TimedCopy copies;
  private final long bytes;
  private final ClockBook book;
  private final List<Subject> subjects;
  private final WriteCost writes;
  private final CostBook costs;
  private final long began = System.nanoTime();
  private ClockChoice choice;
  private Copy copy;
  private Set<Candidate> kept = Set.of();
  private String missing;

  /**
   * @param copies null when the clock was not asked for
   */
  ClockPart(
      TimedCopy copies,
      long bytes,
      boolean own,
      List<Subject> subjects,
      WriteCost writes,
      CostBook costs) {
    this.copies = copies;
    this.bytes = bytes;
    this.book = new ClockBook(copies, own);
    this.subjects = subjects;
    this.writes = writes;
    this.costs = costs;
  }

  /** What is left of the planner's choice; all of it where nothing can be timed. */
  Future<Set<Candidate>> choose(Set<Candidate> chosen) {
    if (copies == null || chosen.isEmpty()) {
      missing = NOTHING;
      return Future.succeededFuture(chosen);
    }
    Set<String> indexed = chosen.stream().map(CostBook::table).collect(Collectors.toSet());
    List<Subject> touched =
        subjects.stream().filter(one -> one.tables().stream().anyMatch(indexed::contains)).toList();
    Set<String> tables = new TreeSet<>();
    touched.forEach(one -> tables.addAll(one.tables()));
    return costs
        .look(touched, List.of(chosen))
        .compose(looked -> copies.make(List.copyOf(tables), bytes))
        .compose(
            made -> {
              copy = made;
              choice =
                  new ClockChoice(
                      book,
                      touched,
                      one -> made.part() * writes.of(one),
                      (subject, one) -> costs.used(subject, chosen).contains(one.name()));
              return choice.choose(chosen);
            })
        .map(left -> kept = left)
        .recover(
            cause -> {
              missing = "Nothing was timed: " + cause.getMessage();
              choice = null;
              return Future.succeededFuture(chosen);
            })
        .eventually(() -> copies.remove().otherwiseEmpty());
  }

  /** Why candidates were thrown out. */
  Map<Candidate, String> thrown() {
    return choice == null ? Map.of() : choice.thrown();
  }

  /** What the report says of it; null when nobody asked for it. */
  Clocked report() {
    if (copies == null) {
      return null;
    }
    double millis = (System.nanoTime() - began) / 1e6 - (copy == null ? 0 : copy.millis());
    if (choice == null) {
      return new Clocked(missing, copy, millis, 0, 0, 0, 0, List.of(), List.of());
    }
    List<Subject> ended =
        choice.gains().relevant().stream()
            .filter(one -> ended(one, Set.of()) && ended(one, choice.planned()))
            .filter(one -> ended(one, kept))
            .toList();
    return new Clocked(
        null,
        copy,
        millis,
        choice.gains().relevant().size(),
        sum(ended, Set.of()),
        sum(ended, choice.planned()),
        sum(ended, kept),
        choice.gains().slower(kept).stream().map(Subject::name).toList(),
        notTimed());
  }

  private boolean ended(Subject subject, Set<Candidate> set) {
    return book.millis(subject, set) != null && book.time(subject, set).ended();
  }

  private double sum(Collection<Subject> of, Set<Candidate> set) {
    return of.stream().mapToDouble(one -> one.callsPerHour() * book.millis(one, set)).sum();
  }

  private List<Reason> notTimed() {
    List<Reason> reasons = new ArrayList<>();
    for (Subject subject : subjects) {
      if (book.why(subject) != null) {
        reasons.add(new Reason(subject.name(), book.why(subject)));
      }
    }
    return reasons;
  }

  /** A recommendation with what the clock says of it. */
  Recommendation timed(Recommendation planned, Candidate candidate, Recommendations costs) {
    return choice == null
        ? planned
        : new TimedAdvice(book, choice.gains(), kept, subjects).of(planned, candidate, costs);
  }
}
