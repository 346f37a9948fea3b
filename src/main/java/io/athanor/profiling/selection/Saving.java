package io.athanor.profiling.selection;

import io.athanor.profiling.advice.Candidate;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What one set of indexes saves against another, and whether that is worth having. */
final class Saving {

  private static final double LEAST_SHARE = 0.002;

  /** One that carries columns along is mostly another index once more, to save a look at rows. */
  private static final double LEAST_SHARE_OF_COPY = 0.01;

  /** A statement of which half is saved counts too, however seldom it is executed. */
  private static final double NOTICEABLE_COST = 100;

  private static final double HALF = 0.5;

  /** A statement of such a share of the whole must not get so much dearer. */
  private static final double WEIGHTY = 0.05;

  private static final double DEARER = 1.1;

  private final List<Subject> subjects;
  private final CostBook book;
  private final WriteCost writes;
  private final double whole;

  Saving(List<Subject> subjects, CostBook book, WriteCost writes) {
    this.subjects = subjects;
    this.book = book;
    this.writes = writes;
    this.whole = book.millis(subjects, Set.of());
  }

  List<Subject> subjects() {
    return subjects;
  }

  CostBook book() {
    return book;
  }

  /** In an hour, in milliseconds, net of writing. */
  double saved(Set<Candidate> after, Set<Candidate> before) {
    return book.millis(subjects, before)
        + written(before)
        - book.millis(subjects, after)
        - written(after);
  }

  private double written(Collection<Candidate> set) {
    return set.stream().mapToDouble(writes::of).sum();
  }

  long bytes(Collection<Candidate> set) {
    return set.stream().mapToLong(one -> book.made(one).bytes()).sum();
  }

  /** Whether people would notice, and no important statement gets slower. */
  boolean counts(Set<Candidate> after, Set<Candidate> before, double saved) {
    boolean copies =
        after.stream()
            .filter(one -> !before.contains(one))
            .noneMatch(one -> one.include().isEmpty());
    double least = (copies ? LEAST_SHARE_OF_COPY : LEAST_SHARE) * whole;
    return saved > 0
        && (saved >= least || (!copies && halves(after, before)))
        && subjects.stream()
            .noneMatch(
                one ->
                    one.millis() > WEIGHTY * whole && book.cost(one, after) > DEARER * one.cost());
  }

  private boolean halves(Set<Candidate> after, Set<Candidate> before) {
    return subjects.stream()
        .anyMatch(
            one -> {
              double cost = book.cost(one, before);
              return cost >= NOTICEABLE_COST && book.cost(one, after) <= HALF * cost;
            });
  }

  /** Whether any statement is better with the first set than with the second. */
  boolean helps(Set<Candidate> with, Set<Candidate> without) {
    return saved(with, without) > 0
        && subjects.stream().anyMatch(one -> book.cost(one, with) < 0.99 * book.cost(one, without));
  }
}
