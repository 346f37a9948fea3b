package io.athanor.persistence;

import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Queue.Cap;
import io.athanor.contract.Queue.ListCaps;
import io.athanor.contract.Queue.SetCap;
import io.athanor.contract.Queue.SetPool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * Paused pools, and caps with what they change for experiments that were submitted before: those
 * that are queued go back into the line of the key, and those that run count.
 */
final class CapStore {

  private static final Statement SET_POOL =
      new Statement(
          "pools.set",
          """
          insert into pools (name, paused, changed_by) values ($1, $2, $3)
          on conflict (name) do update set paused = excluded.paused, changed_by = excluded.changed_by, changed_at = now()""");

  private static final Statement SET =
      new Statement(
          "caps.set",
          """
          insert into caps (key, most, changed_by) values ($1, $2, $3)
          on conflict (key) do update set most = excluded.most, changed_by = excluded.changed_by, changed_at = now()
          returning pg_current_xact_id()::text as transaction""");

  private static final Statement REMOVE =
      new Statement("caps.remove", "delete from caps where key = $1");

  /** Whoever submits without having seen a cap began before it was set. */
  private static final Statement SEEN =
      new Statement(
          "caps.seen", "select $1::text::xid8 < pg_snapshot_xmin(pg_current_snapshot()) as seen");

  private static final Statement LIST =
      new Statement(
          "caps.list",
          """
          select c.key, json_build_object('key', c.key, 'most', c.most, 'taken', (select count(*) from admissions a where a.key = c.key),
            'held', (select count(*) from (select from held h where h.key = c.key limit 10000) x), 'changedBy', c.changed_by,
            'changedAt', c.changed_at)::text as body
          from caps c where c.key > $1 order by c.key limit $2""");

  private static final String BY_POOL = "ready r where r.pool = substr($1, 6)";
  private static final String BY_SESSION =
      "experiments e join ready r on r.experiment_id = e.id where e.session_id = substr($1, 9)::uuid";
  private static final String BY_KEY =
      "admissions k join ready r on r.experiment_id = k.experiment_id where k.key = $1";
  private static final String NEW =
      " and not exists (select from admissions x where x.key = $1 and x.experiment_id = r.experiment_id)";

  private static final Statement HOLD_POOL = hold("pool", BY_POOL);
  private static final Statement HOLD_SESSION = hold("session", BY_SESSION);
  private static final Statement HOLD_KEY = hold("key", BY_KEY);
  private static final Statement HOLD_NEW_POOL = hold("new-pool", BY_POOL + NEW);
  private static final Statement HOLD_NEW_SESSION = hold("new-session", BY_SESSION + NEW);

  private static final Statement COUNT_RUNNING =
      new Statement(
          "caps.count-running",
          """
          insert into admissions (key, experiment_id)
          select $1, r.experiment_id from running r
          where ($1 = 'pool:' || r.pool or $1 = 'session:' || (select e.session_id::text from experiments e where e.id = r.experiment_id))
            and not exists (select from admissions x where x.key = $1 and x.experiment_id = r.experiment_id)""");

  private static final Statement NEED_ROOM =
      new Statement(
          "caps.need-room",
          """
          update held h set keys = array_append(h.keys, $1)
          where ($1 = 'pool:' || h.pool or $1 = 'session:' || (select e.session_id::text from experiments e where e.id = h.experiment_id))
            and $1 <> all (h.keys)""");

  private static final long LOOK_AGAIN_MILLIS = 50;
  private static final int LOOKS = 60;
  private static final int BATCH = 1_000;
  private static final int MOST_BATCHES = 2_000;

  private final Vertx vertx;
  private final Database database;
  private final HeldRelease held;

  CapStore(Vertx vertx, Database database, HeldRelease held) {
    this.vertx = vertx;
    this.database = database;
    this.held = held;
  }

