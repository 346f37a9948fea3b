package io.athanor.profiling.selection;

import io.athanor.contract.WhatIf.Made;
import io.athanor.profiling.advice.Candidate;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses indexes step by step: always what saves most for each byte, where a wider index takes the
 * place of one that it makes superfluous. A step adds one index, or those that one statement uses
 * together, which save nothing one by one. Of the possible steps only the best of the time before
 * are asked about again: with more indexes chosen, another one hardly ever saves more than it did.
 */
final class Extend {

  private static final double BETTER = 0.98;
  private static final int ASKED_AGAIN = 8;
  private static final int MOST_INDEXES = 40;
  private static final String UNUSED = "the planner would not use it";

  private final Saving saving;
  private final CostBook book;
  private final long budget;
  private final Set<Candidate> chosen = new LinkedHashSet<>();
  private final Map<Set<Candidate>, Double> steps = new HashMap<>();
  private final Map<Candidate, String> rejected = new LinkedHashMap<>();

  Extend(Saving saving, long budget) {
    this.saving = saving;
    this.book = saving.book();
    this.budget = budget;
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
              Map<Set<Candidate>, Set<Subject>> possible = new LinkedHashMap<>();
              candidates.forEach((subject, all) -> possible(subject, all, possible));
              return book.look(possible).map(alone -> possible);
            })
        .compose(
            possible -> {
              possible.keySet().forEach(this::first);
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

  private void possible(
      Subject subject, List<Candidate> all, Map<Set<Candidate>, Set<Subject>> possible) {
    if (book.cost(subject, all) >= BETTER * subject.cost()) {
      all.forEach(candidate -> rejected.putIfAbsent(candidate, UNUSED));
      return;
    }
    Set<Candidate> used =
        all.stream()
            .filter(one -> book.used(subject, all).contains(one.name()))
            .collect(Collectors.toUnmodifiableSet());
    List<Set<Candidate>> sets = new ArrayList<>();
    all.forEach(candidate -> sets.add(Set.of(candidate)));
    if (used.size() > 1) {
      sets.add(used);
    }
    sets.forEach(set -> possible.computeIfAbsent(set, one -> new LinkedHashSet<>()).add(subject));
  }

  /** Why each of the others was not chosen. */
  Map<Candidate, String> rejected() {
    for (Set<Candidate> step : steps.keySet()) {
      for (Candidate candidate : step) {
        rejected.putIfAbsent(candidate, "the chosen ones save more, or it does not fit the budget");
      }
    }
    rejected.keySet().removeAll(chosen);
    return rejected;
  }

  private void first(Set<Candidate> step) {
    for (Candidate candidate : step) {
      Made made = book.made(candidate);
      if (made == null || made.refused() != null) {
        rejected.put(
            candidate,
            made == null
                ? "no statement reads its table"
                : "the server refuses it: " + made.refused());
        return;
      }
    }
    double saved = saving.saved(step, Set.of());
    if (saved > 0) {
      step.forEach(rejected::remove);
      steps.put(step, saved / Math.max(1, saving.bytes(step)));
    } else {
      boolean used = saving.subjects().stream().anyMatch(one -> uses(one, step));
      step.forEach(
          candidate ->
              rejected.putIfAbsent(
                  candidate, used ? "writing it costs more than it saves" : UNUSED));
    }
  }

  private boolean uses(Subject subject, Set<Candidate> step) {
    return book.cost(subject, step) < 0.999 * subject.cost();
  }

  /** The chosen ones with a step, without those for which a wider one of the same rows does. */
  private Set<Candidate> with(Set<Candidate> step) {
    Set<Candidate> all = new LinkedHashSet<>(chosen);
    all.addAll(step);
    Set<Candidate> set = new LinkedHashSet<>(all);
    set.removeIf(narrow -> all.stream().anyMatch(wide -> replaces(wide, narrow)));
    return set;
  }

  private static boolean replaces(Candidate wide, Candidate narrow) {
    return Objects.equals(wide.predicate(), narrow.predicate())
        && wide.makesSuperfluous(narrow)
        && !narrow.makesSuperfluous(wide);
  }

  private Future<Void> next() {
    if (chosen.size() >= MOST_INDEXES) {
      return Future.succeededFuture();
    }
    List<Set<Candidate>> best =
        steps.entrySet().stream()
            .filter(one -> !chosen.equals(with(one.getKey())))
            .filter(one -> saving.bytes(with(one.getKey())) <= budget)
            .sorted(
                Map.Entry.<Set<Candidate>, Double>comparingByValue()
                    .reversed()
                    .thenComparing(one -> text(one.getKey())))
            .limit(ASKED_AGAIN)
            .map(Map.Entry::getKey)
            .toList();
    if (best.isEmpty()) {
      return Future.succeededFuture();
    }
    return book.look(saving.subjects(), best.stream().map(this::with).toList())
        .compose(looked -> take(best));
  }

  private static String text(Set<Candidate> step) {
    return step.stream().map(Candidate::definition).sorted().collect(Collectors.joining());
  }

  private Future<Void> take(List<Set<Candidate>> best) {
    Set<Candidate> winner = null;
    for (Set<Candidate> step : best) {
      Set<Candidate> set = with(step);
      double saved = saving.saved(set, chosen);
      long more = Math.max(1, saving.bytes(set) - saving.bytes(chosen));
      if (!saving.counts(set, chosen, saved)) {
        steps.remove(step);
        step.forEach(
            one -> rejected.putIfAbsent(one, "it saves hardly anything beside the chosen ones"));
      } else {
        steps.put(step, saved / more);
        if (winner == null || saved / more > steps.get(winner)) {
          winner = step;
        }
      }
    }
    if (winner != null) {
      Set<Candidate> set = with(winner);
      chosen.clear();
      chosen.addAll(set);
    }
    return next();
  }

  /** What was chosen early may be needed no more. */
  private Future<Void> prune(List<Candidate> early, int place) {
    if (place >= early.size()) {
      return Future.succeededFuture();
    }
    Candidate candidate = early.get(place);
    Set<Candidate> without = new HashSet<>(chosen);
    without.remove(candidate);
    return book.look(saving.subjects(), List.of(without))
        .compose(
            looked -> {
              if (!saving.helps(chosen, without)) {
                chosen.remove(candidate);
                rejected.put(candidate, "others that were chosen later do for it");
              }
              return prune(early, place + 1);
            });
  }
}
