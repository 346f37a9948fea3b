package io.athanor.persistence;

import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Json;
import io.athanor.contract.Kind;
import io.athanor.contract.Research.Counts;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * How many there are, without counting: what triggers noted as changed, and what was folded of it.
 * Both are read in one statement, so that the sum is exact at every moment.
 */
final class CountStore {

  private static final int FOLDED = 10_000;
  private static final UUID EVERYTHING = new UUID(-1, -1);

  private static final String SUMS =
      """
      select coalesce(json_object_agg(kind, n order by kind), '{}')::text as counts from (
        select kind, json_object_agg(value, n order by value) as n from (
          select kind, value, sum(n)::bigint as n from (
            select kind, value, n from counts where scope = $1
            union all
            select kind, value, n from count_changes%s
          ) both_of_them group by kind, value having sum(n) <> 0
        ) sums group by kind
      ) kinds""";

  private static final Statement ALL = new Statement("counts.all", SUMS.formatted(""));

  private static final Statement OF_SESSION =
      new Statement("counts.of-session", SUMS.formatted(" where scope = $1"));

  /** Two at once take different changes, and meet at the counters in the same order. */
  private static final Statement FOLD =
      new Statement(
          "counts.fold",
          """
          with taken as (
            delete from count_changes where id = any(array(
              select id from count_changes order by id limit\s"""
              + FOLDED
              + """
              for update skip locked))
            returning kind, scope, value, n
          ), sums as (
            select scope, kind, value, sum(n) as n from taken group by scope, kind, value
            union all
            select 'ffffffff-ffff-ffff-ffff-ffffffffffff', kind, value, sum(n) from taken group by kind, value
          ), folded as (
            insert into counts (scope, kind, value, n) select scope, kind, value, n from sums where n <> 0 order by scope, kind, value
            on conflict (scope, kind, value) do update set n = counts.n + excluded.n
          )
          select count(*) as taken from taken""");

  private final Database database;

  CountStore(Database database) {
    this.database = database;
  }

  Future<Document> counts(Counts ask) {
    if (ask.sessionId() == null) {
      return read(ALL, EVERYTHING);
    }
    return database
        .run(RecordTables.statements(Kind.SESSION).version(), Tuple.of(ask.sessionId()))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.failedFuture(RecordStore.unknown(Kind.SESSION, ask.sessionId()))
                    : read(OF_SESSION, ask.sessionId()));
  }

  private Future<Document> read(Statement statement, UUID scope) {
    return database
        .run(statement, Tuple.of(scope))
        .map(
            rows -> {
              String counts = rows.iterator().next().getString("counts");
              return new Document(new Json("{\"counts\":" + counts + "}"), false);
            });
  }

  /** Folds until there is little left; what is not folded is counted all the same. */
  Future<Void> fold() {
    return database
        .run(FOLD, Tuple.tuple())
        .compose(
            rows ->
                rows.iterator().next().getLong("taken") == FOLDED
                    ? fold()
                    : Future.succeededFuture());
  }
}
