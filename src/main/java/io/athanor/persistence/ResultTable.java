package io.athanor.persistence;

import io.athanor.contract.Kind;

/** What a researcher concludes from a run. */
final class ResultTable {

  static final RecordTable TABLE =
      RecordTable.of(Kind.RESULT, "results")
          .index("created", "experimentId")
          .index("created", "hypothesisId")
          .index("created", "sessionId")
          .index("created", "supportsHypothesis")
          .index("createdAt")
          .index("pValue")
          .sort("pValue", "pValue")
          .experiment("experiment", "e.id = a.experiment_id")
          .one("hypothesis", Kind.HYPOTHESIS, "b.id = a.hypothesis_id");

  private ResultTable() {}
}
