package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Drops indexes within each transaction that plans and is rolled back: what the owner of a database
 * can do where nobody else waits for its locks. An index of one partition goes with the others.
 */
final class DroppedIndexes implements HiddenIndexes {

  private static final String DROP =
      """
      /* copy.drop */ SELECT CASE WHEN k.oid IS NULL THEN format('DROP INDEX %I.%I', n.nspname, c.relname)
          ELSE format('ALTER TABLE %I.%I DROP CONSTRAINT %I CASCADE', n.nspname, t.relname, k.conname) END,
        (SELECT count(*) FROM pg_partition_tree(c.oid) t WHERE t.isleaf AND t.relid::oid <> ALL (h.hidden)), c.relname
      FROM (SELECT ?::bigint[]::oid[] AS hidden) h,
        LATERAL (SELECT DISTINCT coalesce(pg_partition_root(i), i)::oid AS oid FROM unnest(h.hidden) i) w
        JOIN pg_class c ON c.oid = w.oid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_constraint k ON k.conindid = c.oid AND k.contype IN ('p', 'u', 'x') LEFT JOIN pg_class t ON t.oid = k.conrelid
      ORDER BY c.oid
      """;

  private final Connection owner;
  private List<String> words = List.of();

  /**
   * @param owner whose database it is, while no transaction is open on it
   */
  DroppedIndexes(Connection owner) {
    this.owner = owner;
  }

  @Override
  public void set(Set<Long> hidden) throws SQLException {
    List<String> drops = new ArrayList<>();
    try (PreparedStatement statement = owner.prepareStatement(DROP)) {
      statement.setArray(1, owner.createArrayOf("bigint", hidden.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (rows.getInt(2) > 0) {
            throw new SQLException(
                "the index " + rows.getString(3) + " goes with those of all partitions or stays",
                "0A000");
          }
          drops.add(rows.getString(1));
        }
      }
    }
    words = drops;
  }

  @Override
  public List<String> words() {
    return words;
  }
}
