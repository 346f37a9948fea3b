package io.athanor.persistence;

import io.athanor.contract.Experiments.Page;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.athanor.contract.Specifications.GetJob;
import io.athanor.contract.Specifications.Job;
import io.athanor.contract.Specifications.ListJobs;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reads what the design agent has stored, through views with a version of their own. Whoever drops
 * one of its tables drops our view of it; the view is made again as soon as the table is back.
 */
final class DesignStore {

  private static final String JOB =
      """
      'id', j.job_id, 'projectId', j.project_id, 'userId', j.user_id, 'status', j.status, 'error', j.error_message,
        'createdAt', j.created_at, 'startedAt', j.started_at, 'completedAt', j.completed_at""";

  private static final Statement GET =
      new Statement(
          "design.get",
          "select j.project_id, j.status, array(select distinct o.document_type from shared_api.design_outputs_v1 o"
              + " where o.job_id = j.job_id) as documents, json_strip_nulls(json_build_object("
              + JOB
              + """
              , 'outputs', (select coalesce(json_agg(json_build_object('id', o.output_id, 'documentType', o.document_type, 'fileName', o.file_name,
                  'version', o.version, 'characters', length(o.content), 'createdAt', o.created_at) order by o.created_at, o.output_id), '[]')
                from (select * from shared_api.design_outputs_v1 x where x.job_id = j.job_id order by x.created_at limit 100) o),
              'decisions', (select coalesce(json_agg(json_build_object('id', d.decision_id, 'screen', d.screen_name, 'type', d.decision_type,
                  'rationale', d.rationale, 'decidedAt', d.decided_at) order by d.decided_at, d.decision_id), '[]')
                from (select * from shared_api.design_decisions_v1 x where x.job_id = j.job_id order by x.decided_at limit 100) d),
              'progress', (select json_build_object('phase', p.current_phase, 'phaseName', p.phase_name, 'percent', p.progress_percent,
                  'screens', p.screen_count, 'completedScreens', p.completed_screens, 'updatedAt', p.last_updated)
                from shared_api.design_progress_v1 p where p.job_id = j.job_id)))::text as body
              from shared_api.design_jobs_v1 j where j.job_id = $1""");

  private static final Statement LIST =
      new Statement(
          "design.list",
          "select j.job_id as id, j.created_at as k0, json_strip_nulls(json_build_object("
              + JOB
              + """
              ))::text as body from shared_api.design_jobs_v1 j
              where ($1::text is null or j.project_id = $1) and ($2::text is null or j.status = $2) and (j.created_at, j.job_id) < ($3, $4)
              order by j.created_at desc, j.job_id desc limit $5""");

  private static final Statement MEND =
      new Statement("design.make-views", "select shared_api.make_views()");

  private static final Statement HAS_SCHEMA =
      new Statement(
          "design.has-schema", "select to_regnamespace('shared') is not null as there_is");

  private final Database database;

  DesignStore(Database database) {
    this.database = database;
  }

  Future<Job> get(GetJob get) {
    return read(() -> database.run(GET, Tuple.of(get.jobId())))
        .compose(rows -> Found.one(rows, DesignStore::job, () -> unknown(get.jobId())));
  }

  private static Job job(Row row) {
    return new Job(
        row.getString("project_id"),
        row.getString("status"),
        List.of(row.getArrayOfStrings("documents")),
        new Json(row.getString("body")));
  }

  Future<Page> list(ListJobs list) {
    KeysetPage page = new KeysetPage(list.limit(), list.cursor(), OffsetDateTime.class);
    Tuple parameters = page.addTo(Tuple.of(list.projectId(), list.status()));
    return read(() -> database.run(LIST, parameters)).map(page::of);
  }

  /** Once more with new views, if it was our view that was missing. */
  private Future<RowSet<Row>> read(Supplier<Future<RowSet<Row>>> query) {
    return query
        .get()
        .recover(
            cause ->
                isAbout(cause, DesignFailures.TABLE)
                    ? database.run(MEND, Tuple.tuple()).compose(made -> query.get())
                    : Future.failedFuture(cause))
        .recover(this::told);
  }

  private static boolean isAbout(Throwable cause, String type) {
    return cause instanceof RefusedException refused && refused.refusal().type().equals(type);
  }

  private Future<RowSet<Row>> told(Throwable cause) {
    if (!isAbout(cause, DesignFailures.TABLE)) {
      return Future.failedFuture(cause);
    }
    return database
        .run(HAS_SCHEMA, Tuple.tuple())
        .compose(
            rows ->
                Future.failedFuture(
                    rows.iterator().next().getBoolean("there_is")
                        ? cause
                        : DesignFailures.schema()));
  }

  private static RefusedException unknown(UUID id) {
    return new RefusedException(
        new Refusal(
            Failure.NOT_FOUND,
            "unknown-design-job",
            "There is no design job " + id + ".",
            "GET /api/v1/design-jobs lists what there is.",
            null));
  }
}
