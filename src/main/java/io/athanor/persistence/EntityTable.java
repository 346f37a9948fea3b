package io.athanor.persistence;

import io.athanor.contract.Kind;

/** Who writes what is read: people, laboratories, organisations. */
final class EntityTable {

  static final RecordTable TABLE =
      RecordTable.of(Kind.ENTITY, "entities")
          .index("created", "mergedIntoId")
          .index("created", "type")
          .index("influence")
          .index("activity")
          .filter("name", "lower(a.name) = lower(%s)")
          .sort("influence", "influenceScore")
          .sort("activity", "lastActivityAt", "influenceScore");

  private EntityTable() {}
}
