package io.athanor.persistence;

import io.athanor.contract.Kind;

/** What is claimed, and how it is being tested. */
final class HypothesisTable {

  static final RecordTable TABLE =
      RecordTable.of(Kind.HYPOTHESIS, "hypotheses")
          .index("created", "domain", "status")
          .index("created", "sessionId")
          .index("created", "parentId")
          .index("created", "domain")
          .index("created", "status")
          .index("createdAt")
          .index("novelty")
          .index("novelty", "domain")
          .index("testability")
          .sort("novelty", "noveltyScore")
          .sort("testability", "testabilityScore")
          .one("session", Kind.SESSION, "b.id = a.session_id")
          .many("children", Kind.HYPOTHESIS, "b.parent_id = a.id")
          .experiments("experiments", "e.hypothesis_id = a.id")
          .many("results", Kind.RESULT, "b.hypothesis_id = a.id")
          .many(
              "papers",
              Kind.PAPER,
              "b.id = any(array(select r.paper_id from readings r where r.hypothesis_id = a.id order by r.id desc limit 100))");

  private HypothesisTable() {}
}
