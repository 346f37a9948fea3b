package io.athanor.persistence;

import io.athanor.contract.Json;
import io.athanor.persistence.twin.RowCopy;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** A connection to a copy on which statements of people are executed as for a plan of them. */
final class CopySession {

  /** What fits into memory must not fit the better because there is less of it. */
  static final Statement SCALE =
      new Statement(
          "plans.scale",
          """
          select 'set local ' || name || ' = ' || greatest(min_val::numeric, floor(setting::numeric * $1::float8::numeric))::int8 as say
          from pg_settings where name in ('work_mem', 'effective_cache_size')""");

  private static final Duration LOCK = Duration.ofSeconds(5);

  private final PgConnection connection;
  private final RowCopy copy;
  private final OwnThread worker;
  private final List<Set<String>> trials;
  private final boolean reader;
  private List<String> words = List.of();

  /**
   * @param worker the thread that the copy belongs to
   * @param trials the definitions of the indexes that there are in each
   * @param reader whether the connection is that of the role which only reads
   */
  CopySession(
      PgConnection connection,
      RowCopy copy,
      OwnThread worker,
      List<Set<String>> trials,
      boolean reader) {
    this.connection = connection;
    this.copy = copy;
    this.worker = worker;
    this.trials = trials;
    this.reader = reader;
  }

  /** Makes the indexes of a trial the ones that there are. */
  Future<Void> show(int trial) {
    return worker
        .run(
            () -> {
              copy.show(trials.get(trial), Set.of());
              return copy.words();
            })
        .onSuccess(said -> words = said)
        .mapEmpty();
  }

  /** Does something within one transaction that reads only and is rolled back. */
  <T> Future<T> with(Duration limit, Function<PlanQueries, Future<T>> work) {
    PlanQueries queries = new PlanQueries(connection);
    return queries
        .begin(limit, LOCK, words)
        .compose(begun -> copy.part() < 1 ? scale(queries) : Future.succeededFuture())
        .compose(scaled -> ExplainStanding.take(queries, reader, true))
        .compose(standing -> work.apply(queries))
        .eventually(() -> connection.query("rollback").execute().otherwiseEmpty());
  }

  /** Whoever only reads may change settings, but not call the function that does. */
  private Future<Void> scale(PlanQueries queries) {
    return queries
        .run(SCALE, Tuple.of(copy.part()))
        .compose(
            rows -> {
              List<String> all = new ArrayList<>();
              rows.forEach(row -> all.add(row.getString("say")));
              return queries.say(String.join("; ", all));
            });
  }

  /** The names of the indexes that plans use; of a partition's that of the whole table. */
  Future<List<String>> indexes(List<Json> plans) {
    return worker.run(
        () -> {
          Set<String> found = new TreeSet<>();
          for (Json plan : plans) {
            PlanQueries.walk(plan, node -> PlanQueries.index(node, found));
          }
          Set<String> names = new TreeSet<>();
          for (String index : found) {
            names.add(copy.whole(index));
          }
          return List.copyOf(names);
        });
  }

  /** Ends what it does. */
  void cancel() {
    connection.cancelRequest();
  }

  Future<Void> close() {
    return connection.close();
  }
}
