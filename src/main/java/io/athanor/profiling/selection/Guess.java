package io.athanor.profiling.selection;

import io.athanor.contract.WhatIf.Made;
import io.athanor.contract.WhatIf.Planned;
import io.athanor.contract.WhatIf.Table;
import io.athanor.contract.WhatIf.Trial;
import io.athanor.contract.WhatIf.Tried;
import io.athanor.profiling.advice.Candidate;
import io.athanor.profiling.plans.WastedScan;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says by rule what indexes would save where no planner can be asked: a scan of a whole table that
 * throws nearly all rows away costs what its few rows cost with an index for its condition, all
 * else stays as it is. No statement is ever thought to be slower, and no index to be needless.
 */
final class Guess implements Trials {

  /** A row that an index finds costs a page somewhere, by the server's usual settings. */
  private static final double COST_OF_ROW = 4;

  private static final double COST_OF_DESCENT = 10;

  /** An index that looks a step less promising is thought to be so much dearer. */
  private static final double WORSE_BY_RANK = 0.1;

  private static final double BYTES_OF_ENTRY = 20;

  private final Map<String, Subject> subjects = new HashMap<>();
  private final Map<String, List<WastedScan>> wasted = new HashMap<>();
  private final Map<String, Candidate> candidates = new HashMap<>();
  private final Map<String, Set<Candidate>> ofStatement = new HashMap<>();
  private final Map<String, Table> tables = new HashMap<>();

  Guess(
      Map<Subject, List<WastedScan>> wasted,
      Map<Subject, List<Candidate>> candidates,
      List<Table> tables) {
    wasted.forEach(
        (subject, scans) -> {
          subjects.put(subject.sql(), subject);
          this.wasted.put(subject.sql(), scans);
        });
    candidates.forEach(
        (subject, all) -> {
          ofStatement.put(subject.sql(), new HashSet<>(all));
          all.forEach(one -> this.candidates.put(one.definition(), one));
        });
    tables.forEach(table -> this.tables.put(table.schema() + "." + table.name(), table));
  }

  @Override
  public Future<List<Tried>> ask(List<String> statements, List<Trial> trials, boolean withPlans) {
    return Future.succeededFuture(trials.stream().map(one -> tried(statements, one)).toList());
  }

  private Tried tried(List<String> statements, Trial trial) {
    List<Candidate> shown = trial.create().stream().map(candidates::get).toList();
    List<Planned> planned = new ArrayList<>();
    for (int statement : trial.statements()) {
      planned.add(
          trial.without().isEmpty()
              ? planned(statements.get(statement), shown)
              : new Planned(0, List.of(), null, "nothing here can tell what would be without it"));
    }
    return new Tried(shown.stream().map(this::made).toList(), planned);
  }

  private Made made(Candidate candidate) {
    Table table = tables.get(candidate.schema() + "." + candidate.table());
    double width =
        table.columns().stream()
            .filter(column -> has(candidate, column.name()))
            .mapToDouble(column -> column.width())
            .sum();
    double bytes = Math.max(0, table.rows()) * (BYTES_OF_ENTRY + width);
    return new Made(candidate.name(), candidate.table(), (long) bytes, null);
  }

  private static boolean has(Candidate candidate, String column) {
    return candidate.include().contains(column)
        || candidate.keys().stream().anyMatch(key -> column.equals(key.column()));
  }

  private Planned planned(String sql, List<Candidate> shown) {
    Subject subject = subjects.get(sql);
    double cost = subject.cost();
    List<String> used = new ArrayList<>();
    for (WastedScan scan : wasted.get(sql)) {
      Optional<Candidate> best = best(sql, scan, shown);
      if (best.isPresent()) {
        cost -= Math.max(0, scan.cost() - cost(sql, scan, best.get()));
        used.add(best.get().name());
      }
    }
    return new Planned(Math.max(1, cost), used, null, null);
  }

  private Optional<Candidate> best(String sql, WastedScan scan, List<Candidate> shown) {
    return shown.stream()
        .filter(one -> serves(sql, scan, one))
        .min(Comparator.comparingDouble(one -> cost(sql, scan, one)));
  }

  private boolean serves(String sql, WastedScan scan, Candidate candidate) {
    return candidate.schema().equals(scan.schema())
        && candidate.table().equals(scan.table())
        && ofStatement.getOrDefault(sql, Set.of()).contains(candidate);
  }

  /** Of those for one scan the most promising is the cheapest. */
  private double cost(String sql, WastedScan scan, Candidate candidate) {
    int most =
        ofStatement.get(sql).stream()
            .filter(one -> serves(sql, scan, one))
            .mapToInt(Candidate::rank)
            .max()
            .orElse(0);
    double worse = 1 + WORSE_BY_RANK * Math.max(0, most - candidate.rank());
    return (COST_OF_DESCENT + COST_OF_ROW * scan.kept()) * worse;
  }
}
