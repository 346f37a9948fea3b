package io.athanor.persistence;

import io.athanor.contract.Kind;

/** Research sessions: what is to be found out. */
final class SessionTable {

  static final RecordTable TABLE =
      RecordTable.of(Kind.SESSION, "sessions")
          .index("created", "domain", "status")
          .index("created", "domain")
          .index("created", "status")
          .index("createdAt")
          .many("hypotheses", Kind.HYPOTHESIS, "b.session_id = a.id")
          .experiments("experiments", "e.session_id = a.id")
          .many("results", Kind.RESULT, "b.session_id = a.id")
          .many(
              "papers",
              Kind.PAPER,
              "b.id = any(array(select r.paper_id from readings r where r.session_id = a.id order by r.id desc limit 100))")
          .many("agents", Kind.AGENT, "b.session_id = a.id");

  private SessionTable() {}
}
