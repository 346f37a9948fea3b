package io.athanor.persistence;

import io.athanor.contract.Experiments.Cancel;
import io.athanor.contract.State;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** Ends experiments on request: at once while they wait, through their node while they run. */
final class CancelStore {

  /**
   * A claim that runs at the same moment holds the lock of the ready row: then nothing is deleted
   * here, and the second statement finds the row in running.
   */
  private static final Statement CANCEL_QUEUED =
      new Statement(
          "experiments.cancel-queued",
          """
          with gone as (
            delete from ready where experiment_id = $1 returning experiment_id
          ), gone_waiting as (
            delete from waiting where experiment_id = $1 returning experiment_id
          ), gone_held as (
            delete from held where experiment_id = $1 returning experiment_id
          ), cancelled as (
            select experiment_id from gone union select experiment_id from gone_waiting union select experiment_id from gone_held
          ), ended as (
            insert into outcomes (experiment_id, status, verdict, reason, domain, attempt)
            select e.id, 'CANCELLED', 'CANCELLED', $2, e.domain, 0 from cancelled c join experiments e on e.id = c.experiment_id
          ), announced as (
            insert into outbox (experiment_id, state, verdict) select experiment_id, 'CANCELLED', 'CANCELLED' from cancelled
          )
          select experiment_id from cancelled""");

  private static final Statement CANCEL_RUNNING =
      new Statement(
          "experiments.cancel-running",
          """
          with asked as (
            insert into cancellations (experiment_id, reason, requested_by)
            select r.experiment_id, $2, $3 from running r where r.experiment_id = $1 for share
            on conflict do nothing
          )
          select o.status, exists (select from running where experiment_id = $1) as running,
            exists (select from ready where experiment_id = $1) as ready
          from experiments e left join outcomes o on o.experiment_id = e.id where e.id = $1""");

  private static final int TRIES = 5;

  private final Database database;

  CancelStore(Database database) {
    this.database = database;
  }

  /**
   * The state in which the experiment is now: CANCELLED, RUNNING when its node has to be told, or a
   * final state of its own.
   */
  Future<State> cancel(Cancel cancel) {
    String reason = cancel.reason() == null ? "cancelled on request" : cancel.reason();
    return cancel(cancel, reason.replace('\0', '\uFFFD'), TRIES);
  }

  private Future<State> cancel(Cancel cancel, String reason, int tries) {
    return database
        .run(CANCEL_QUEUED, Tuple.of(cancel.id(), reason))
        .compose(
            rows ->
                rows.size() > 0
                    ? Future.succeededFuture(State.CANCELLED)
                    : cancelRunning(cancel, reason, tries));
  }

  private Future<State> cancelRunning(Cancel cancel, String reason, int tries) {
    return database
        .run(CANCEL_RUNNING, Tuple.of(cancel.id(), reason, cancel.caller().owner()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.failedFuture(ExperimentReader.unknown(cancel.id()));
              }
              Row row = rows.iterator().next();
              if (row.getString("status") != null) {
                return Future.succeededFuture(State.valueOf(row.getString("status")));
              }
              if (row.getBoolean("running") || tries == 0) {
                return Future.succeededFuture(State.RUNNING);
              }
              // Between two states at the moment: claimed, queued again or committed since the
              // first statement.
              return cancel(cancel, reason, tries - 1);
            });
  }
}
