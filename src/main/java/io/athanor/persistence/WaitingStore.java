package io.athanor.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Experiments that are not yet to be queued, because they wait for a time or for others. Who waits
 * is found in three ways (by what ended, by the time, one after the other) and let go in one: first
 * the dependencies that are met go, then, in a statement that sees what all others have committed,
 * those who wait for nothing any more. Of two that end at once, the later one finds the earlier
 * one's work.
 */
final class WaitingStore {

  /** So many at a time. */
  static final int MOST = 1_000;

  private static final Statement USED =
      new Statement(
          "waiting.used",
          "select (select experiment_id from waiting order by experiment_id limit 1) is not null as used");

  private static final Statement DEPENDENTS =
      new Statement(
          "waiting.dependents",
          """
          select distinct d.experiment_id from dependencies d
          where d.depends_on = any ($1) and (select 1 from outcomes o where o.experiment_id = d.depends_on) is not null
          limit 1000""");

  /** Those whose time has come wait for their dependencies at most, and are not found again. */
  private static final Statement TIME_COME =
      new Statement(
          "waiting.time-come",
          """
          update waiting set not_before = null where ctid = any (array(
            select ctid from waiting where not_before <= now() order by not_before limit 1000 for update skip locked))
          returning experiment_id""");

  private static final Statement SWEEP =
      new Statement(
          "waiting.sweep",
          "select experiment_id from waiting where experiment_id > $1 order by experiment_id limit 1000");

  /**
   * Removes the dependencies that are met, and ends those who depend on what did not complete.
   * Dependencies of experiments that wait no longer go too.
   */
  private static final Statement RESOLVE =
      new Statement(
          "waiting.resolve",
          """
          with looked as materialized (
            select d.experiment_id, d.depends_on,
              (select o.status from outcomes o where o.experiment_id = d.depends_on) as status,
              (select 1 from experiments e where e.id = d.depends_on) is null as missing
            from dependencies d where d.experiment_id = any ($1)
          ), broken as (
            select distinct on (experiment_id) experiment_id, depends_on, coalesce(status, 'deleted') as status
            from looked where status <> 'COMPLETED' or (status is null and missing)
            order by experiment_id, depends_on
          ), gone as (
            delete from waiting where experiment_id = any (array(select experiment_id from broken))
            returning experiment_id, attempt - 1 as attempt
          ), removed as (
            delete from dependencies d where d.experiment_id = any ($1)
              and (d.experiment_id, d.depends_on) in (select l.experiment_id, l.depends_on from looked l
                where l.status = 'COMPLETED' or l.experiment_id in (select experiment_id from broken))
          ), ended as (
            insert into outcomes (experiment_id, status, verdict, reason, domain, session_id, attempt)
            select e.id, 'CANCELLED', 'CANCELLED', 'depends on ' || b.depends_on || ', which is ' || b.status, e.domain, e.session_id,
              g.attempt
            from gone g join broken b on b.experiment_id = g.experiment_id join experiments e on e.id = g.experiment_id
          ), announced as (
            insert into outbox (experiments, state, verdict) select array_agg(experiment_id), 'CANCELLED', 'CANCELLED' from gone having count(*) > 0
          )
          select experiment_id from gone""");

  private static final Statement PROMOTE =
      new Statement(
          "waiting.promote",
          """
          with due as (
            delete from waiting w
            where w.experiment_id = any ($1) and (w.not_before is null or w.not_before <= now())
              and (select 1 from dependencies d where d.experiment_id = w.experiment_id limit 1) is null
            returning w.*
          ), placed as (
            select d.*, capped_keys(e.pool, e.session_id, e.concurrency_key) as keys
            from due d join experiments e on e.id = d.experiment_id
          ), freed as (
            delete from admissions where experiment_id = any (array(select experiment_id from due))
          ), queued as (
            insert into ready (experiment_id, pool, class, rank, attempt, lost, memory)
            select experiment_id, pool, class, rank, attempt, lost, memory from placed where keys = '{}'
          ), held_rows as (
            insert into held (experiment_id, key, keys, pool, class, rank, attempt, lost, memory)
            select experiment_id, keys[1], keys, pool, class, rank, attempt, lost, memory from placed where keys <> '{}'
          ), announced as (
            insert into outbox (experiments, state) select array_agg(experiment_id), 'QUEUED' from due having count(*) > 0
          )
          select experiment_id, pool, keys[1] as line from placed""");

  /** Who entered the queue, which pools have work now, and who is held by which keys. */
  record Promoted(List<UUID> experiments, Set<String> pools, Set<String> lines) {}

  private final Database database;

  WaitingStore(Database database) {
    this.database = database;
  }

  /** Whether any experiment waits at present. */
  Future<Boolean> used() {
    return database.run(USED, Tuple.tuple()).map(rows -> rows.iterator().next().getBoolean("used"));
  }

  /** Who depends on any of these that have ended; at most {@link #MOST}. */
  Future<List<UUID>> dependents(List<UUID> ended) {
    return database
        .run(DEPENDENTS, Tuple.tuple().addArrayOfUUID(ended.toArray(UUID[]::new)))
        .map(Found::experiments);
  }

  /** Whose time has come; at most {@link #MOST}. */
  Future<List<UUID>> timeCome() {
    return database.run(TIME_COME, Tuple.tuple()).map(Found::experiments);
  }

  /** The next who wait, after this one; at most {@link #MOST}. */
  Future<List<UUID>> after(UUID last) {
    return database.run(SWEEP, Tuple.of(last)).map(Found::experiments);
  }

  /** Removes what they no longer wait for; answers who was ended because it never will come. */
  Future<List<UUID>> resolve(List<UUID> waiting) {
    return database
        .run(RESOLVE, Tuple.tuple().addArrayOfUUID(waiting.toArray(UUID[]::new)))
        .map(Found::experiments);
  }

  /** Puts those into the queue who wait for nothing any more. */
  Future<Promoted> promote(List<UUID> waiting) {
    return database
        .run(PROMOTE, Tuple.tuple().addArrayOfUUID(waiting.toArray(UUID[]::new)))
        .map(
            rows -> {
              Set<String> pools = new LinkedHashSet<>();
              Set<String> lines = new LinkedHashSet<>();
              for (Row row : rows) {
                String line = row.getString("line");
                (line == null ? pools : lines).add(line == null ? row.getString("pool") : line);
              }
              return new Promoted(Found.experiments(rows), pools, lines);
            });
  }
}
