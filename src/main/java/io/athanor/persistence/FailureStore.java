package io.athanor.persistence;

import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Failures.ListGroups;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** Groups of failures that are alike, by the attempts that failed so. */
final class FailureStore {

  private static final Statement LIST =
      new Statement(
          "failures.list",
          """
          select g.first_seen as k0, g.id, json_build_object('id', g.id, 'signature', g.signature, 'verdict', g.verdict,
            'firstSeen', g.first_seen, 'failures', f.n, 'exact', f.n < 10000, 'lastExperiment', (select a.experiment_id from attempts a
              where a.failure_group = g.id order by a.experiment_id desc limit 1))::text as body
          from (select * from failure_groups where (first_seen, id) < ($1, $2) order by first_seen desc, id desc limit $3) g
          cross join lateral (select count(*) as n from (select from attempts a where a.failure_group = g.id limit 10000) x) f
          order by g.first_seen desc, g.id desc""");

  private static final Statement KNOWN =
      new Statement("failures.known", "select 1 from failure_groups where id = $1");

  /** Those that ended so and were not run again; the newest first. */
  private static final Statement ENDED =
      new Statement(
          "failures.ended",
          """
          select distinct a.experiment_id from attempts a
          where a.failure_group = $1 and (select 1 from experiments r where r.retry_of = a.experiment_id limit 1) is null
            and (select o.attempt from outcomes o where o.experiment_id = a.experiment_id and o.status in ('FAILED', 'TIMED_OUT')) = a.number
          order by a.experiment_id desc limit 1000""");

  /** Those that failed so and would be tried again. */
  private static final Statement OPEN =
      new Statement(
          "failures.open",
          """
          select distinct a.experiment_id from attempts a
          where a.failure_group = $1 and (select 1 from outcomes o where o.experiment_id = a.experiment_id) is null
          order by a.experiment_id desc limit 1000""");

  private final Database database;

  FailureStore(Database database) {
    this.database = database;
  }

  /** Groups, the newest first. */
  Future<Page> list(ListGroups list) {
    KeysetPage page = new KeysetPage(list.limit(), list.cursor(), OffsetDateTime.class);
    return database.run(LIST, page.addTo(Tuple.tuple())).map(page::of);
  }

  /** Experiments of a group that ended so and were not run again. */
  Future<List<UUID>> ended(UUID group) {
    return members(ENDED, group);
  }

  /** Experiments of a group that have not ended. */
  Future<List<UUID>> open(UUID group) {
    return members(OPEN, group);
  }

  private Future<List<UUID>> members(Statement which, UUID group) {
    return database
        .run(KNOWN, Tuple.of(group))
        .compose(rows -> Found.one(rows, row -> group, () -> unknown(group)))
        .compose(known -> database.run(which, Tuple.of(group)))
        .map(Found::experiments);
  }

  private static RefusedException unknown(UUID group) {
    return new RefusedException(
        new Refusal(
            Failure.NOT_FOUND,
            "unknown-failure-group",
            "There is no group of failures " + group + ".",
            "GET /api/v1/failure-groups lists what there is.",
            null));
  }
}
