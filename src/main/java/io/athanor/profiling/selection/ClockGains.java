package io.athanor.profiling.selection;

import io.athanor.contract.Amounts;
import io.athanor.contract.Copies.Time;
import io.athanor.profiling.advice.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What indexes do to statements by the times on a copy. */
final class ClockGains {

  /** So much slower than without any of the indexes is too much. */
  private static final double SLOWER = 1.2;

  /**
   * Best of three executions of the same plan differ by less than this on a machine that does other
   * things as well, where they take about a millisecond.
   */
  private static final double NOISE_MILLIS = 1;

  /** What leaving an index out has to save of the whole; as much comes and goes by chance. */
  private static final double LEAST_SHARE = 0.01;

  private static final int SAID = 3;

  private final ClockBook book;
  private final List<Subject> relevant;
  private final ToDoubleFunction<Candidate> written;

  /**
   * @param relevant statements whose plans differ and that were timed
   * @param written what it costs in an hour to write an index, in milliseconds on the copy
   */
  ClockGains(ClockBook book, List<Subject> relevant, ToDoubleFunction<Candidate> written) {
    this.book = book;
    this.relevant = List.copyOf(relevant);
    this.written = written;
  }

  static Set<Candidate> without(Set<Candidate> set, Candidate one) {
    Set<Candidate> rest = new LinkedHashSet<>(set);
    rest.remove(one);
    return rest;
  }

  static boolean isSlower(Double before, Double after) {
    return before != null
        && after != null
        && after > SLOWER * before
        && after - before > NOISE_MILLIS;
  }

  List<Subject> relevant() {
    return relevant;
  }

  /** What it costs in an hour to write an index, in milliseconds on the copy. */
  double written(Candidate one) {
    return written.applyAsDouble(one);
  }

  /** Statements whose plans use an index of a set. */
  List<Subject> users(Set<Candidate> set, Candidate one) {
    return relevant.stream().filter(subject -> book.uses(subject, set, one)).toList();
  }

  /** Those that are too much slower with a set than without any index. */
  List<Subject> slower(Set<Candidate> set) {
    return relevant.stream()
        .filter(one -> isSlower(book.millis(one, Set.of()), book.millis(one, set)))
        .toList();
  }

  /** Milliseconds saved in an hour by an index of a set, net of what it costs to write it. */
  double saved(Set<Candidate> set, Candidate one) {
    Set<Candidate> rest = without(set, one);
    double saved = -written(one);
    for (Subject subject : users(set, one)) {
      saved += saved(subject, set, rest);
    }
    return saved;
  }

  /** Milliseconds saved in an hour at a statement; 0 where one of the two was not timed. */
  double saved(Subject subject, Set<Candidate> set, Set<Candidate> rest) {
    Double with = book.millis(subject, set);
    Double then = book.millis(subject, rest);
    return with == null || then == null ? 0 : subject.callsPerHour() * (then - with);
  }

  /** What an index has to change at least to count. */
  double least(Set<Candidate> set, Candidate one) {
    double whole = relevant.stream().mapToDouble(subject -> hourly(subject, set)).sum();
    double noise =
        users(set, one).stream()
            .mapToDouble(subject -> subject.callsPerHour() * NOISE_MILLIS)
            .sum();
    return Math.max(LEAST_SHARE * whole, noise);
  }

  private double hourly(Subject subject, Set<Candidate> set) {
    Double millis = book.millis(subject, set);
    return millis == null ? 0 : subject.callsPerHour() * millis;
  }

  /** Why an index of a set is to go. */
  String words(Set<Candidate> set, Candidate one) {
    Set<Candidate> rest = without(set, one);
    List<String> said = new ArrayList<>();
    users(set, one).stream()
        .filter(subject -> book.millis(subject, rest) != null)
        .sorted(Comparator.comparingDouble(subject -> saved(subject, set, rest)))
        .limit(SAID)
        .forEach(
            subject ->
                said.add(
                    subject.name()
                        + " takes "
                        + millis(book.time(subject, set))
                        + " with it and "
                        + millis(book.time(subject, rest))
                        + " without"));
    double hourly = written(one);
    if (hourly > 0) {
      said.add("writing it takes " + Amounts.millis(hourly) + " an hour");
    }
    return "by the clock: " + (said.isEmpty() ? "it saves nothing" : String.join("; ", said));
  }

  private static String millis(Time time) {
    return (time.ended() ? "" : "more than ") + Amounts.millis(time.millis());
  }
}
