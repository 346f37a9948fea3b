package io.athanor.bench;

import io.athanor.bench.tpch.TpchDatabase;
import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.Advice.Weighted;
import io.athanor.persistence.WhatIfNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The indexes that the product advises for TPC-H, where each query is executed once an hour.
 *
 * @param create statements that make them
 * @param names of them
 * @param seconds that the analysis took
 */
record TpchAdvice(List<String> create, Set<String> names, double seconds, Report report) {

  /**
   * Lets the product look.
   *
   * @param budget bytes that they may have
   * @param copyBytes that a copy may have on which the choice is timed; 0 for the planner's choice
   * @param figures are told how long it took
   */
  static TpchAdvice of(TpchDatabase tpch, long budget, long copyBytes, Figures figures)
      throws Exception {
    List<Weighted> workload = new ArrayList<>();
    tpch.queries().forEach((name, sql) -> workload.add(new Weighted(name, sql, 1, null)));
    try (WhatIfNode node = WhatIfNode.of(tpch.target(), tpch.site())) {
      long began = System.nanoTime();
      Report report = node.advise(workload, budget, copyBytes);
      double seconds = (System.nanoTime() - began) / 1e9;
      String prefix = copyBytes > 0 ? "byClock" : "advice";
      figures
          .add("budgetBytes", budget)
          .add(prefix + "Seconds", seconds)
          .add(prefix + "Rejected", report.rejected().size())
          .add(prefix + "NotAnalysed", report.notAnalysed().toString());
      if (Boolean.getBoolean("bench.rejected")) {
        report.rejected().forEach(one -> Figures.progress("%s: %s", one.what(), one.why()));
      }
      List<String> create = new ArrayList<>();
      Set<String> names = new LinkedHashSet<>();
      for (Recommendation one : report.recommendations()) {
        if (one.kind() == Kind.CREATE) {
          Figures.progress("%s %s", one.level(), one.apply());
          create.add(one.apply().replace(" CONCURRENTLY", "").replace(";", ""));
          names.add(one.index());
        }
      }
      return new TpchAdvice(create, names, seconds, report);
    }
  }
}
