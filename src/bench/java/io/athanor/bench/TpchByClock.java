package io.athanor.bench;

import io.athanor.bench.tpch.BuiltTrial;
import io.athanor.bench.tpch.Clocked;
import io.athanor.bench.tpch.Costs;
import io.athanor.bench.tpch.TpchDatabase;
import io.athanor.bench.tpch.TwinTrial;
import io.athanor.contract.Advice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the product advises for TPC-H by the planner and by the clock, both built on the real
 * database and timed there in turns: no index, the planner's choice, the choice by the clock.
 */
final class TpchByClock {

  private static final double SLOWER = 1.2;
  private static final double MOST_COST = 0.58;
  private static final double MOST_SECONDS = 30;
  private static final long COPY = 2L << 30;

  private final Map<String, List<Clocked.Time>> times;
  private final Figures figures;

  private TpchByClock(Map<String, List<Clocked.Time>> times, Figures figures) {
    this.times = times;
    this.figures = figures;
  }

  static void measure(TpchDatabase tpch, long budget, Duration timeout, Figures figures)
      throws Exception {
    TpchAdvice planner = TpchAdvice.of(tpch, budget, 0, figures);
    TpchAdvice clock = TpchAdvice.of(tpch, budget, COPY, figures);
    told(clock.report(), figures);
    Costs planned = TwinTrial.of(tpch, planner.create());
    Costs chosen = TwinTrial.of(tpch, clock.create());
    Set<String> all = new LinkedHashSet<>(planner.create());
    all.addAll(clock.create());
    try (BuiltTrial trial = BuiltTrial.of(tpch, List.copyOf(all))) {
      List<Set<String>> sides = List.of(Set.of(), planner.names(), clock.names());
      TpchByClock measured =
          new TpchByClock(
              trial.clock(timeout, sides, line -> Figures.progress("%s", line)), figures);
      measured.table(planned, chosen);
      measured.totals(planner, planned, chosen);
    }
  }

  private static void told(Advice.Report report, Figures figures) {
    Advice.Clocked clocked = report.clock();
    figures
        .add("clockMissing", String.valueOf(clocked.missing()))
        .add("copy", String.valueOf(clocked.copy()))
        .add("clockSeconds", clocked.millis() / 1e3)
        .add("clockTimed", clocked.timed())
        .add("clockMillisBefore", clocked.millisBefore())
        .add("clockMillisPlanner", clocked.millisPlanner())
        .add("clockMillisAfter", clocked.millisAfter())
        .add("clockSlower", clocked.slower().toString())
        .add("clockNotTimed", clocked.notTimed().toString());
    report.rejected().stream()
        .filter(one -> one.why().startsWith("by the clock"))
        .forEach(one -> Figures.progress("thrown out: %s: %s", one.what(), one.why()));
  }

  private void table(Costs planned, Costs chosen) {
    List<Map<String, Object>> rows = new ArrayList<>();
    times.forEach(
        (query, sides) -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("query", query);
          row.put("cost", planned.before().get(query));
          row.put("cost, planner only", planned.after().get(query));
          row.put("cost, by clock", chosen.after().get(query));
          row.put("ms before", sides.get(0));
          row.put("ms, planner only", sides.get(1));
          row.put("ms, by clock", sides.get(2));
          row.put("ratio, planner only", ratio(sides, 1));
          row.put("ratio, by clock", ratio(sides, 2));
          rows.add(row);
        });
    figures.table("queries", rows);
  }

  private static double ratio(List<Clocked.Time> sides, int side) {
    return sides.get(side).millis() / sides.get(0).millis();
  }

  private void totals(TpchAdvice planner, Costs planned, Costs chosen) {
    double before = sum(0);
    double byPlanner = sum(1);
    double byClock = sum(2);
    List<String> slower = slower(2);
    figures
        .add("plannerCostPart", planned.part())
        .add("byClockCostPart", chosen.part())
        .add("plannerIndexBytes", planned.totalBytes())
        .add("byClockIndexBytes", chosen.totalBytes())
        .add("millisBefore", before)
        .add("millisPlanner", byPlanner)
        .add("millisByClock", byClock)
        .add("plannerPart", byPlanner / before)
        .add("byClockPart", byClock / before)
        .add("plannerSlowerThan1.2", slower(1))
        .add("byClockSlowerThan1.2", slower)
        .add("notInTheSum", times.keySet().stream().filter(query -> !ended(query)).toList())
        .add("costOfPlannerWithin58", planned.part() <= MOST_COST)
        .add("costByClockWithin58", chosen.part() <= MOST_COST)
        .add("totalBelowPlanner", byClock < byPlanner)
        .add("noneSlower", slower.isEmpty())
        .add("plannerWithin30s", planner.seconds() < MOST_SECONDS);
  }

  private boolean ended(String query) {
    return times.get(query).stream().allMatch(Clocked.Time::ended);
  }

  private double sum(int side) {
    return times.keySet().stream()
        .filter(this::ended)
        .mapToDouble(query -> times.get(query).get(side).millis())
        .sum();
  }

  private List<String> slower(int side) {
    return times.keySet().stream().filter(query -> ratio(times.get(query), side) > SLOWER).toList();
  }
}
