package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The structure of a database as statements that make it anew in an empty one, in the order of its
 * queries: all that the planner looks at, without triggers, rights and comments. Reads only the
 * catalogue.
 */
final class TwinStructure {

  /** Relations of users: not of the system, of an extension or of a session. */
  static final String OF_USERS =
      """
      n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
      """;

  private static final String RELATION = "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";

  private static final String DATABASE =
      """
      /* twin.database */ SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L LOCALE_PROVIDER ',
          ?::text, ?::text, pg_encoding_to_char(encoding), datcollate, datctype)
        || CASE datlocprovider WHEN 'i' THEN format('icu ICU_LOCALE %L', l.name) WHEN 'b' THEN format('builtin BUILTIN_LOCALE %L', l.name)
          ELSE 'libc' END
      FROM pg_database d, LATERAL (SELECT coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS name) l
      WHERE datname = current_database()
      """;

  /** What the database says of how to plan; the twin's sessions begin with it, too. */
  private static final String SETTINGS =
      """
      /* twin.settings */ SELECT format('ALTER DATABASE %I SET %I TO %L', ?::text, s.name, substring(o FROM position('=' IN o) + 1))
      FROM pg_db_role_setting d, unnest(d.setconfig) o JOIN pg_settings s ON s.name = split_part(o, '=', 1)
      WHERE d.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()) AND d.setrole = 0
        AND s.context = 'user' AND (s.category LIKE 'Query Tuning%' OR s.category LIKE 'Resource Usage%')
      """;

  private static final String SCHEMAS =
      """
      /* twin.schemas */ SELECT format('CREATE SCHEMA IF NOT EXISTS %I', nspname) FROM pg_namespace
      WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY oid
      """;

  private static final String EXTENSIONS =
      """
      /* twin.extensions */ SELECT format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I CASCADE', extname, nspname)
      FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname <> 'plpgsql' ORDER BY pg_extension.oid
      """;

  /** Enumerations and domains; a row type of its own is rare in tables and is left out. */
  private static final String TYPES =
      """
      /* twin.types */ SELECT CASE t.typtype
        WHEN 'e' THEN format('CREATE TYPE %s AS ENUM (%s)', format_type(t.oid, NULL),
          (SELECT string_agg(quote_literal(enumlabel), ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
        ELSE format('CREATE DOMAIN %s AS %s', format_type(t.oid, NULL), format_type(t.typbasetype, t.typtypmod)) END
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE t.typtype IN ('e', 'd') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
      ORDER BY t.oid
      """;

  private static final String FUNCTIONS =
      """
      /* twin.functions */ SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.prokind IN ('f', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
      ORDER BY p.oid
      """;

  private static final String TABLES =
      """
      /* twin.tables */ SELECT format('CREATE TABLE %I.%I (%s)%s%s', n.nspname, c.relname,
        (SELECT string_agg(format('%I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END,
            CASE WHEN d.oid IS NULL THEN '' WHEN a.attgenerated = '' THEN ' DEFAULT ' || pg_get_expr(d.adbin, c.oid)
              ELSE ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, c.oid) || CASE a.attgenerated WHEN 's' THEN ') STORED' ELSE ')' END END,
            CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END), ', ' ORDER BY a.attnum)
         FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
           LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
        CASE c.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END,
        CASE c.relkind WHEN 'p' THEN ''
          ELSE ' WITH (' || array_to_string(array_append(ARRAY(SELECT o FROM unnest(c.reloptions) o WHERE o NOT LIKE 'autovacuum%'),
            'autovacuum_enabled=off'), ', ') || ')' END)
      FROM %s WHERE c.relkind IN ('r', 'p', 'm') AND %s ORDER BY c.oid
      """;

  private static final String SEQUENCES =
      """
      /* twin.sequences */ SELECT format('CREATE SEQUENCE %I.%I', n.nspname, c.relname)
      FROM %s WHERE c.relkind = 'S' AND %s ORDER BY c.oid
      """;

  /** The bounds of a partition; each was made as a table of its own, so that names stay. */
  private static final String PARTITIONS =
      """
      /* twin.partitions */ SELECT format('ALTER TABLE ONLY %s ATTACH PARTITION %I.%I %s', i.inhparent::regclass, n.nspname, c.relname,
        pg_get_expr(c.relpartbound, c.oid))
      FROM %s JOIN pg_inherits i ON i.inhrelid = c.oid WHERE c.relispartition AND c.relkind IN ('r', 'p') AND %s ORDER BY c.oid
      """;

