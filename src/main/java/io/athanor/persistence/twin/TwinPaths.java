package io.athanor.persistence.twin;

import io.athanor.persistence.QualifiedName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The files of a twin that may be touched: of what its role has made in it, and no others. */
final class TwinPaths {

  /** The server's own tables have theirs beside, and those of all databases share some. */
  private static final String OURS =
      " c.oid >= 16384 AND NOT c.relisshared AND c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
          + " AND pg_relation_filepath(c.oid) LIKE 'base/' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/%'";

  private static final String PLACE =
      "/* twin.place */ SELECT 'base/' || oid || '/PG_VERSION' FROM pg_database WHERE datname = current_database()";

  private static final String FILE =
      "/* twin.file */ SELECT pg_relation_filepath(c.oid) FROM pg_class c WHERE c.oid = ?::bigint::oid AND"
          + OURS;

  private static final String FILES =
      """
      /* twin.files */ SELECT n.nspname, c.relname, c.oid::bigint, pg_relation_filepath(c.oid)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm', 'i') AND"""
          + OURS;

  private final Connection connection;
  private final TwinRelations relations;
  private final Path data;

  /** A relation by its number, and the first of its files. */
  record Located(long number, Path file) {}

  /**
   * @param connection of the twin's role, to the twin
   * @param data the server's data directory
   */
  TwinPaths(Connection connection, TwinRelations relations, Path data) {
    this.connection = connection;
    this.relations = relations;
    this.data = data;
  }

  /** Whether the data directory is really that of the server. */
  boolean isThere() throws SQLException {
    return Files.isRegularFile(data.resolve(relations.one(PLACE)));
  }

  /**
   * The first file of one that was made here.
   *
   * @throws SQLException when it is the server's own, or somebody else's: nobody may touch its file
   */
  Path file(long relation) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FILE)) {
      statement.setLong(1, relation);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException(
              "permission denied for table " + relations.name(relation),
              ScratchDatabase.NOT_PERMITTED);
        }
        return data.resolve(rows.getString(1));
      }
    }
  }

  /** All that have files, by their names as SQL writes them. */
  Map<String, Located> files() throws SQLException {
    Map<String, Located> files = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FILES)) {
      while (rows.next()) {
        files.put(
            new QualifiedName(rows.getString(1), rows.getString(2)).quoted(),
            new Located(rows.getLong(3), data.resolve(rows.getString(4))));
      }
    }
    return files;
  }
}
