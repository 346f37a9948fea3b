package io.athanor.persistence;

import io.athanor.contract.Json;
import io.athanor.contract.Plans.Table;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Asks one connection for plans, within one transaction that reads only and is rolled back. Nothing
 * of this is measured, and no plan is taken of it.
 */
final class PlanQueries {

  static final Statement TYPES =
      new Statement(
          "plans.types",
          "select parameter_types::text[] as types from pg_prepared_statements where name = 'athanor_explained'");

  static final Statement TABLES =
      new Statement(
          "plans.tables",
          """
          select n.nspname::text as schema, c.relname::text as name, c.reltuples::float8 as rows, c.relpages::int8 as blocks
          from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any($1) and c.relname = any($2)
          order by n.nspname, c.relname limit 200""");

  private static final int GENERIC_PLAN_SINCE = 16;
  private static final String PLAN = "verbose, settings, format json";

  private final PgConnection connection;

  PlanQueries(PgConnection connection) {
    this.connection = connection;
  }

  /** The server's major version. */
  int version() {
    return connection.databaseMetadata().majorVersion();
  }

  Future<Void> begin(Duration statement, Duration lock) {
    return begin(statement, lock, List.of());
  }

  /**
   * The same.
   *
   * @param first what is said before it may only read
   */
  Future<Void> begin(Duration statement, Duration lock, List<String> first) {
    String limits =
        "/* plans.begin */ begin transaction; set local statement_timeout = %d; set local lock_timeout = %d; %s"
                .formatted(
                    statement.toMillis(),
                    lock.toMillis(),
                    first.stream().map(one -> one + "; ").collect(Collectors.joining()))
            + "set transaction read only; set local idle_in_transaction_session_timeout = 10000; set local standard_conforming_strings = on";
    return connection.query(limits).execute().mapEmpty();
  }

  Future<RowSet<Row>> run(Statement statement, Tuple parameters) {
    return connection.preparedQuery(statement.text()).execute(parameters);
  }

  /** Says something without an answer, such as a setting. */
  Future<Void> say(String sql) {
    return connection.query(sql).execute().mapEmpty();
  }

  /**
   * Lets the server read the statement, which it refuses when there are two, and answers the types
   * that it has found for the parameters.
   */
  Future<String[]> prepare(String sql) {
    return connection
        .preparedQuery("prepare athanor_explained as " + sql)
        .execute()
        .compose(prepared -> run(TYPES, Tuple.tuple()))
        .map(rows -> rows.iterator().next().getArrayOfStrings("types"));
  }

  /**
   * The plan for any parameters of the statement that was prepared. Before PostgreSQL 16 it is that
   * of an execution with nulls, in which partitions that a null excludes are missing.
   */
  Future<Json> generic(String sql, int parameters) {
    if (version() >= GENERIC_PLAN_SINCE) {
      return plan(connection.query("explain (generic_plan, " + PLAN + ") " + sql).execute());
    }
    String nulls =
        parameters == 0
            ? ""
            : "(" + String.join(", ", Collections.nCopies(parameters, "null")) + ")";
    return say("set local plan_cache_mode = force_generic_plan")
        .compose(
            set ->
                plan(
                    connection
                        .query("explain (" + PLAN + ") execute athanor_explained" + nulls)
                        .execute()));
  }

  /** The plan for these parameters. */
  Future<Json> planned(String sql, Tuple parameters) {
    return plan(connection.preparedQuery("explain (" + PLAN + ") " + sql).execute(parameters));
  }

  /** What happens when the statement is executed. */
  Future<Json> analyzed(String sql, Tuple parameters) {
    String options = "explain (analyze, buffers, " + PLAN + ") ";
    return plan(connection.preparedQuery(options + sql).execute(parameters));
  }

  /** The plan for these parameters without any figures, to be compared with others. */
  Future<Json> shape(String sql, Tuple parameters) {
    return plan(
        connection.preparedQuery("explain (costs off, format json) " + sql).execute(parameters));
  }

  /** How many milliseconds the server needs to plan and to execute it. */
  Future<Double> millis(String sql, Tuple parameters) {
    String options = "explain (analyze, timing off, summary on, format json) ";
    return plan(connection.preparedQuery(options + sql).execute(parameters))
        .map(
            plan -> {
              JsonObject whole = new JsonArray(plan.text()).getJsonObject(0);
              return whole.getDouble("Planning Time") + whole.getDouble("Execution Time");
            });
  }

  /** How large the tables are that a plan names. */
  Future<List<Table>> tables(Json plan) {
    Set<String> schemas = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    walk(
        plan,
        node -> {
          if (node.containsKey("Relation Name")) {
            schemas.add(node.getString("Schema", "public"));
            names.add(node.getString("Relation Name"));
          }
        });
    if (names.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Tuple sought =
        Tuple.tuple()
            .addArrayOfString(schemas.toArray(String[]::new))
            .addArrayOfString(names.toArray(String[]::new));
    return run(TABLES, sought)
        .map(
            rows -> {
              List<Table> tables = new ArrayList<>();
              rows.forEach(
                  row ->
                      tables.add(
                          new Table(
                              row.getString("schema"),
                              row.getString("name"),
                              row.getDouble("rows"),
                              row.getLong("blocks"))));
              return tables;
            });
  }

  /** Shows every node of a plan. */
  static void walk(Json plan, Consumer<JsonObject> visitor) {
    visit(new JsonArray(plan.text()).getJsonObject(0).getJsonObject("Plan"), visitor);
  }

  /** Notes the index that a node of a plan uses, if it uses one. */
  static void index(JsonObject node, Set<String> indexes) {
    String index = node.getString("Index Name");
    if (index != null) {
      indexes.add(index);
    }
  }

  private static void visit(JsonObject node, Consumer<JsonObject> visitor) {
    visitor.accept(node);
    JsonArray children = node.getJsonArray("Plans", new JsonArray());
    for (int i = 0; i < children.size(); i++) {
      visit(children.getJsonObject(i), visitor);
    }
  }

  private static Future<Json> plan(Future<RowSet<Row>> rows) {
    return rows.map(
        found -> new Json(io.vertx.core.json.Json.encode(found.iterator().next().getValue(0))));
  }

  /** Ends the transaction and the connection, whatever has happened. */
  static <T> Future<T> close(SqlConnection connection, Future<T> outcome) {
    return outcome
        .eventually(() -> connection.query("rollback").execute().otherwiseEmpty())
        .eventually(() -> connection.close().otherwiseEmpty());
  }
}
