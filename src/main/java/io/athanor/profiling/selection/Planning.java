package io.athanor.profiling.selection;

import io.athanor.contract.Advice.Reason;
import io.athanor.contract.Advice.Weighted;
import io.athanor.contract.Plans;
import io.athanor.contract.WhatIf.Means;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.contract.WhatIf.Tried;
import io.athanor.profiling.advice.Candidate;
import io.athanor.profiling.advice.Found;
import io.athanor.profiling.advice.KnownTables;
import io.athanor.profiling.advice.PlanCandidates;
import io.athanor.profiling.advice.SqlCandidates;
import io.athanor.profiling.advice.UpdatedColumns;
import io.athanor.profiling.plans.Plan;
import io.athanor.profiling.plans.PlanReader;
import io.athanor.profiling.plans.WastedScan;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Plans the statements of a workload as the database is, and finds what could serve them. */
final class Planning {

  private static final int AT_ONCE = 200;
  private static final int IN_A_TRIAL = 10;
  private static final int PAGE = 8_192;

  /** A few rows by an index cost as much: of little use unless it comes very often. */
  private static final double CHEAP = 25;

  private static final double SHARE_OF_CHEAP = 0.001;

  private final Vertx vertx;
  private final Asker asker;
  private final KnownTables known;
  private final List<Plans.Table> sizes;
  private final List<Subject> subjects = new ArrayList<>();
  private final Map<Subject, Plan> plans = new LinkedHashMap<>();
  private final Map<Subject, List<Candidate>> candidates = new LinkedHashMap<>();
  private final Map<Subject, List<WastedScan>> wasted = new LinkedHashMap<>();
  private final Map<String, Candidate> once = new HashMap<>();
  private final List<Reason> left = new ArrayList<>();

  Planning(Vertx vertx, Asker asker, KnownTables known) {
    this.vertx = vertx;
    this.asker = asker;
    this.known = known;
    this.sizes =
        known.tables().stream()
            .map(one -> new Plans.Table(one.schema(), one.name(), one.rows(), one.bytes() / PAGE))
            .toList();
  }

  List<Subject> subjects() {
    return subjects;
  }

  /** The indexes that could serve each of those that cost something. */
  Map<Subject, List<Candidate>> candidates() {
    return candidates;
  }

  /** By rule, where the planner cannot say what would be. */
  Guess guess() {
    return new Guess(wasted, candidates, known.tables());
  }

  /** What could not be analysed, and why. */
  List<Reason> left() {
    return left;
  }

  Future<Void> plan(List<Weighted> workload) {
    Future<Void> all = Future.succeededFuture();
    for (int from = 0; from < workload.size(); from += AT_ONCE) {
      List<Weighted> part = workload.subList(from, Math.min(from + AT_ONCE, workload.size()));
      all = all.compose(done -> part(part));
    }
    return all.compose(planned -> vertx.executeBlocking(this::find));
  }

  private Future<Void> part(List<Weighted> part) {
    List<Trial> trials = new ArrayList<>();
    for (int from = 0; from < part.size(); from += IN_A_TRIAL) {
      int to = Math.min(from + IN_A_TRIAL, part.size());
      trials.add(new Trial(List.of(), List.of(), IntStream.range(from, to).boxed().toList()));
    }
    return asker
        .ask(part.stream().map(Weighted::sql).toList(), trials, true)
        .compose(tried -> vertx.executeBlocking(() -> read(part, tried)));
  }

  private Void read(List<Weighted> part, List<Tried> tried) {
    List<Planned> planned = tried.stream().flatMap(one -> one.planned().stream()).toList();
    for (int i = 0; i < part.size(); i++) {
      read(part.get(i), planned.get(i));
    }
    return null;
  }

  private void read(Weighted one, Planned planned) {
    if (planned.refused() != null) {
      left.add(new Reason(one.name(), planned.refused()));
      return;
    }
    Plan plan = PlanReader.read(planned.plan().text());
    Subject subject =
        new Subject(
            one.name(),
            one.sql(),
            one.callsPerHour(),
            one.meanMillis(),
            planned.cost(),
            tables(plan),
            new HashSet<>(planned.indexes()),
            UpdatedColumns.of(one.sql(), known));
    subjects.add(subject);
    if (asker.means() == Means.NONE) {
      wasted.put(subject, WastedScan.of(plan, sizes));
    }
    plans.put(subject, plan);
  }

  private Void find() {
    double whole = subjects.stream().mapToDouble(Subject::millis).sum();
    plans.forEach(
        (subject, plan) -> {
          if (subject.cost() >= CHEAP || subject.millis() >= SHARE_OF_CHEAP * whole) {
            find(subject, plan);
          }
        });
    plans.clear();
    return null;
  }

  private void find(Subject subject, Plan plan) {
    Found found = PlanCandidates.of(plan, known).and(SqlCandidates.of(subject.sql(), known));
    List<Candidate> ofThis = new ArrayList<>();
    for (Candidate candidate : found.candidates()) {
      once.putIfAbsent(candidate.definition(), candidate);
      ofThis.add(once.get(candidate.definition()));
    }
    candidates.put(subject, ofThis);
    found.notRead().forEach(why -> left.add(new Reason(subject.name(), "in part: " + why)));
  }

  private Set<String> tables(Plan plan) {
    Set<String> tables = new HashSet<>();
    plan.root()
        .walk(
            node -> {
              if (node.target().relation() != null) {
                String name = node.target().schema() + "." + node.target().relation();
                tables.add(known.parents().getOrDefault(name, name));
              }
            });
    return tables;
  }
}
