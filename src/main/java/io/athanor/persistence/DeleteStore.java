package io.athanor.persistence;

import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Research.DeleteExperiment;
import io.athanor.contract.Research.Deleted;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** Deletes experiments that have ended, each with everything that belongs to it alone. */
final class DeleteStore {

  /**
   * All in one statement. Research results and profiles go by their foreign keys; contents stay,
   * because others may have the same.
   */
  private static final Statement DELETE =
      new Statement(
          "experiments.delete",
          """
          with gone as (
            delete from experiments e
            where e.id = $1 and (select 1 from outcomes o where o.experiment_id = e.id) is not null
              and not exists (select from experiments r where r.reused_from = e.id)
              and not exists (select from dependencies d where d.depends_on = e.id)
            returning e.id
          ), tags as (
            delete from experiment_tags t using (select e.id, k.key, k.value from experiments e, json_each_text(e.tags) k where e.id = $1) k
            where t.key = k.key and t.value = k.value and t.experiment_id = (select id from gone)
          ), attempts as (
            delete from attempts where experiment_id = (select id from gone)
          ), metrics as (
            delete from metrics where experiment_id = (select id from gone)
          ), artifacts as (
            delete from artifacts where experiment_id = (select id from gone)
          ), output as (
            delete from output_chunks where experiment_id = (select id from gone)
          ), outcome as (
            delete from outcomes where experiment_id = (select id from gone)
          ), room as (
            delete from admissions where experiment_id = any (array(select id from gone))
          ), cancellation as (
            delete from cancellations where experiment_id = (select id from gone)
          )
          select id from gone""");

  private static final Statement WHY_NOT =
      new Statement(
          "experiments.why-not-deleted",
          """
          select (select 1 from outcomes o where o.experiment_id = e.id) is not null as ended,
            (select r.id from experiments r where r.reused_from = e.id order by r.id limit 1) as reused
          from experiments e where e.id = $1""");

  private final Database database;

  DeleteStore(Database database) {
    this.database = database;
  }

  Future<Deleted> delete(DeleteExperiment delete) {
    return database
        .run(DELETE, Tuple.of(delete.id()))
        .compose(
            rows ->
                rows.size() == 1
                    ? Future.succeededFuture(new Deleted(delete.id()))
                    : database
                        .run(WHY_NOT, Tuple.of(delete.id()))
                        .compose(
                            why ->
                                Future.failedFuture(
                                    why.size() == 0
                                        ? ExperimentReader.unknown(delete.id())
                                        : refused(why.iterator().next()))));
  }

  private static RefusedException refused(Row why) {
    return new RefusedException(
        why.getBoolean("ended")
            ? new Refusal(
                Failure.CONFLICT,
                "in-use",
                "Experiment " + why.getUUID("reused") + " answers with the result of this one.",
                "Delete that one first, or keep this one.",
                null)
            : new Refusal(
                Failure.CONFLICT,
                "not-ended",
                "The experiment has not ended.",
                "Cancel it first, and delete it once it has ended.",
                null));
  }
}
