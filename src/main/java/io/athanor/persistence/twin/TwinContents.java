package io.athanor.persistence.twin;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * All that a twin is made of, read at one moment.
 *
 * @param schemas statements that make them
 * @param extensions statements that a superuser executes after those
 * @param structure statements that make everything else
 * @param statistics statements that tell the planner what is known
 * @param extents the size of each relation that has files
 */
record TwinContents(
    List<String> schemas,
    List<String> extensions,
    List<String> structure,
    List<String> statistics,
    List<Extent> extents) {

  /**
   * A relation and its size.
   *
   * @param pages of 8 KiB that its files are to have
   * @param now how many they have
   * @param tree the first of them, from the data directory, if it is a b-tree; else null
   */
  record Extent(String schema, String name, long pages, long now, String tree) {}

  /**
   * Reads a database.
   *
   * @param grow how many times as many rows there are to be
   */
  static TwinContents of(Connection source, double grow) throws SQLException {
    try (Statement statement = source.createStatement()) {
      source.setAutoCommit(false);
      // One moment for everything, and names with their schema.
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      statement.execute("SET LOCAL search_path = ''");
      statement.execute("SET LOCAL athanor.grow = '" + grow + "'");
      TwinContents contents =
          new TwinContents(
              TwinStructure.schemas(statement),
              TwinStructure.extensions(statement),
              TwinStructure.of(statement),
              TwinStatistics.of(statement),
              TwinStatistics.extents(statement));
      source.rollback();
      return contents;
    }
  }
}
