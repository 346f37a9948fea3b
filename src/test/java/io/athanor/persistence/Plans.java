package io.athanor.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One session that plans as the pool does, executes statements and rolls them back. */
final class Plans implements AutoCloseable {

  /** Tables whose size depends on the number of nodes, not on that of experiments. */
  private static final List<String> SMALL =
      List.of(
          "nodes",
          "leases",
          "queue_classes",
          "running",
          "cancellations",
          "caps",
          "admissions",
          "detached_months",
          "pools");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What one execution did.
   *
   * @param blocks shared blocks that it touched
   * @param scans tables that grow and were read from end to end
   * @param indexes what it used
   */
  record Plan(long blocks, List<String> scans, Set<String> indexes, String text) {}

  private final Connection connection;
  private final Map<Statement, String> prepared = new LinkedHashMap<>();

  private Plans(Connection connection) {
    this.connection = connection;
  }

  static Plans open(JdbcTarget target) throws SQLException {
    Connection connection = target.connect();
    connection.setAutoCommit(false);
    Plans plans = new Plans(connection);
    for (Map.Entry<String, String> setting : ConnectionSettings.PLANNING.entrySet()) {
      plans.execute("set " + setting.getKey() + " = " + setting.getValue());
    }
    connection.commit();
    return plans;
  }

  private void execute(String sql) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Executes it under its plan, which is made at the first call and kept like a pool's. */
  Plan of(Statement statement, Tuple parameters) throws SQLException {
    String name = prepared.get(statement);
    if (name == null) {
      name = "s" + prepared.size();
      execute("prepare " + name + " as " + statement.text());
      prepared.put(statement, name);
      connection.commit();
    }
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      literals.add(literal(parameters.getValue(i)));
    }
    String call = literals.isEmpty() ? name : name + "(" + String.join(", ", literals) + ")";
    try (java.sql.Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery("explain (analyze, buffers, format json) execute " + call)) {
      row.next();
      return plan(row.getString(1));
    } finally {
      connection.rollback();
    }
  }

  private static Plan plan(String text) {
    try {
      JsonNode root = JSON.readTree(text).path(0).path("Plan");
      List<String> scans = new ArrayList<>();
      Set<String> indexes = new TreeSet<>();
      return new Plan(walk(root, true, scans, indexes), scans, indexes, text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** CTEs that change data run after the root, so that its count of blocks is without theirs. */
  private static long walk(JsonNode node, boolean root, List<String> scans, Set<String> indexes) {
    boolean executed = node.path("Actual Loops").asLong() > 0;
    String table = node.path("Relation Name").asText();
    if (executed && node.path("Node Type").asText().equals("Seq Scan") && !SMALL.contains(table)) {
      scans.add(table);
    }
    if (executed && node.has("Index Name")) {
      indexes.add(node.path("Index Name").asText());
    }
    long blocks = 0;
    if (root || node.path("Subplan Name").asText().startsWith("CTE ")) {
      blocks = node.path("Shared Hit Blocks").asLong() + node.path("Shared Read Blocks").asLong();
    }
    for (JsonNode child : node.path("Plans")) {
      blocks += walk(child, false, scans, indexes);
    }
    return blocks;
  }

  private static String literal(Object value) {
    if (value == null) {
      return "null";
    }
    return "'" + text(value).replace("'", "''") + "'";
  }

  private static String text(Object value) {
    if (value instanceof Buffer buffer) {
      return "\\x" + HexFormat.of().formatHex(buffer.getBytes());
    }
    if (value instanceof Object[] array) {
      List<String> elements = new ArrayList<>();
      for (Object element : array) {
        elements.add(
            element == null
                ? "null"
                : "\"" + text(element).replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
      }
      return "{" + String.join(",", elements) + "}";
    }
    return value.toString();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
