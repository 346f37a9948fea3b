package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes an index on rows, as whoever owns a database does. */
final class RowBuild implements IndexBuild {

  private final Connection owner;
  private final TwinRelations relations;

  RowBuild(Connection owner, TwinRelations relations) {
    this.owner = owner;
    this.relations = relations;
  }

  @Override
  public void create(long table, String definition) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(definition);
    }
  }

  @Override
  public long size(long index) throws SQLException {
    return relations.pages(index);
  }
}
