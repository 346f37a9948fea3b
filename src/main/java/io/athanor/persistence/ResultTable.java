package io.athanor.persistence;

import io.athanor.contract.Kind;

/** What a researcher concludes from a run. */
final class ResultTable {

  static final RecordTable TABLE =
      RecordTable.of(Kind.RESULT, "results")
          .sort("pValue", "pValue")
          .experiment("experiment", "e.id = a.experiment_id")
          .one("hypothesis", Kind.HYPOTHESIS, "b.id = a.hypothesis_id");

  private ResultTable() {}
}
