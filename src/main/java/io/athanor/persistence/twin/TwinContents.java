package io.athanor.persistence.twin;

import io.athanor.contract.PlannerStatistics.Exported;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * All that a twin is made of, read at one moment.
 *
 * @param schemas statements that make them
 * @param extensions statements that a superuser executes after those
 * @param structure statements that make everything else
 * @param statistics what the planner knows, and the size of each relation
 * @param direct statements that write what it knows of columns, where the server cannot be told in
 *     another way
 */
record TwinContents(
    List<String> schemas,
    List<String> extensions,
    List<String> structure,
    Exported statistics,
    List<String> direct) {

  private static final int IMPORTS_SINCE = 18;

  /**
   * Reads a database.
   *
   * @param data the data directory of its server
   */
  static TwinContents of(Connection source, Path data) throws SQLException, IOException {
    try (Statement statement = source.createStatement()) {
      begin(source, statement);
      TwinContents contents =
          new TwinContents(
              TwinStructure.schemas(statement),
              TwinStructure.extensions(statement),
              TwinStructure.of(statement),
              TwinStatistics.of(source, Optional.of(data)),
              canImport(source) ? List.of() : DirectStatistics.columns(statement));
      source.rollback();
      return contents;
    }
  }

  /**
   * Reads only what the planner knows.
   *
   * @param data the data directory of its server, where it is ours
   */
  static Exported statistics(Connection source, Optional<Path> data)
      throws SQLException, IOException {
    try (Statement statement = source.createStatement()) {
      begin(source, statement);
      Exported statistics = TwinStatistics.of(source, data);
      source.rollback();
      return statistics;
    }
  }

  /** Whether a server has functions that take statistics in. */
  static boolean canImport(Connection server) throws SQLException {
    return server.getMetaData().getDatabaseMajorVersion() >= IMPORTS_SINCE;
  }

  /** One moment for everything, and names with their schema. */
  private static void begin(Connection source, Statement statement) throws SQLException {
    source.setAutoCommit(false);
    statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    statement.execute("SET LOCAL search_path = ''");
  }

  /** The same structure with what another planner knows. */
  TwinContents with(Exported other) {
    return new TwinContents(schemas, extensions, structure, other, List.of());
  }
}
