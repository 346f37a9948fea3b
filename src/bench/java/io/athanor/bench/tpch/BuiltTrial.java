package io.athanor.bench.tpch;

import io.vertx.core.json.JsonArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Builds a list of indexes for real, and drops them at the end. Between two measurements they can
 * be hidden from the planner, so that both sides are measured in the same minute.
 */
public final class BuiltTrial implements AutoCloseable {

  /** An expression has no statistics before; columns keep theirs, which the twin has as well. */
  private static final String NEWEST =
      "SELECT relname FROM pg_class WHERE relkind = 'i' ORDER BY oid DESC LIMIT 1";

  private static final String EXPRESSION =
      "SELECT indexprs IS NOT NULL FROM pg_index WHERE indexrelid = '%s'::regclass";

  private static final int ROUNDS = 2;
  private static final int MOST_ROUNDS = 6;
  private static final double DOUBTFUL = 1.1;

  private final TpchDatabase database;
  private final Connection session;
  private final Map<String, Long> bytes = new LinkedHashMap<>();
  private final Map<String, Duration> built = new LinkedHashMap<>();

  private BuiltTrial(TpchDatabase database) throws SQLException {
    this.database = database;
    this.session = database.session();
  }

  /**
   * Builds them.
   *
   * @param create statements {@code CREATE INDEX name ON table …}, for tables of the schema public
   */
  public static BuiltTrial of(TpchDatabase database, List<String> create) throws SQLException {
    BuiltTrial trial = new BuiltTrial(database);
    try {
      for (String statement : create) {
        trial.build(statement);
      }
      return trial;
    } catch (SQLException | RuntimeException e) {
      trial.close();
      throw e;
    }
  }

  private void build(String statement) throws SQLException {
    long began = System.nanoTime();
    Sql.execute(session, statement);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    String index = Sql.text(session, NEWEST);
    built.put(index, took);
    String size = "SELECT pg_relation_size('" + name(index) + "')";
    bytes.put(index, Long.parseLong(Sql.text(session, size)));
    if (Sql.text(session, EXPRESSION.formatted(name(index))).equals("t")) {
      Sql.execute(session, "ANALYZE");
    }
  }

  private static String name(String index) {
    return "public.\"" + index.replace("\"", "\"\"").replace("'", "''") + '"';
  }

  /** How long each took. */
  public Map<String, Duration> built() {
    return Map.copyOf(built);
  }

  /** What the planner expects without and with them. */
  public Costs costs() throws SQLException {
    Map<String, Double> before = new LinkedHashMap<>();
    Map<String, Double> after = new LinkedHashMap<>();
    for (Map.Entry<String, String> query : database.queries().entrySet()) {
      show(Set.of());
      before.put(query.getKey(), cost(query.getValue()));
      show(names());
      after.put(query.getKey(), cost(query.getValue()));
    }
    return new Costs(before, after, bytes);
  }

  private double cost(String query) throws SQLException {
    String plan = Sql.text(session, "EXPLAIN (FORMAT JSON) " + query);
    return new JsonArray(plan).getJsonObject(0).getJsonObject("Plan").getDouble("Total Cost");
  }

  /** Measures each query without and with all of them. */
  public Map<String, Clocked> clock(Duration timeout, Consumer<String> progress)
      throws SQLException {
    Map<String, Clocked> clocked = new LinkedHashMap<>();
    clock(timeout, List.of(Set.of(), names()), progress)
        .forEach((query, sides) -> clocked.put(query, new Clocked(sides.get(0), sides.get(1))));
    return clocked;
  }

  /**
   * Measures each query with each set of them, in turns and twice each, or up to six times where
   * one seems to be slower than the first; the best counts.
   *
   * @param sides names of the indexes that there are
   * @param timeout after which a query is given up
   * @param progress told each result
   */
  public Map<String, List<Clocked.Time>> clock(
      Duration timeout, List<Set<String>> sides, Consumer<String> progress) throws SQLException {
    Map<String, List<Clocked.Time>> clocked = new LinkedHashMap<>();
    Sql.execute(session, "SET statement_timeout = " + timeout.toMillis());
    for (Map.Entry<String, String> query : database.queries().entrySet()) {
      List<Clocked.Time> times = clock(query.getValue(), sides);
      clocked.put(query.getKey(), times);
      progress.accept("%s: %s ms".formatted(query.getKey(), times));
    }
    Sql.execute(session, "SET statement_timeout = 0");
    return clocked;
  }

  private List<Clocked.Time> clock(String query, List<Set<String>> sides) throws SQLException {
    List<Clocked.Time> times = new ArrayList<>();
    for (Set<String> side : sides) {
      show(side);
      times.add(Clocked.run(session, query));
    }
    for (int round = 1; round < ROUNDS || (round < MOST_ROUNDS && slower(times)); round++) {
      for (int i = 0; i < sides.size(); i++) {
        show(sides.get(i));
        times.set(i, times.get(i).better(() -> Clocked.run(session, query)));
      }
    }
    return times;
  }

  /** Other work on the machine looks the same, but not every time. */
  private static boolean slower(List<Clocked.Time> times) {
    double first = times.get(0).millis();
    return times.stream().anyMatch(side -> side.millis() > DOUBTFUL * first);
  }

  /** The names of all of them. */
  public Set<String> names() {
    return Set.copyOf(bytes.keySet());
  }

  /** An index that is not valid is there, but is not planned with. */
  private void show(Set<String> visible) throws SQLException {
    for (String index : bytes.keySet()) {
      Sql.execute(
          session,
          "UPDATE pg_index SET indisvalid = "
              + visible.contains(index)
              + " WHERE indexrelid = '"
              + name(index)
              + "'::regclass");
    }
  }

  /** Drops the indexes. */
  @Override
  public void close() throws SQLException {
    try (session) {
      for (String index : bytes.keySet()) {
        Sql.execute(session, "DROP INDEX " + name(index));
      }
    }
  }
}
