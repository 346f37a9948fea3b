package io.athanor.persistence.twin;

import io.athanor.contract.PlannerStatistics.Exported;
import io.athanor.contract.PlannerStatistics.Kind;
import io.athanor.contract.PlannerStatistics.Relation;
import io.athanor.persistence.QualifiedName;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Statements for a superuser that write what one planner knows into the catalogue of another
 * database of the same server: before PostgreSQL 18 no function does it. Names stand for numbers,
 * which differ from database to database.
 */
final class DirectStatistics {

  /** What is known of a column is in so many places. */
  private static final int SLOTS = 5;

  /** The type of what is in a list, which its binary form tells after eight bytes. */
  private static final String TYPE =
      "('x' || encode(substring(array_send(s.stavalues%1$d) FROM 9 FOR 4), 'hex'))::bit(32)::bigint::oid::regtype::text";

  private static final String SLOT =
      "format('%%L::int2, %%L::regoperator, %%L::regcollation, %%s, %%s', s.stakind%1$d, s.staop%1$d::regoperator, s.stacoll%1$d::regcollation,"
          + " coalesce(quote_literal(s.stanumbers%1$d::text) || '::real[]', 'NULL'), CASE WHEN s.stavalues%1$d IS NULL THEN 'NULL'"
          + " ELSE format('array_in(textout(%%L::text), %%L::regtype, -1)', s.stavalues%1$d::text, "
          + TYPE
          + ") END)";

  private static final String COLUMNS =
      """
      /* twin.raw-statistics */ SELECT format('INSERT INTO pg_statistic (starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct, %s)'
          || ' SELECT a.attrelid, a.attnum, %%L, %%L, %%L, %%L, %%s FROM pg_attribute a WHERE a.attrelid = %%L::regclass AND a.attname = %%L',
        s.stainherit, s.stanullfrac, s.stawidth, s.stadistinct, concat_ws(', ', %s), format('%%I.%%I', n.nspname, c.relname), a.attname)
      FROM pg_statistic s JOIN pg_class c ON c.oid = s.starelid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = s.starelid AND a.attnum = s.staattnum
      WHERE c.relkind IN ('r', 'm', 'i', 'p') AND NOT a.attisdropped AND
      """;

  private DirectStatistics() {}

  /** Those of all columns, within the transaction of the caller, who is a superuser. */
  static List<String> columns(Statement source) throws SQLException {
    String query =
        COLUMNS.formatted(
                each("stakind%1$d, staop%1$d, stacoll%1$d, stanumbers%1$d, stavalues%1$d"),
                each(SLOT))
            + TwinStructure.OF_USERS;
    return TwinStructure.all(source, List.of(query));
  }

  private static String each(String slot) {
    return IntStream.rangeClosed(1, SLOTS)
        .mapToObj(slot::formatted)
        .collect(Collectors.joining(", "));
  }

  /**
   * Those of all relations.
   *
   * @param grow how many times as many rows there are to be
   */
  static List<String> relations(Exported statistics, double grow) {
    List<String> statements = new ArrayList<>();
    for (Relation one : statistics.relations()) {
      if (one.kind() != Kind.PARTITIONED) {
        statements.add(
            "UPDATE pg_class SET relpages = %d, reltuples = '%s'::real, relallvisible = %d WHERE oid = to_regclass('%s')"
                .formatted(
                    (long) Math.ceil(one.pages() * grow),
                    one.rows() > 0 ? one.rows() * grow : one.rows(),
                    (long) Math.floor(one.allVisible() * grow),
                    new QualifiedName(one.schema(), one.name()).quoted().replace("'", "''")));
      }
    }
    return statements;
  }
}
