package io.athanor.profiling.selection;

import io.athanor.contract.Copies.Time;
import io.athanor.profiling.advice.Candidate;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Takes out of the indexes that the planner chose, one after the other, those that make a statement
 * slower or all of them together no faster, as statements are timed on a copy; in the end one that
 * is good beside what is left is put back.
 */
final class ClockChoice {

  /** So much slower than without any of the indexes is too much. */
  static final double SLOWER = 1.2;

  /**
   * Best of three executions of the same plan differ by less than this on a machine that does other
   * things as well, where they take about a millisecond.
   */
  static final double NOISE_MILLIS = 1;

  /** What leaving an index out has to save of the whole; as much comes and goes by chance. */
  private static final double LEAST_SHARE = 0.01;

  private static final int SAID = 3;

  private final ClockBook book;
  private final Collection<Subject> subjects;
  private final ToDoubleFunction<Candidate> written;
  private final Map<Candidate, String> thrown = new LinkedHashMap<>();
  private List<Subject> relevant = List.of();
  private Set<Candidate> planned = Set.of();

  /**
   * @param written what it costs in an hour to write an index, in milliseconds on the copy
   */
  ClockChoice(ClockBook book, Collection<Subject> subjects, ToDoubleFunction<Candidate> written) {
    this.book = book;
    this.subjects = subjects;
    this.written = written;
  }

  /** What is left of the indexes that the planner chose. */
  Future<Set<Candidate>> choose(Set<Candidate> chosen) {
    Map<Set<Candidate>, Collection<Subject>> sets = new LinkedHashMap<>();
    sets.put(Set.of(), subjects);
    sets.put(chosen, subjects);
    return book.look(sets)
        .compose(
            looked -> {
              Set<Candidate> built = new LinkedHashSet<>(chosen);
              book.refused()
                  .forEach(
                      (one, why) -> {
                        built.remove(one);
                        thrown.put(one, "the copy refuses it: " + why);
                      });
              if (built.size() < chosen.size()) {
                return choose(built);
              }
              planned = Set.copyOf(chosen);
              relevant = subjects.stream().filter(one -> book.millis(one, chosen) != null).toList();
              return round(built);
            });
  }

  /** Statements whose plans differ and that were timed. */
  List<Subject> relevant() {
    return relevant;
  }

  /** All that could be built. */
  Set<Candidate> planned() {
    return planned;
  }

  /** Why each of the others was thrown out. */
  Map<Candidate, String> thrown() {
    return thrown;
  }

  private Future<Set<Candidate>> round(Set<Candidate> set) {
    if (relevant.isEmpty() || set.isEmpty()) {
      return back(set);
    }
    Map<Set<Candidate>, Collection<Subject>> now = new LinkedHashMap<>();
    now.put(Set.of(), relevant);
    now.put(set, relevant);
    return book.look(now)
        .compose(
            looked -> {
              Map<Set<Candidate>, Collection<Subject>> sets = new LinkedHashMap<>();
              sets.put(Set.of(), relevant);
              sets.put(set, relevant);
              set.forEach(one -> sets.put(without(set, one), users(set, one)));
              return book.look(sets);
            })
        .compose(
            looked -> {
              Candidate worst = worst(set);
              if (worst == null) {
                return back(set);
              }
              thrown.put(worst, words(set, worst));
              return round(without(set, worst));
            });
  }

  /** What was thrown out early may be good again without what was thrown out after it. */
  private Future<Set<Candidate>> back(Set<Candidate> set) {
    List<Candidate> out = thrown.keySet().stream().filter(planned::contains).toList();
    if (relevant.isEmpty() || out.isEmpty()) {
      return Future.succeededFuture(set);
    }
    Map<Set<Candidate>, Collection<Subject>> sets = new LinkedHashMap<>();
    sets.put(Set.of(), relevant);
    sets.put(set, relevant);
    out.forEach(one -> sets.put(with(set, one), relevant));
    return book.look(sets)
        .compose(
            looked -> {
              Candidate best =
                  out.stream()
                      .filter(one -> slower(with(set, one)).isEmpty())
                      .filter(one -> -gain(with(set, one), one) > least(with(set, one), one))
                      .min(Comparator.comparingDouble(one -> gain(with(set, one), one)))
                      .orElse(null);
              if (best == null) {
                return Future.succeededFuture(set);
              }
              thrown.remove(best);
              return back(with(set, best));
            });
  }

  private static Set<Candidate> with(Set<Candidate> set, Candidate one) {
    Set<Candidate> more = new LinkedHashSet<>(set);
    more.add(one);
    return more;
  }

  static Set<Candidate> without(Set<Candidate> set, Candidate one) {
    Set<Candidate> rest = new LinkedHashSet<>(set);
    rest.remove(one);
    return rest;
  }

  private List<Subject> users(Set<Candidate> set, Candidate one) {
    return relevant.stream().filter(subject -> book.uses(subject, set, one)).toList();
  }

  /** Those that are too much slower with a set than without any index. */
  List<Subject> slower(Set<Candidate> set) {
    return relevant.stream()
        .filter(one -> isSlower(book.millis(one, Set.of()), book.millis(one, set)))
        .toList();
  }

  static boolean isSlower(Double before, Double after) {
    return before != null
        && after != null
        && after > SLOWER * before
        && after - before > NOISE_MILLIS;
  }

  private Candidate worst(Set<Candidate> set) {
    List<Subject> slower = slower(set);
    if (!slower.isEmpty()) {
      return set.stream()
          .filter(one -> slower.stream().anyMatch(subject -> book.uses(subject, set, one)))
          .max(Comparator.comparingDouble(one -> gain(set, one)))
          .orElse(null);
    }
    return set.stream()
        .filter(one -> gain(set, one) > least(set, one))
        .max(Comparator.comparingDouble(one -> gain(set, one)))
        .orElse(null);
  }

  /** What an index has to change at least to count. */
  private double least(Set<Candidate> set, Candidate one) {
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

  /** What is saved in an hour by leaving an index out. */
  private double gain(Set<Candidate> set, Candidate one) {
    Set<Candidate> rest = without(set, one);
    double saved = written.applyAsDouble(one);
    for (Subject subject : users(set, one)) {
      Double with = book.millis(subject, set);
      Double then = book.millis(subject, rest);
      if (with != null && then != null) {
        saved += subject.callsPerHour() * (with - then);
      }
    }
    return saved;
  }

  private String words(Set<Candidate> set, Candidate one) {
    Set<Candidate> rest = without(set, one);
    List<String> said = new ArrayList<>();
    users(set, one).stream()
        .filter(subject -> book.millis(subject, rest) != null)
        .sorted(Comparator.comparingDouble(subject -> hourly(subject, rest) - hourly(subject, set)))
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
    double hourly = written.applyAsDouble(one);
    if (hourly > 0) {
      said.add(String.format(Locale.ROOT, "writing it takes %,.1f ms an hour", hourly));
    }
    return "by the clock: " + (said.isEmpty() ? "it saves nothing" : String.join("; ", said));
  }

  private static String millis(Time time) {
    return String.format(
        Locale.ROOT, time.ended() ? "%,.1f ms" : "more than %,.1f ms", time.millis());
  }
}