  /** Moves queued experiments to the line of {@code $1}, with the other keys that they have. */
  private static Statement hold(String word, String which) {
    return new Statement(
        "caps.hold-" + word,
        """
        with moved as (
          delete from ready where ctid = any (array(select r.ctid from %s limit 1000 for update of r skip locked)) returning *
        ), freed as (
          delete from admissions a where a.experiment_id = any (array(select experiment_id from moved)) returning a.key, a.experiment_id
        )
        insert into held (experiment_id, key, keys, pool, class, rank, attempt, lost, memory)
        select m.experiment_id, $1, array(select f.key from freed f where f.experiment_id = m.experiment_id union select $1),
          m.pool, m.class, m.rank, m.attempt, m.lost, m.memory
        from moved m"""
            .formatted(which));
  }

  /** Pauses a pool or lets it go on. */
  Future<Void> setPool(SetPool set) {
    return database
        .run(SET_POOL, Tuple.of(set.name(), set.paused(), set.caller().owner()))
        .mapEmpty();
  }

  /**
   * Sets a cap or takes it away. It holds for what is submitted from now on when this completes;
   * for what was there before, a little later.
   */
  Future<Cap> set(SetCap set) {
    Cap cap = new Cap(set.key(), set.most());
    if (set.most() == null) {
      return database
          .run(REMOVE, Tuple.of(set.key()))
          .compose(gone -> held.admit(List.of(set.key())))
          .map(cap);
    }
    return database
        .run(SET, Tuple.of(set.key(), set.most(), set.caller().owner()))
        .compose(
            rows -> {
              String transaction = rows.iterator().next().getString("transaction");
              return database
                  .run(NEED_ROOM, Tuple.of(set.key()))
                  .compose(done -> database.run(COUNT_RUNNING, Tuple.of(set.key())))
                  .compose(done -> holdAll(set.key(), false, MOST_BATCHES))
                  .compose(done -> held.admit(List.of(set.key())))
                  .onComplete(done -> holdLate(set.key(), transaction, LOOKS));
            })
        .map(cap);
  }

  /** What was on its way into the queue while the cap was set. */
  private void holdLate(String key, String transaction, int looks) {
    if (looks == 0) {
      return;
    }
    vertx
        .timer(LOOK_AGAIN_MILLIS)
        .compose(later -> database.run(SEEN, Tuple.of(transaction)))
        .onSuccess(
            rows -> {
              if (rows.iterator().next().getBoolean("seen")) {
                database
                    .run(COUNT_RUNNING, Tuple.of(key))
                    .compose(done -> holdAll(key, true, MOST_BATCHES))
                    .onComplete(done -> held.admit(List.of(key)));
              } else {
                holdLate(key, transaction, looks - 1);
              }
            });
  }

  private Future<Void> holdAll(String key, boolean late, int batches) {
    Statement statement = holding(key, late);
    if (statement == null || batches == 0) {
      return Future.succeededFuture();
    }
    return database
        .run(statement, Tuple.of(key))
        .compose(
            rows ->
                rows.rowCount() == BATCH
                    ? holdAll(key, late, batches - 1)
                    : Future.succeededFuture());
  }

  private static Statement holding(String key, boolean late) {
    if (key.startsWith("pool:")) {
      return late ? HOLD_NEW_POOL : HOLD_POOL;
    }
    if (key.startsWith("session:")) {
      return late ? HOLD_NEW_SESSION : HOLD_SESSION;
    }
    return late ? null : HOLD_KEY;
  }

  /** Caps by their key. */
  Future<Page> list(ListCaps list) {
    String after =
        list.cursor() == null ? "" : (String) Cursors.read(list.cursor(), String.class).get(0);
    return database
        .run(LIST, Tuple.of(after, list.limit() + 1))
        .map(
            rows ->
                Pages.of(
                    rows,
                    list.limit(),
                    row -> row.getString("body"),
                    last -> Cursors.of(last.getString("key"))));
  }
}
