package io.athanor.profiling.advice;

import io.athanor.profiling.plans.Plan;

/** Finds the indexes that could serve a plan, by what it compares, sorts, groups and joins. */
public final class PlanCandidates {

  private PlanCandidates() {}

  /**
   * The candidates of a plan; none for tables that are not known or are small.
   *
   * @param plan with the names of schemas and the output of its nodes, as with VERBOSE; what is a
   *     constant in it is taken for one of the statement, so of a statement with parameters it is
   *     the generic plan
   */
  public static Found of(Plan plan, KnownTables known) {
    UseCollector collector = new UseCollector();
    CandidateSet found = new CandidateSet();
    for (TableUse use : PlanUses.of(plan, known, collector)) {
      Composer.compose(use, known, found);
    }
    return new Found(found.best(), collector.notRead());
  }
}
