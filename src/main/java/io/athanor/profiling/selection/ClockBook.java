package io.athanor.profiling.selection;

import io.athanor.contract.Copies.Time;
import io.athanor.contract.Copies.Timed;
import io.athanor.contract.WhatIf.Made;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.profiling.advice.Candidate;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How long statements take on a copy with indexes. Must be used from one context only. */
final class ClockBook {

  private final TimedCopy copy;
  private final boolean own;
  private final Map<Set<Candidate>, Map<Subject, Time>> times = new HashMap<>();
  private final Map<Candidate, String> refused = new LinkedHashMap<>();

  ClockBook(TimedCopy copy, boolean own) {
    this.copy = copy;
    this.own = own;
  }

  /**
   * Times the statements of each set.
   *
   * @param sets in an order; the first is what the others are compared with
   */
  Future<Void> look(Map<Set<Candidate>, Collection<Subject>> sets) {
    Map<Subject, Integer> places = new LinkedHashMap<>();
    List<Trial> trials = new ArrayList<>();
    sets.forEach(
        (set, subjects) -> {
          List<Integer> statements = new ArrayList<>();
          for (Subject subject : subjects) {
            places.putIfAbsent(subject, places.size());
            statements.add(places.get(subject));
          }
          List<String> create = set.stream().map(Candidate::definition).toList();
          trials.add(new Trial(create, List.of(), statements));
        });
    List<String> texts = places.keySet().stream().map(Subject::sql).toList();
    return copy.time(own, texts, trials)
        .map(
            all -> {
              int place = 0;
              for (Map.Entry<Set<Candidate>, Collection<Subject>> one : sets.entrySet()) {
                note(one.getKey(), one.getValue(), all.get(place++));
              }
              return null;
            });
  }

  private void note(Set<Candidate> set, Collection<Subject> subjects, Timed timed) {
    int place = 0;
    for (Candidate candidate : set) {
      Made made = timed.made().get(place++);
      if (made.refused() != null) {
        refused.put(candidate, made.refused());
      }
    }
    place = 0;
    Map<Subject, Time> of = times.computeIfAbsent(Set.copyOf(set), all -> new HashMap<>());
    for (Subject subject : subjects) {
      of.put(subject, timed.times().get(place++));
    }
  }

  /** Indexes that cannot be built, and why. */
  Map<Candidate, String> refused() {
    return refused;
  }

  /** What is known of a statement with a set; null when it was not looked at. */
  Time time(Subject subject, Set<Candidate> set) {
    return times.getOrDefault(set, Map.of()).get(subject);
  }

  /** Milliseconds of an execution, at least; null when it was not timed. */
  Double millis(Subject subject, Set<Candidate> set) {
    Time time = time(subject, set);
    return time == null ? null : time.millis();
  }

  /** Why it was not timed; null when it was, or its plans are all the same. */
  String why(Subject subject) {
    Time first = time(subject, Set.of());
    return first == null ? null : first.why();
  }

  /** Whether its plan uses the index. */
  boolean uses(Subject subject, Set<Candidate> set, Candidate candidate) {
    Time time = time(subject, set);
    return time != null && time.indexes().contains(candidate.name());
  }
}
