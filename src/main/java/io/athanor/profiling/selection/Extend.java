package io.athanor.profiling.selection;

import io.athanor.contract.WhatIf.Made;
import io.athanor.profiling.advice.Candidate;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses indexes step by step: always the one that saves most for each byte, where a wider index
 * takes the place of one that it makes superfluous. Of the candidates only the best of the step
 * before are asked about again: with more indexes chosen, another one hardly ever saves more than
 * it did.
 */
final class Extend {

  private static final double LEAST_SHARE = 0.003;

  /** A statement of which half is saved counts too, however seldom it is executed. */
  private static final double NOTICEABLE_COST = 100;

  private static final double HALF = 0.5;
  private static final double BETTER = 0.98;
  private static final int ASKED_AGAIN = 8;
  private static final int MOST_INDEXES = 40;

  /** A statement of such a share of the whole must not get so much dearer. */
  private static final double WEIGHTY = 0.05;

  private static final double DEARER = 1.1;

  private final List<Subject> subjects;
  private final CostBook book;
  private final WriteCost writes;
  private final long budget;
  private final double whole;
  private final Set<Candidate> chosen = new LinkedHashSet<>();
  private final Map<Candidate, Double> ratios = new HashMap<>();
  private final Map<Candidate, String> rejected = new LinkedHashMap<>();

  Extend(List<Subject> subjects, CostBook book, WriteCost writes, long budget) {
    this.subjects = subjects;
    this.book = book;
    this.writes = writes;
    this.budget = budget;
    this.whole = book.millis(subjects, Set.of());
  }

  /**
   * Chooses.
   *
   * @param candidates of each statement
   */
  Future<Set<Candidate>> choose(Map<Subject, List<Candidate>> candidates) {
    return book.look(together(candidates))
        .compose(
            looked -> {
              Map<Set<Candidate>, Set<Subject>> singles = new LinkedHashMap<>();
              candidates.forEach((subject, all) -> singles(subject, all, singles));
              return book.look(singles).map(alone -> singles);
            })
        .compose(
            singles -> {
              singles.keySet().forEach(set -> set.forEach(this::first));
              return next();
            })
        .compose(done -> prune(List.copyOf(chosen), 0))
        .map(done -> chosen);
  }

  /** All at once: a statement that is no better with all of its candidates is so with none. */
  private static Map<Set<Candidate>, List<Subject>> together(
      Map<Subject, List<Candidate>> candidates) {
    Map<Set<Candidate>, List<Subject>> sets = new LinkedHashMap<>();
    candidates.forEach(
        (subject, all) ->
            sets.computeIfAbsent(Set.copyOf(all), set -> new ArrayList<>()).add(subject));
    return sets;
  }

  private void singles(
      Subject subject, List<Candidate> all, Map<Set<Candidate>, Set<Subject>> singles) {
    boolean helps = book.cost(subject, all) < BETTER * subject.cost();
    for (Candidate candidate : all) {
      if (helps) {
        singles.computeIfAbsent(Set.of(candidate), set -> new LinkedHashSet<>()).add(subject);
      } else {
        rejected.putIfAbsent(candidate, "the planner would not use it");
      }
    }
  }

  /** Why each of the others was not chosen. */
  Map<Candidate, String> rejected() {
    for (Candidate candidate : ratios.keySet()) {
      if (!chosen.contains(candidate)) {
        rejected.putIfAbsent(candidate, "the chosen ones save more, or it does not fit the budget");
      }
    }
    return rejected;
  }

  private void first(Candidate candidate) {
    rejected.remove(candidate);
    Made made = book.made(candidate);
    if (made == null) {
      rejected.put(candidate, "no statement reads its table");
    } else if (made.refused() != null) {
      rejected.put(candidate, "the server refuses it: " + made.refused());
    } else {
      double saved = saved(Set.of(candidate), Set.of());
      if (saved > 0) {
        ratios.put(candidate, saved / Math.max(1, made.bytes()));
      } else {
        boolean used =
            subjects.stream()
                .anyMatch(one -> book.cost(one, Set.of(candidate)) < 0.999 * one.cost());
        rejected.put(
            candidate,
            used ? "writing it costs more than it saves" : "the planner would not use it");
      }
    }
  }

