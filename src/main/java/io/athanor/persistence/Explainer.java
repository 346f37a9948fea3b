package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Plans;
import io.athanor.contract.Plans.Explain;
import io.athanor.contract.Plans.Mode;
import io.athanor.contract.Plans.Taken;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Takes the plan of one statement for people: on a connection that is opened for it and closed
 * after it, as a role that may only read, in a transaction that is read only and rolled back.
 */
final class Explainer {

  private static final Duration LONGEST = Duration.ofSeconds(4);

  /** For everything that is asked about one statement; whoever asked waits not much longer. */
  private static final Duration WHOLE = Duration.ofSeconds(5);

  private static final Duration LOCK = Duration.ofSeconds(1);
  private static final int AT_ONCE = 2;

  private final Vertx vertx;
  private final DatabaseAccess access;
  private final DatabaseConfig config;
  private Future<Map<String, Statement>> named;
  private int running;

  Explainer(Vertx vertx, DatabaseAccess access, DatabaseConfig config) {
    this.vertx = vertx;
    this.access = access;
    this.config = config;
  }

  Future<?> serve(Bus bus) {
    return bus.serve(Plans.TAKE, this::take);
  }

  private record Found(Json plan, Mode mode) {}

  Future<Taken> take(Explain asked) {
    return Future.succeededFuture(asked)
        .compose(one -> one.name() == null ? text(one, one.sql(), false) : byName(one))
        .recover(cause -> Future.failedFuture(ExplainFailures.of(cause)));
  }

  private Future<Taken> byName(Explain asked) {
    return named()
        .compose(
            all -> {
              Statement statement = all.get(asked.name());
              if (statement == null) {
                throw new RefusedException(
                    new Refusal(
                        Failure.NOT_FOUND,
                        "unknown-statement",
                        "No statement of Athanor has this name.",
                        "The names are in GET /admin/database/stats and in the plans of GET /admin/database/plans.",
                        null));
              }
              return asked.analyze() || !asked.parameters().isEmpty()
                  ? text(asked, statement.text(), true)
                  : ours(statement);
            });
  }

  /** All statements by name, looked up at the first question. */
  Future<Map<String, Statement>> named() {
    if (named == null || named.failed()) {
      named = vertx.executeBlocking(NamedStatements::load);
    }
    return named;
  }

  /** One of our own, which may write: it is planned as the node plans and never executed. */
  private Future<Taken> ours(Statement statement) {
    return on(
        ConnectionSettings.server(access.node(), config),
        queries ->
            queries
                .prepare(statement.text())
                .compose(types -> queries.generic(statement.text(), types.length))
                .compose(
                    plan ->
                        taken(
                            queries,
                            new Found(plan, Mode.GENERIC),
                            new ExplainStanding(
                                access.node().user(),
                                "Planned as the node plans its own statements; not executed."))));
  }

  private Future<Taken> text(Explain asked, String sql, boolean own) {
    ExplainGuard guard = ExplainGuard.check(sql);
    if (asked.analyze() && asked.generic()) {
      throw ExplainGuard.refused(
          "generic-and-analyze",
          "A plan for any parameters cannot be executed.",
          "Ask for one of the two.");
    }
    JdbcTarget target = access.reader().orElse(access.node());
    PgConnectOptions options =
        own ? ConnectionSettings.server(target, config) : ConnectionSettings.plain(target, config);
    return on(
        options,
        queries ->
            ExplainStanding.take(queries, access.reader().isPresent(), asked.analyze())
                .compose(
                    standing ->
                        ExplainStanding.checkFunctions(queries, guard)
                            .compose(checked -> find(queries, guard, asked))
                            .compose(found -> taken(queries, found, standing))));
  }

  private interface Work {
    Future<Taken> with(PlanQueries queries);
  }

  private Future<Taken> on(PgConnectOptions options, Work work) {
    if (running >= AT_ONCE) {
      return Future.failedFuture(
          new RefusedException(
              new Refusal(
                  Failure.OVERLOADED,
                  "explain-busy",
                  "Two statements are being explained on this node already.",
                  "Try again in a moment.",
                  null)));
    }
    running++;
    options.addProperty("application_name", "athanor explain");
    Duration limit =
        config.statementTimeout().compareTo(LONGEST) < 0 ? config.statementTimeout() : LONGEST;
    AtomicReference<PgConnection> opened = new AtomicReference<>();
    Future<Taken> whole =
        PgConnection.connect(vertx, options)
            .compose(
                connection -> {
                  opened.set(connection);
                  PlanQueries queries = new PlanQueries(connection);
                  return PlanQueries.close(
                      connection, queries.begin(limit, LOCK).compose(begun -> work.with(queries)));
                })
            // What was given up may go on in the server: it takes its place until it has ended.
            .andThen((taken, cause) -> running--);
    return whole
        .timeout(WHOLE.toMillis(), TimeUnit.MILLISECONDS)
        .recover(cause -> late(cause, opened.get()));
  }

  /** The server looks for the end of its time now and then, and within some functions never. */
  private static Future<Taken> late(Throwable cause, PgConnection opened) {
    if (cause instanceof TimeoutException) {
      if (opened != null) {
        opened.cancelRequest();
      }
      return Future.failedFuture(ExplainFailures.late(WHOLE));
    }
    return Future.failedFuture(cause);
  }

  private Future<Found> find(PlanQueries queries, ExplainGuard guard, Explain asked) {
    String sql = guard.statement();
    return queries
        .prepare(sql)
        .compose(
            types -> {
              boolean any = asked.generic() || (asked.parameters().isEmpty() && types.length > 0);
              if (any && !asked.analyze()) {
                return queries
                    .generic(sql, types.length)
                    .map(plan -> new Found(plan, Mode.GENERIC));
              }
              Tuple values = ExplainParameters.of(asked.parameters(), types);
              return queries
                  .planned(sql, values)
                  .compose(
                      plan -> {
                        checkReads(plan);
                        return asked.analyze()
                            ? queries
                                .analyzed(sql, values)
                                .map(done -> new Found(done, Mode.ANALYZED))
                            : Future.succeededFuture(new Found(plan, Mode.PLANNED));
                      });
            })
        .map(
            found -> {
              checkReads(found.plan());
              return found;
            });
  }

  /** What the words did not show, the plan does. */
  private static void checkReads(Json plan) {
    PlanQueries.walk(
        plan,
        node -> {
          String type = node.getString("Node Type");
          if (type.equals("ModifyTable") || type.equals("LockRows")) {
            throw ExplainGuard.writes("its plan has a node " + type);
          }
        });
  }

  private static Future<Taken> taken(PlanQueries queries, Found found, ExplainStanding standing) {
    return queries
        .tables(found.plan())
        .map(
            tables ->
                new Taken(
                    found.plan(),
                    found.mode(),
                    standing.role(),
                    standing.note(),
                    queries.version(),
                    tables));
  }
}
