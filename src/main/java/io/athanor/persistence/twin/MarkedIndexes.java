package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Marks indexes as invalid, which the planner takes for absent. Only a superuser can; it costs much
 * less than to drop them.
 */
final class MarkedIndexes implements HiddenIndexes {

  private static final String MARK =
      "/* twin.mark */ UPDATE pg_index SET indisvalid = ? WHERE indexrelid = ANY (?::bigint[]::oid[])";

  private final Connection superuser;
  private final Set<Long> now = new HashSet<>();

  MarkedIndexes(Connection superuser) {
    this.superuser = superuser;
  }

  @Override
  public void set(Set<Long> hidden) throws SQLException {
    mark(true, now.stream().filter(index -> !hidden.contains(index)).toList());
    now.retainAll(hidden);
    mark(false, hidden.stream().filter(index -> !now.contains(index)).toList());
    now.addAll(hidden);
  }

  @Override
  public List<String> words() {
    return List.of();
  }

  private void mark(boolean valid, List<Long> indexes) throws SQLException {
    if (indexes.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = superuser.prepareStatement(MARK)) {
      statement.setBoolean(1, valid);
      statement.setArray(2, superuser.createArrayOf("bigint", indexes.toArray()));
      statement.execute();
    }
  }
}
