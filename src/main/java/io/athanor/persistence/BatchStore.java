package io.athanor.persistence;

import io.athanor.contract.Batches.Results;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Refusal;
import io.athanor.contract.Refusal.FieldError;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What became of many experiments, in the order in which they are asked for. An answer ends early
 * where it becomes too long, and says where to go on.
 */
final class BatchStore {

  private static final int LONGEST = 4_000_000;

  private static final Statement RESULTS =
      new Statement(
          "batches.results",
          """
          select w.n, w.known, case when w.n = 1 or w.weight <= $2 then
            left(json_strip_nulls(json_build_object('id', w.id, 'state', coalesce(w.status, case
              when (select 1 from running r where r.experiment_id = w.id) is not null then 'RUNNING'
              when (select 1 from waiting x where x.experiment_id = w.id) is not null then 'CREATED' else 'QUEUED' end),
              'verdict', w.verdict, 'reason', w.reason, 'attempt', nullif(w.attempt, 0), 'finishedAt', w.finished_at))::text, -1)
            || coalesce(',"result":' || coalesce(w.value::text, (select convert_from(string_agg(k.bytes, null order by k.number), 'UTF8')
              from contents t join content_chunks k on k.digest = t.digest and k.number < t.chunks where t.digest = w.digest)), '') || '}'
            end as body
          from (
            select a.n, a.id, e.id is not null as known, o.status, o.verdict, o.reason, o.attempt, o.finished_at, s.result as value, s.result_digest as digest,
              sum(200 + coalesce(octet_length(s.result::text), (select t.size from contents t where t.digest = s.result_digest), 0))
                over (order by a.n) as weight
            from unnest($1::uuid[]) with ordinality as a(id, n)
            left join experiments e on e.id = a.id
            left join outcomes o on o.experiment_id = e.id
            left join attempts s on s.experiment_id = coalesce(e.reused_from, e.id) and s.verdict = 'SUCCEEDED') w
          order by w.n""");

  private final Database database;

  BatchStore(Database database) {
    this.database = database;
  }

  Future<Document> results(Results results) {
    Tuple parameters =
        Tuple.tuple().addArrayOfUUID(results.ids().toArray(UUID[]::new)).addLong((long) LONGEST);
    return database.run(RESULTS, parameters).map(BatchStore::document);
  }

  private static Document document(RowSet<Row> rows) {
    StringBuilder items = new StringBuilder("{\"items\":[");
    List<FieldError> unknown = new ArrayList<>();
    Long next = null;
    for (Row row : rows) {
      long place = row.getLong("n") - 1;
      String body = row.getString("body");
      if (!row.getBoolean("known")) {
        unknown.add(new FieldError("ids[" + place + "]", "is no known experiment"));
      } else if (body == null) {
        next = next == null ? place : next;
      } else if (next == null) {
        items.append(place == 0 ? "" : ",").append(body);
      }
    }
    if (!unknown.isEmpty()) {
      throw new RefusedException(
          new Refusal(
              Failure.UNPROCESSABLE,
              "unknown-reference",
              "Some of the ids are of no experiment.",
              null,
              unknown.subList(0, Math.min(100, unknown.size()))));
    }
    items.append("],\"next\":").append(next).append('}');
    return new Document(new Json(items.toString()), false);
  }
}
