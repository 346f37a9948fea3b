package io.athanor.bench;

import io.athanor.bench.tpch.TpchDatabase;
import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Advice.Recommendation;
import io.athanor.contract.Advice.Report;
import io.athanor.contract.Advice.Weighted;
import io.athanor.persistence.WhatIfNode;
import java.util.ArrayList;
import java.util.List;

/** The indexes that the product advises for TPC-H, where each query is executed once an hour. */
final class TpchAdvice {

  private TpchAdvice() {}

  /**
   * Statements that make them.
   *
   * @param budget bytes that they may have
   * @param figures are told how long it took
   */
  static List<String> of(TpchDatabase tpch, long budget, Figures figures) throws Exception {
    List<Weighted> workload = new ArrayList<>();
    tpch.queries().forEach((name, sql) -> workload.add(new Weighted(name, sql, 1, null)));
    try (WhatIfNode node = WhatIfNode.of(tpch.target(), tpch.site())) {
      long began = System.nanoTime();
      Report report = node.advise(workload, budget);
      figures
          .add("budgetBytes", budget)
          .add("adviceSeconds", (System.nanoTime() - began) / 1e9)
          .add("rejectedCandidates", report.rejected().size())
          .add("notAnalysed", report.notAnalysed().toString());
      if (Boolean.getBoolean("bench.rejected")) {
        report.rejected().forEach(one -> Figures.progress("%s: %s", one.what(), one.why()));
      }
      List<String> create = new ArrayList<>();
      for (Recommendation one : report.recommendations()) {
        if (one.kind() == Kind.CREATE) {
          Figures.progress("%s", one.apply());
          create.add(one.apply().replace(" CONCURRENTLY", "").replace(";", ""));
        }
      }
      return create;
    }
  }
}
