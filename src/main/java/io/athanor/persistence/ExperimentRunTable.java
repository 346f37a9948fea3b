package io.athanor.persistence;

import io.athanor.contract.Kind;

/** How well an experiment agreed with what people had labelled. */
final class ExperimentRunTable {

  static final RecordTable TABLE =
      RecordTable.of(Kind.EXPERIMENT_RUN, "experiment_runs")
          .index("started", "experimentId")
          .sort("started", "startedAt");

  private ExperimentRunTable() {}
}
