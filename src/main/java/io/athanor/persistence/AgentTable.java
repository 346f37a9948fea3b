package io.athanor.persistence;

import io.athanor.contract.Kind;

/** Who works on a session. */
final class AgentTable {

  static final RecordTable TABLE =
      RecordTable.of(Kind.AGENT, "agents")
          .index("created", "agentType", "status")
          .index("created", "sessionId")
          .index("created", "agentType")
          .index("created", "status")
          .index("createdAt");

  private AgentTable() {}
}