  private static final String VIEWS =
      """
      /* twin.views */ SELECT format('CREATE VIEW %I.%I AS %s', n.nspname, c.relname, pg_get_viewdef(c.oid))
      FROM %s WHERE c.relkind = 'v' AND %s ORDER BY c.oid
      """;

  /**
   * What a constraint brings, then the other indexes. ONLY: those of partitions are made on their
   * own.
   */
  private static final String INDEXES =
      """
      /* twin.indexes */ SELECT CASE WHEN k.oid IS NULL THEN pg_get_indexdef(x.indexrelid)
        ELSE format('ALTER TABLE ONLY %s ADD CONSTRAINT %I %s', x.indrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) END
      FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
      WHERE x.indisvalid AND x.indislive AND
      """;

  private static final String ATTACHED_INDEXES =
      """
      /* twin.attached-indexes */ SELECT format('ALTER INDEX %s ATTACH PARTITION %I.%I', i.inhparent::regclass, n.nspname, c.relname)
      FROM %s JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_index x ON x.indexrelid = c.oid
      WHERE c.relispartition AND x.indisvalid AND %s ORDER BY c.oid
      """;

  /** Keys to other tables and conditions: both tell the planner how many rows there will be. */
  private static final String CONSTRAINTS =
      """
      /* twin.constraints */ SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname,
        -- Not to be checked: there is nothing to check.
        pg_get_constraintdef(k.oid) || CASE WHEN k.contype = 'f' AND k.convalidated THEN ' NOT VALID' ELSE '' END)
      FROM %s JOIN pg_constraint k ON k.conrelid = c.oid
      WHERE k.contype IN ('f', 'c') AND k.conparentid = 0 AND k.coninhcount = 0 AND %s ORDER BY k.contype, k.oid
      """;

  private static final List<String> BEFORE_ROWS =
      List.of(TYPES, FUNCTIONS, ofUsers(SEQUENCES), ofUsers(TABLES), ofUsers(PARTITIONS));

  private static final List<String> AFTER_ROWS =
      List.of(
          ofUsers(VIEWS),
          INDEXES + OF_USERS + " ORDER BY k.oid IS NULL, c.oid",
          ofUsers(ATTACHED_INDEXES),
          ofUsers(CONSTRAINTS));

  private TwinStructure() {}

  private static String ofUsers(String query) {
    int from = query.lastIndexOf("FROM %s");
    int where = query.lastIndexOf("AND %s");
    return query.substring(0, from)
        + "FROM "
        + RELATION
        + query.substring(from + "FROM %s".length(), where)
        + "AND "
        + OF_USERS
        + query.substring(where + "AND %s".length());
  }

  /** The statement that makes an empty database for texts of the same kind. */
  static String database(Connection source, String name, String owner) throws SQLException {
    try (PreparedStatement statement = source.prepareStatement(DATABASE)) {
      statement.setString(1, name);
      statement.setString(2, owner);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  /** Statements that give the new database the settings of the old one which its owner may give. */
  static List<String> settings(Connection source, String name) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (PreparedStatement statement = source.prepareStatement(SETTINGS)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          statements.add(rows.getString(1));
        }
      }
    }
    return statements;
  }

  static List<String> schemas(Statement source) throws SQLException {
    return all(source, List.of(SCHEMAS));
  }

  static List<String> extensions(Statement source) throws SQLException {
    return all(source, List.of(EXTENSIONS));
  }

  /** Everything else, to be run with an empty search path in this order. */
  static List<String> of(Statement source) throws SQLException {
    List<String> statements = new ArrayList<>(beforeRows(source));
    statements.addAll(afterRows(source));
    return statements;
  }

  /** What there has to be before rows come in. */
  static List<String> beforeRows(Statement source) throws SQLException {
    return all(source, BEFORE_ROWS);
  }

  /** What is made when they are there: indexes and constraints, which would only slow them down. */
  static List<String> afterRows(Statement source) throws SQLException {
    return all(source, AFTER_ROWS);
  }

  /** The first column of all rows of each query. */
  static List<String> all(Statement source, List<String> queries) throws SQLException {
    List<String> statements = new ArrayList<>();
    for (String query : queries) {
      try (ResultSet rows = source.executeQuery(query)) {
        while (rows.next()) {
          statements.add(rows.getString(1));
        }
      }
    }
    return statements;
  }
}
