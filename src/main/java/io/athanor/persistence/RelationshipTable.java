package io.athanor.persistence;

import io.athanor.contract.Kind;

/** Which paper cites which. */
final class RelationshipTable {

  static final RecordTable TABLE = RecordTable.of(Kind.RELATIONSHIP, "relationships");

  private RelationshipTable() {}
}