  /** What a set saves in an hour against another one, net of writing. */
  private double saved(Set<Candidate> after, Set<Candidate> before) {
    return book.millis(subjects, before)
        + written(before)
        - book.millis(subjects, after)
        - written(after);
  }

  private double written(Collection<Candidate> set) {
    return set.stream().mapToDouble(writes::of).sum();
  }

  private long bytes(Collection<Candidate> set) {
    return set.stream().mapToLong(one -> book.made(one).bytes()).sum();
  }

  /** The chosen ones with this one, without those for which it does. */
  private Set<Candidate> with(Candidate candidate) {
    Set<Candidate> set = new LinkedHashSet<>(chosen);
    set.removeIf(candidate::makesSuperfluous);
    set.add(candidate);
    return set;
  }

  private Future<Void> next() {
    if (chosen.size() >= MOST_INDEXES) {
      return Future.succeededFuture();
    }
    List<Candidate> best =
        ratios.entrySet().stream()
            .filter(one -> !chosen.contains(one.getKey()))
            .filter(one -> chosen.stream().noneMatch(c -> c.makesSuperfluous(one.getKey())))
            .filter(one -> bytes(with(one.getKey())) <= budget)
            .sorted(
                Map.Entry.<Candidate, Double>comparingByValue()
                    .reversed()
                    .thenComparing(one -> one.getKey().definition()))
            .limit(ASKED_AGAIN)
            .map(Map.Entry::getKey)
            .toList();
    if (best.isEmpty()) {
      return Future.succeededFuture();
    }
    return book.look(subjects, best.stream().map(this::with).toList())
        .compose(looked -> take(best));
  }

  private Future<Void> take(List<Candidate> best) {
    Candidate winner = null;
    for (Candidate candidate : best) {
      double saved = saved(with(candidate), chosen);
      long more = Math.max(1, bytes(with(candidate)) - bytes(chosen));
      boolean counts = saved > 0 && counts(candidate, saved) && !hurts(with(candidate));
      ratios.put(candidate, counts ? saved / more : 0);
      if (counts && (winner == null || ratios.get(candidate) > ratios.get(winner))) {
        winner = candidate;
      }
    }
    ratios.entrySet().removeIf(one -> one.getValue() <= 0 && noted(one.getKey()));
    if (winner != null) {
      Set<Candidate> set = with(winner);
      chosen.clear();
      chosen.addAll(set);
    }
    return next();
  }

  private boolean noted(Candidate candidate) {
    if (!chosen.contains(candidate)) {
      rejected.put(candidate, "it saves hardly anything beside the chosen ones");
    }
    return true;
  }

  private boolean counts(Candidate candidate, double saved) {
    if (saved >= LEAST_SHARE * whole) {
      return true;
    }
    Set<Candidate> set = with(candidate);
    return subjects.stream()
        .anyMatch(
            one -> {
              double before = book.cost(one, chosen);
              return before >= NOTICEABLE_COST && book.cost(one, set) <= HALF * before;
            });
  }

  private boolean hurts(Set<Candidate> set) {
    return subjects.stream()
        .anyMatch(
            one -> one.millis() > WEIGHTY * whole && book.cost(one, set) > DEARER * one.cost());
  }

  /** What was chosen early may be needed no more. */
  private Future<Void> prune(List<Candidate> early, int place) {
    if (place >= early.size()) {
      return Future.succeededFuture();
    }
    Candidate candidate = early.get(place);
    Set<Candidate> without = new HashSet<>(chosen);
    without.remove(candidate);
    return book.look(subjects, List.of(without))
        .compose(
            looked -> {
              boolean needed =
                  saved(chosen, without) > 0
                      && subjects.stream()
                          .anyMatch(one -> book.cost(one, chosen) < 0.99 * book.cost(one, without));
              if (!needed) {
                chosen.remove(candidate);
                rejected.put(candidate, "others that were chosen later do for it");
              }
              return prune(early, place + 1);
            });
  }
}
