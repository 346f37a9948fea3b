package io.athanor.persistence;

import io.athanor.contract.Kind;

/** Technical specifications in the making. */
final class SpecificationTable {

  static final RecordTable SESSIONS =
      RecordTable.of(Kind.SPEC_SESSION, "tech_spec_sessions")
          .index("created", "designJobId")
          .index("created", "projectId")
          .index("created", "status")
          .many("decisions", Kind.DECISION, "b.session_id = a.id")
          .many("messages", Kind.MESSAGE, "b.session_id = a.id")
          .many("documents", Kind.DOCUMENT, "b.session_id = a.id")
          .many("errors", Kind.ERROR, "b.session_id = a.id");

  static final RecordTable DECISIONS =
      ofSession(Kind.DECISION, "tech_research")
          .many("messages", Kind.MESSAGE, "b.research_id = a.id");

  static final RecordTable MESSAGES =
      ofSession(Kind.MESSAGE, "tech_conversations")
          .column("decisionId", "research_id")
          .index("created", "decisionId");

  static final RecordTable DOCUMENTS =
      ofSession(Kind.DOCUMENT, "generated_trd_documents")
          .sort("quality", "qualityScore")
          .index("quality");

  static final RecordTable ERRORS =
      ofSession(Kind.ERROR, "agent_error_logs").index("created", "node", "recovered");

  private static RecordTable ofSession(Kind kind, String table) {
    return RecordTable.of(kind, table)
        .column("specSessionId", "session_id")
        .index("created", "specSessionId");
  }

  private SpecificationTable() {}
}
