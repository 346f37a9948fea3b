package io.athanor.profiling.selection;

import io.athanor.contract.WhatIf.Made;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.contract.WhatIf.Tried;
import io.athanor.profiling.advice.Candidate;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What statements cost with indexes, each asked once: of a set of indexes only those of the
 * statement's own tables matter. Must be used from one context only.
 */
final class CostBook {

  private static final int TRIALS_AT_ONCE = 60;

  private final Trials trials;
  private final Map<Question, Double> costs = new HashMap<>();
  private final Map<Question, List<String>> used = new HashMap<>();
  private final Map<String, Made> made = new HashMap<>();

  CostBook(Trials trials) {
    this.trials = trials;
  }

  /** What a statement costs with indexes, those of its tables. */
  private record Question(Subject subject, Set<Candidate> shown) {
    static Question of(Subject subject, Collection<Candidate> shown) {
      return new Question(
          subject,
          shown.stream()
              .filter(one -> subject.tables().contains(table(one)))
              .collect(Collectors.toUnmodifiableSet()));
    }
  }

  /** Statements that are to be planned with one set of indexes. */
  private record Group(Set<Candidate> shown, Set<Subject> subjects) {}

  static String table(Candidate candidate) {
    return candidate.schema() + "." + candidate.table();
  }

  /** Makes known what each of the statements costs with each of the sets. */
  Future<Void> look(Collection<Subject> subjects, Collection<Set<Candidate>> sets) {
    Map<Set<Candidate>, Collection<Subject>> all = new LinkedHashMap<>();
    sets.forEach(set -> all.put(set, subjects));
    return look(all);
  }

  /** Makes known what each of the statements of a set costs with it. */
  Future<Void> look(Map<Set<Candidate>, ? extends Collection<Subject>> sets) {
    Map<Set<Candidate>, Group> open = new LinkedHashMap<>();
    sets.forEach(
        (set, subjects) -> {
          for (Subject subject : subjects) {
            Question question = Question.of(subject, set);
            if (!question.shown().isEmpty() && !costs.containsKey(question)) {
              open.computeIfAbsent(
                      question.shown(), shown -> new Group(shown, new LinkedHashSet<>()))
                  .subjects()
                  .add(subject);
            }
          }
        });
    List<Group> groups = List.copyOf(open.values());
    Future<Void> all = Future.succeededFuture();
    for (int from = 0; from < groups.size(); from += TRIALS_AT_ONCE) {
      List<Group> part = groups.subList(from, Math.min(from + TRIALS_AT_ONCE, groups.size()));
      all = all.compose(done -> ask(part));
    }
    return all;
  }

  private Future<Void> ask(List<Group> groups) {
    Map<Subject, Integer> places = new LinkedHashMap<>();
    List<Trial> asked = new ArrayList<>();
    for (Group group : groups) {
      List<Integer> statements = new ArrayList<>();
      for (Subject subject : group.subjects()) {
        places.putIfAbsent(subject, places.size());
        statements.add(places.get(subject));
      }
      List<String> create = group.shown().stream().map(Candidate::definition).toList();
      asked.add(new Trial(create, List.of(), statements));
    }
    List<String> texts = places.keySet().stream().map(Subject::sql).toList();
    return trials
        .ask(texts, asked, false)
        .map(
            tried -> {
              for (int i = 0; i < groups.size(); i++) {
                note(groups.get(i), tried.get(i));
              }
              return null;
            });
  }

  private void note(Group group, Tried tried) {
    int place = 0;
    for (Candidate candidate : group.shown()) {
      made.putIfAbsent(candidate.definition(), tried.made().get(place++));
    }
    place = 0;
    for (Subject subject : group.subjects()) {
      Planned planned = tried.planned().get(place++);
      double cost = planned.refused() == null ? planned.cost() : subject.cost();
      Question question = Question.of(subject, group.shown());
      costs.put(question, cost);
      used.put(question, planned.indexes());
    }
  }

  /** What a statement costs with these indexes; as now where it was not looked at. */
  double cost(Subject subject, Collection<Candidate> shown) {
    return costs.getOrDefault(Question.of(subject, shown), subject.cost());
  }

  /** The names of the indexes that its plan uses, where it was looked at. */
  List<String> used(Subject subject, Collection<Candidate> shown) {
    return used.getOrDefault(Question.of(subject, shown), List.of());
  }

  /** What all of them take in an hour, in milliseconds. */
  double millis(Collection<Subject> subjects, Collection<Candidate> shown) {
    double sum = 0;
    for (Subject subject : subjects) {
      sum += subject.millis(cost(subject, shown));
    }
    return sum;
  }

  /** What became of an index when it was made; null before it was looked at. */
  Made made(Candidate candidate) {
    return made.get(candidate.definition());
  }
}
