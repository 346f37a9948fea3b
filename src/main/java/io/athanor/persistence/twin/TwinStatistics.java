package io.athanor.persistence.twin;

import io.athanor.persistence.twin.TwinContents.Extent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the planner knows of the contents of a database: as statements that give the same knowledge
 * to a twin of it (PostgreSQL 18), and the size of each relation.
 */
final class TwinStatistics {

  private static final String RELATIONS =
      """
      /* twin.relation-statistics */ SELECT format(
        'SELECT pg_restore_relation_stats(''schemaname'', %L, ''relname'', %L, ''relpages'', %s::int, ''reltuples'', %s::real, ''relallvisible'', %s::int)',
        n.nspname, c.relname, ceil(c.relpages * g)::bigint, CASE WHEN c.reltuples > 0 THEN c.reltuples * g ELSE c.reltuples END,
        floor(c.relallvisible * g)::bigint)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, LATERAL (SELECT current_setting('athanor.grow')::float8 AS g) grown
      WHERE c.relkind IN ('r', 'm', 'i') AND
      """
          + TwinStructure.OF_USERS;

  private static final String ATTRIBUTES =
      """
      /* twin.attribute-statistics */ SELECT format(
        'SELECT pg_restore_attribute_stats(''schemaname'', %L, ''relname'', %L, ''attname'', %L, ''inherited'', %L::boolean',
        schemaname, tablename, attname, inherited)
        || concat(
          ', ''null_frac'', ' || null_frac || '::real',
          ', ''avg_width'', ' || avg_width || '::int',
          ', ''n_distinct'', ' || n_distinct || '::real',
          ', ''most_common_vals'', ' || quote_literal(most_common_vals::text) || '::text',
          ', ''most_common_freqs'', ' || quote_literal(most_common_freqs::text) || '::real[]',
          ', ''histogram_bounds'', ' || quote_literal(histogram_bounds::text) || '::text',
          ', ''correlation'', ' || correlation || '::real',
          ', ''most_common_elems'', ' || quote_literal(most_common_elems::text) || '::text',
          ', ''most_common_elem_freqs'', ' || quote_literal(most_common_elem_freqs::text) || '::real[]',
          ', ''elem_count_histogram'', ' || quote_literal(elem_count_histogram::text) || '::real[]',
          ', ''range_length_histogram'', ' || quote_literal(range_length_histogram::text) || '::text',
          ', ''range_empty_frac'', ' || range_empty_frac || '::real',
          ', ''range_bounds_histogram'', ' || quote_literal(range_bounds_histogram::text) || '::text', ')')
      FROM pg_stats WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname <> 'information_schema'
      """;

  private static final String EXTENTS =
      """
      /* twin.extents */ SELECT n.nspname, c.relname, ceil(z.pages * current_setting('athanor.grow')::float8)::bigint, z.pages,
        CASE WHEN m.amname = 'btree' THEN pg_relation_filepath(c.oid) END
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am m ON m.oid = c.relam,
        LATERAL (SELECT pg_relation_size(c.oid) / current_setting('block_size')::int AS pages) z
      WHERE c.relkind IN ('r', 'm', 'i') AND
      """
          + TwinStructure.OF_USERS;

  private TwinStatistics() {}

  static List<String> of(Statement source) throws SQLException {
    return TwinStructure.all(source, List.of(RELATIONS, ATTRIBUTES));
  }

  static List<Extent> extents(Statement source) throws SQLException {
    List<Extent> extents = new ArrayList<>();
    try (ResultSet rows = source.executeQuery(EXTENTS)) {
      while (rows.next()) {
        extents.add(
            new Extent(
                rows.getString(1),
                rows.getString(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getString(5)));
      }
    }
    return extents;
  }
}
