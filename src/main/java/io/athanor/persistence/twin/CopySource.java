package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A database as it is at one moment, to be copied: while this is open its connection sees nothing
 * of what others write, and holds up none of them.
 */
final class CopySource {

  private static final String TABLES =
      """
      /* copy.tables */ SELECT format('%I.%I', n.nspname, c.relname),
        (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
        (SELECT sum(pg_total_relation_size(p.relid)) FROM
          (SELECT c.oid AS relid UNION SELECT t.relid FROM pg_partition_tree(c.oid) t WHERE t.isleaf) p)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname || '.' || c.relname = ANY (?) ORDER BY 1
      """;

  /** How many values of a column ANALYZE looks at, and what people know better. */
  private static final String TARGETS =
      """
      /* copy.targets */ SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I ', n.nspname, c.relname, a.attname) || o.what
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
        LATERAL (SELECT 'SET STATISTICS ' || a.attstattarget AS what WHERE a.attstattarget >= 0
          UNION ALL SELECT 'SET (' || array_to_string(a.attoptions, ', ') || ')' WHERE a.attoptions IS NOT NULL) o
      WHERE c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND
      """
          + TwinStructure.OF_USERS;

  /** Who may only read is to read no more of a copy than of the real one. */
  private static final String RIGHTS =
      """
      /* copy.rights */ SELECT format('GRANT USAGE ON SCHEMA %I TO athanor_reader', n.nspname) FROM pg_namespace n, pg_roles r
        WHERE r.rolname = 'athanor_reader' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
          AND has_schema_privilege(r.oid, n.oid, 'USAGE')
      UNION ALL SELECT format('GRANT SELECT ON %I.%I TO athanor_reader', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, pg_roles r
        WHERE r.rolname = 'athanor_reader' AND c.relkind IN ('r', 'p', 'm', 'v') AND has_table_privilege(r.oid, c.oid, 'SELECT') AND
      """
          + TwinStructure.OF_USERS;

  private static final String STATISTICS =
      """
      /* copy.statistics */ SELECT pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s
        JOIN pg_class c ON c.oid = s.stxrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE
      """
          + TwinStructure.OF_USERS
          + " ORDER BY s.oid";

  private final Connection connection;

  /**
   * A table.
   *
   * @param name as SQL writes it, with its schema
   * @param columns that are written, as SQL writes them
   * @param bytes with its indexes
   */
  record Source(String name, String columns, long bytes) {}

  /**
   * Begins to look, as from now on.
   *
   * @param longest for each thing that is read
   */
  CopySource(Connection connection, Duration longest) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      statement.execute(
          "SET LOCAL search_path = ''; SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = "
              + longest.toMillis());
    }
  }

  List<String> schemas() throws SQLException {
    return read(TwinStructure::schemas);
  }

  List<String> extensions() throws SQLException {
    return read(TwinStructure::extensions);
  }

  List<String> beforeRows() throws SQLException {
    return read(TwinStructure::beforeRows).stream().map(CopySource::unlogged).toList();
  }

  /** Nothing of a copy has to outlive a crash, so the server's log need not have it. */
  private static String unlogged(String sql) {
    String made = "CREATE TABLE ";
    boolean whole = sql.startsWith(made) && sql.endsWith("autovacuum_enabled=off)");
    return whole ? "CREATE UNLOGGED TABLE " + sql.substring(made.length()) : sql;
  }

  List<String> afterRows() throws SQLException {
    return read(TwinStructure::afterRows);
  }

  List<String> statistics() throws SQLException {
    return read(statement -> TwinStructure.all(statement, List.of(TARGETS, STATISTICS)));
  }

  /** Statements that let the role which only reads read what it may read here. */
  List<String> rights() throws SQLException {
    return read(statement -> TwinStructure.all(statement, List.of(RIGHTS)));
  }

  /**
   * The tables of these names, {@code schema.table}.
   *
   * @throws SQLException also when one is gone
   */
  List<Source> tables(List<String> names) throws SQLException {
    List<Source> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setArray(1, connection.createArrayOf("text", names.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(new Source(rows.getString(1), rows.getString(2), rows.getLong(3)));
        }
      }
    }
    if (found.size() < names.size()) {
      throw new SQLException("a table that statements read is gone meanwhile", "42P01");
    }
    return found;
  }

  private interface Reader {
    List<String> of(Statement statement) throws SQLException;
  }

  private List<String> read(Reader reader) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return reader.of(statement);
    }
  }
}
