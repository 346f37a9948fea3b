package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the catalogue of a twin or a copy says of tables and indexes, by their numbers. */
final class TwinRelations {

  private static final String NUMBER = "/* twin.number */ SELECT (?::text::regclass)::oid::bigint";

  private static final String PARTS =
      """
      /* twin.parts */ SELECT relid::oid::bigint FROM pg_partition_tree(?::bigint::oid::regclass) WHERE isleaf
      UNION SELECT c.oid::bigint FROM pg_class c WHERE c.oid = ?::bigint::oid AND c.relkind IN ('r', 'm', 'i') ORDER BY 1
      """;

  private static final String PAGES =
      "/* twin.pages */ SELECT pg_relation_size(?::bigint::oid::regclass) / " + HoledFile.PAGE;

  private static final String NEWEST =
      "/* twin.newest */ SELECT coalesce(max(indexrelid::bigint), 0) FROM pg_index WHERE indrelid = ?::bigint::oid";

  private static final String NAME =
      "/* twin.name */ SELECT relname FROM pg_class WHERE oid = ?::bigint::oid";

  private static final String KIND =
      "/* twin.kind */ SELECT relkind::text FROM pg_class WHERE oid = ?::bigint::oid";

  private static final String QUALIFIED =
      """
      /* twin.qualified */ SELECT format('%I.%I', n.nspname, c.relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ?::bigint::oid
      """;

  private final Connection connection;

  TwinRelations(Connection connection) {
    this.connection = connection;
  }

  /** The number of a relation that is named as SQL names it. */
  long number(String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NUMBER)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /**
   * The number of an index that is named as SQL names it.
   *
   * @throws SQLException when there is none of this name, or it is another relation's
   */
  long index(String name) throws SQLException {
    long number = number(name);
    NotAnIndexException.check(name, text(KIND, number));
    return number;
  }

  /** The relations that have files: itself, or those of its partitions. */
  List<Long> parts(long relation) throws SQLException {
    List<Long> parts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(PARTS)) {
      statement.setLong(1, relation);
      statement.setLong(2, relation);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          parts.add(rows.getLong(1));
        }
      }
    }
    return parts;
  }

  long pages(long relation) throws SQLException {
    return Long.parseLong(text(PAGES, relation));
  }

  String name(long relation) throws SQLException {
    return text(NAME, relation);
  }

  /** Its name with its schema, as SQL writes it. */
  String qualified(long relation) throws SQLException {
    return text(QUALIFIED, relation);
  }

  /** The index of a table that was made last. */
  long newestIndex(long table) throws SQLException {
    return Long.parseLong(text(NEWEST, table));
  }

  /** The one value that a question answers. */
  String one(String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(question)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private String text(String question, long relation) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setLong(1, relation);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
