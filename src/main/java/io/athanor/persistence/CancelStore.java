package io.athanor.persistence;

import io.athanor.contract.Experiments.Cancel;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.athanor.contract.State;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

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
            delete from ready where experiment_id = $1 returning experiment_id, attempt - 1 as attempt
          ), gone_waiting as (
            delete from waiting where experiment_id = $1 returning experiment_id, attempt - 1
          ), gone_held as (
            delete from held where experiment_id = $1 returning experiment_id, attempt - 1
          ), cancelled as (
            select * from gone union all select * from gone_waiting union all select * from gone_held
          ), ended as (
            insert into outcomes (experiment_id, status, verdict, reason, domain, session_id, attempt)
            select e.id, 'CANCELLED', 'CANCELLED', $2, e.domain, e.session_id, c.attempt from cancelled c join experiments e on e.id = c.experiment_id
          ), independent as (
            delete from dependencies where experiment_id = $1
          ), forgotten as (
            delete from cancellations where experiment_id = $1
          ), announced as (
            insert into outbox (experiments, state, verdict) select array_agg(experiment_id), 'CANCELLED', 'CANCELLED' from cancelled having count(*) > 0
          )
          select experiment_id from cancelled""");

  /**
   * Asks the node only where the running row is still there once it is locked. Otherwise a commit
   * or a release was faster: its new state is not in this statement's snapshot, so the caller looks
   * again.
   */
  private static final Statement CANCEL_RUNNING =
      new Statement(
          "experiments.cancel-running",
          """
          with held_fast as materialized (
            select experiment_id from running where experiment_id = $1 for share
          ), asked as (
            insert into cancellations (experiment_id, reason, requested_by)
            select experiment_id, $2, $3 from held_fast
            on conflict do nothing
          )
          select o.status, exists (select from held_fast) as running
          from experiments e left join outcomes o on o.experiment_id = e.id where e.id = $1""");

  /**
   * A commit that queues its experiment again does not see a cancellation that was stored while it
   * waited for the running row; this finds what it left.
   */
  private static final Statement CANCEL_OVERLOOKED =
      new Statement(
          "experiments.cancel-overlooked",
          """
          with gone as (
            delete from ready q where q.experiment_id = any (array(select experiment_id from cancellations))
            returning q.experiment_id, q.attempt - 1 as attempt,
              (select c.reason from cancellations c where c.experiment_id = q.experiment_id) as reason
          ), ended as (
            insert into outcomes (experiment_id, status, verdict, reason, domain, session_id, attempt)
            select e.id, 'CANCELLED', 'CANCELLED', g.reason, e.domain, e.session_id, g.attempt from gone g join experiments e on e.id = g.experiment_id
          ), forgotten as (
            delete from cancellations where experiment_id in (select experiment_id from gone)
          ), announced as (
            insert into outbox (experiments, state, verdict) select array_agg(experiment_id), 'CANCELLED', 'CANCELLED' from gone having count(*) > 0
          )
          select experiment_id from gone""");

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

  /** Ends what was cancelled and queued again at the same moment. */
  Future<List<UUID>> cancelOverlooked() {
    return database.run(CANCEL_OVERLOOKED, Tuple.tuple()).map(Found::experiments);
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
              if (row.getBoolean("running")) {
                return Future.succeededFuture(State.RUNNING);
              }
              if (tries == 0) {
                return Future.failedFuture(
                    new RefusedException(
                        Failure.CONFLICT, "The experiment changes its state too fast. Try again."));
              }
              // Between two states at the moment: claimed, queued again or committed since the
              // first statement.
              return cancel(cancel, reason, tries - 1);
            });
  }
}
