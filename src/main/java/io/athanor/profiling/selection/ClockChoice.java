package io.athanor.profiling.selection;

import io.athanor.profiling.advice.Candidate;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleFunction;

/**
 * Takes out of the indexes that the planner chose, one after the other, those that make a statement
 * slower or all of them together no faster, as statements are timed on a copy; in the end one that
 * is good beside what is left is put back.
 */
final class ClockChoice {

  private final ClockBook book;
  private final Collection<Subject> subjects;
  private final ToDoubleFunction<Candidate> written;
  private final BiPredicate<Subject, Candidate> wanted;
  private final Map<Candidate, String> thrown = new LinkedHashMap<>();
  private ClockGains gains;
  private Set<Candidate> planned = Set.of();

  /**
   * @param written what it costs in an hour to write an index, in milliseconds on the copy
   * @param wanted whether the planner would use an index for a statement
   */
  ClockChoice(
      ClockBook book,
      Collection<Subject> subjects,
      ToDoubleFunction<Candidate> written,
      BiPredicate<Subject, Candidate> wanted) {
    this.book = book;
    this.subjects = subjects;
    this.written = written;
    this.wanted = wanted;
    this.gains = new ClockGains(book, List.of(), written);
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
              gains = new ClockGains(book, timed(chosen), written);
              return round(built).compose(this::complete);
            });
  }

  private List<Subject> timed(Set<Candidate> set) {
    return subjects.stream().filter(one -> book.millis(one, set) != null).toList();
  }

  /** What the indexes do to the statements whose plans differ and that were timed. */
  ClockGains gains() {
    return gains;
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
    List<Subject> relevant = gains.relevant();
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
              set.forEach(one -> sets.put(ClockGains.without(set, one), gains.users(set, one)));
              return book.look(sets);
            })
        .compose(
            looked -> {
              Candidate worst = worst(set);
              if (worst == null) {
                return back(set);
              }
              thrown.put(worst, gains.words(set, worst));
              return round(ClockGains.without(set, worst));
            });
  }

  /** When one came back the others were never timed beside it. */
  private Future<Set<Candidate>> complete(Set<Candidate> set) {
    Map<Set<Candidate>, Collection<Subject>> sets = new LinkedHashMap<>();
    sets.put(Set.of(), gains.relevant());
    sets.put(set, gains.relevant());
    int known = sets.size();
    for (Candidate one : set) {
      Set<Candidate> rest = ClockGains.without(set, one);
      List<Subject> users = gains.users(set, one);
      if (users.stream().anyMatch(user -> book.time(user, rest) == null)) {
        sets.put(rest, users);
      }
    }
    return sets.size() == known ? Future.succeededFuture(set) : book.look(sets).map(looked -> set);
  }

  /** What was thrown out early may be good again without what was thrown out after it. */
  private Future<Set<Candidate>> back(Set<Candidate> set) {
    List<Subject> relevant = gains.relevant();
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
                      .filter(one -> gains.slower(with(set, one)).isEmpty())
                      .filter(one -> saved(with(set, one), one) > least(with(set, one), one))
                      .max(Comparator.comparingDouble(one -> saved(with(set, one), one)))
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

  private Candidate worst(Set<Candidate> set) {
    List<Subject> slower = gains.slower(set);
    if (!slower.isEmpty()) {
      return set.stream()
          .filter(one -> slower.stream().anyMatch(subject -> book.uses(subject, set, one)))
          .min(Comparator.comparingDouble(one -> saved(set, one)))
          .orElse(null);
    }
    return set.stream()
        .filter(one -> !isOpen(one) && -saved(set, one) > least(set, one))
        .min(Comparator.comparingDouble(one -> saved(set, one)))
        .orElse(null);
  }

  /** Whether a statement that could not be timed may be the one that it is for. */
  private boolean isOpen(Candidate one) {
    return subjects.stream()
        .anyMatch(subject -> book.why(subject) != null && wanted.test(subject, one));
  }

  private double saved(Set<Candidate> set, Candidate one) {
    return gains.saved(set, one);
  }

  private double least(Set<Candidate> set, Candidate one) {
    return gains.least(set, one);
  }
}
