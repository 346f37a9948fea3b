package io.athanor.persistence;

import io.athanor.contract.Kind;

/** Who works on a session. */
final class AgentTable {

  static final RecordTable TABLE = RecordTable.of(Kind.AGENT, "agents");

  private AgentTable() {}
}
