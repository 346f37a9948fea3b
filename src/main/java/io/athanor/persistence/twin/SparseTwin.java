package io.athanor.persistence.twin;

import io.athanor.persistence.JdbcTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * A database of the same server with the structure, the statistics and the file lengths of another
 * one, and no rows. Its planner answers as that of the real one would, also about indexes that the
 * real one does not have; only the descent into a tree costs an eighth less for each of its levels,
 * because a tree without entries has none. Nothing is ever executed in it; it takes no room and
 * blocks nobody.
 *
 * <p>PostgreSQL 18, and a data directory that this process may write to. All methods block; to be
 * used by one thread.
 */
public final class SparseTwin implements AutoCloseable {

  /** What the names of all twins begin with. */
  static final String PREFIX = "athanor_twin_";

  private static final String PATH =
      "/* twin.file */ SELECT pg_relation_filepath(?::text::regclass)";

  private static final String PAGES =
      "/* twin.pages */ SELECT pg_relation_size(?::text::regclass) / " + HoledFile.PAGE;

  private static final String ROWS =
      "/* twin.rows */ SELECT reltuples::bigint FROM pg_class WHERE oid = ?::text::regclass";

  private final JdbcTarget administration;
  private final String name;
  private final Path data;
  private final Connection connection;

  private SparseTwin(JdbcTarget administration, String name, Path data) throws SQLException {
    this.administration = administration;
    this.name = name;
    this.data = data;
    this.connection = simple(administration.withDatabase(name));
  }

  /**
   * Makes the twin of a database; those that a crash has left are removed.
   *
   * @param administration a superuser
   * @param database the real one
   * @param data the server's data directory
   * @param settings of the planner, as the statements will have them
   */
  public static SparseTwin of(
      JdbcTarget administration, String database, Path data, Map<String, String> settings)
      throws SQLException, IOException {
    sweep(administration);
    String name = PREFIX + UUID.randomUUID().toString().substring(0, 8);
    execute(administration, "CREATE DATABASE " + name + " TEMPLATE template0");
    SparseTwin twin = null;
    try (Connection source = simple(administration.withDatabase(database))) {
      twin = new SparseTwin(administration, name, data);
      twin.fill(source, settings);
      return twin;
    } catch (SQLException | IOException | RuntimeException e) {
      if (twin != null) {
        twin.connection.close();
      }
      execute(administration, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      throw e;
    }
  }

  /** Removes the twins that nobody is connected to. */
  public static void sweep(JdbcTarget administration) throws SQLException {
    String left =
        "/* twin.left */ SELECT datname FROM pg_database d WHERE datname LIKE 'athanor\\_twin\\_%'"
            + " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)";
    try (Connection connection = simple(administration);
        Statement statement = connection.createStatement();
        Statement drop = connection.createStatement();
        ResultSet rows = statement.executeQuery(left)) {
      while (rows.next()) {
        drop.execute("DROP DATABASE IF EXISTS " + rows.getString(1) + " WITH (FORCE)");
      }
    }
  }

  private void fill(Connection source, Map<String, String> settings)
      throws SQLException, IOException {
    List<String> structure;
    List<String> statistics;
    List<TwinStatistics.Extent> extents;
    try (Statement statement = source.createStatement()) {
      // One moment for all three, and names with their schema.
      source.setAutoCommit(false);
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      statement.execute("SET LOCAL search_path = ''");
      structure = TwinStructure.of(source);
      statistics = TwinStatistics.of(source);
      extents = TwinStatistics.extents(source);
      source.rollback();
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = ''; SET check_function_bodies = off");
      statement.execute(String.join(";\n", structure));
      statement.execute(String.join(";\n", statistics));
      statement.execute("SET search_path = public; SET statement_timeout = '10s'");
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        statement.execute("SET " + setting.getKey() + " = '" + setting.getValue() + "'");
      }
    }
    for (TwinStatistics.Extent extent : extents) {
      file(qualified(extent.schema(), extent.name())).stretch(extent.pages());
    }
  }

  /** What the planner expects a statement to cost, in its own units. */
  public double cost(String sql) throws SQLException {
    return PlanFigures.cost(plan(sql));
  }

  /**
   * The plan of a statement, as JSON. Where it has parameters it is the plan for any of them.
   *
   * @throws SQLException when the planner refuses it
   */
  public String plan(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("EXPLAIN (FORMAT JSON, VERBOSE, GENERIC_PLAN) " + sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /**
   * Makes an index that has the size which the real one would have.
   *
   * @param index what it is to be
   * @return its size in pages
   * @throws SQLException when the server refuses it
   */
  public long create(TwinIndex index) throws SQLException, IOException {
    String table = qualified(index.schema(), index.table());
    HoledFile heap = file(table);
    long length = number(PAGES, table);
    try (Statement statement = connection.createStatement()) {
      double part = index.part(statement, (double) number(ROWS, table));
      // The build would read each page of the table, though there is nothing in it.
      heap.stretch(0);
      try {
        statement.execute(index.definition());
      } finally {
        heap.stretch(length);
      }
      return size(index, length, part);
    }
  }

  private long size(TwinIndex index, long tablePages, double part)
      throws SQLException, IOException {
    String relation = qualified(index.schema(), index.name());
    IndexContents contents = IndexContents.of(connection, relation);
    long pages = contents.pages(index, tablePages, part);
    file(relation).stretch(pages);
    try (Statement statement = connection.createStatement()) {
      IndexContents.tell(statement, index, pages, contents.rows() * part);
    }
    return pages;
  }

  /** Takes an index away, one of the twin's own or one that the real database has. */
  public void drop(String schema, String index) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP INDEX " + qualified(schema, index));
    }
  }

  private long number(String question, String relation) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setString(1, relation);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private HoledFile file(String relation) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PATH)) {
      statement.setString(1, relation);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return new HoledFile(data.resolve(rows.getString(1)));
      }
    }
  }

  static String qualified(String schema, String name) {
    return quoted(schema) + "." + quoted(name);
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Several statements at once, and parameters that are none, need the simple protocol. */
  private static Connection simple(JdbcTarget target) throws SQLException {
    Properties properties = target.properties();
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return new Driver().connect(target.url(), properties);
  }

  private static void execute(JdbcTarget target, String sql) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Removes it. */
  @Override
  public void close() throws SQLException {
    connection.close();
    execute(administration, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }
}
