package io.athanor.persistence;

import io.athanor.contract.Experiments.Artifact;
import io.athanor.contract.Experiments.Document;
import io.athanor.contract.Experiments.FindArtifact;
import io.athanor.contract.Experiments.Get;
import io.athanor.contract.Experiments.Include;
import io.athanor.contract.Experiments.QueueOverview;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/**
 * Experiments as documents: the server builds the JSON, and nobody parses it on its way to the
 * client.
 */
final class ExperimentReader {

  /** State and descriptive fields of one experiment {@code e}; absent values are left out. */
  static final String HEAD =
      """
      json_strip_nulls(json_build_object(
        'id', e.id, 'name', e.name, 'runtime', e.runtime,
        'state', case when o.experiment_id is not null then o.status
                      when r.experiment_id is not null then 'RUNNING'
                      when q.experiment_id is not null or (select 1 from held h where h.experiment_id = e.id) is not null then 'QUEUED'
                      else 'CREATED' end,
        'verdict', o.verdict, 'reason', o.reason, 'priority', e.priority, 'pool', e.pool, 'owner', e.owner,
        'tags', e.tags, 'limits', e.limits, 'seed', e.seed, 'deterministic', e.deterministic, 'domain', e.domain,
        'fingerprint', encode(e.fingerprint, 'hex'), 'programDigest', encode(e.program_digest, 'hex'),
        'experimentType', e.experiment_type, 'description', e.description, 'sessionId', e.session_id, 'hypothesisId', e.hypothesis_id, 'sweepId', e.sweep_id, 'reusedFrom', e.reused_from, 'retryOf', e.retry_of,
        'requiredTier', e.required_tier, 'isolation', nullif(e.isolation, 'attempt'), 'submittedAt', e.submitted_at, 'startedAt', coalesce(o.started_at, r.claimed_at),
        'finishedAt', o.finished_at, 'attempt', coalesce(nullif(o.attempt, 0), r.attempt, q.attempt),
        'cancelling', case when c.experiment_id is not null and o.experiment_id is null then true end,
        'concurrencyKey', e.concurrency_key, 'retry', e.retry, 'dependsOn', e.depends_on, 'notBefore', e.not_before,
        'correlationId', e.correlation_id))::text""";

  static final String JOINS =
      """
      left join outcomes o on o.experiment_id = e.id
      left join running r on r.experiment_id = e.id
      left join ready q on q.experiment_id = e.id
      left join cancellations c on c.experiment_id = e.id
      """;

  private static final Statement FIND_ARTIFACT =
      new Statement(
          "experiments.find-artifact",
          """
          select f.name, encode(f.digest, 'hex') as digest, f.size, f.content_type
          from artifacts f
          where f.experiment_id = (select coalesce(e.reused_from, e.id) from experiments e where e.id = $1) and f.name = $2""");

  /**
   * Looks at no more than the next 10,000 of each line, so that a long queue costs no more than
   * that: the counts say so with {@code exact}, and the oldest is the oldest of those. An id begins
   * with its time, so that the smallest is the oldest; it is compared as text because servers
   * before version 18 have no least uuid.
   */
  private static final Statement QUEUE =
      new Statement(
          "experiments.queue",
          """
          with lines as materialized (
            select c.pool, f.ready, f.oldest, h.rank, h.experiment_id as first
            from queue_classes c
            left join lateral (select q.rank, q.experiment_id from ready q where q.pool = c.pool and q.class = c.class
              order by q.rank, q.experiment_id limit 1) h on true
            cross join lateral (
              select count(*) as ready, min(n.experiment_id::text)::uuid as oldest
              from (select q.experiment_id from ready q where q.pool = c.pool and q.class = c.class
                order by q.rank, q.experiment_id limit 10000) n) f
          ), begun as materialized (
            select pool, count(*) as running from running group by pool
          ), pools as (
            select pool, coalesce(l.ready, 0) as ready, coalesce(b.running, 0) as running,
              (select submitted_at from experiments where id = l.oldest) as "oldestReady", coalesce(l.exact, true) as exact,
              (select true from pools p where p.name = pool and p.paused) as paused,
              (select o.first from lines o where o.pool = l.pool order by o.rank limit 1) as first
            from (select pool, sum(ready) as ready, min(oldest::text)::uuid as oldest, bool_and(ready < 10000) as exact
              from lines group by pool) l
            full join begun b using (pool)
            where l.ready > 0 or b.running > 0 or exists (select from pools p where p.name = pool and p.paused)
          )
          select json_build_object(
            'ready', (select coalesce(sum(ready), 0) from lines), 'running', (select coalesce(sum(running), 0) from begun),
            'waiting', (select count(*) from (select from waiting limit 10000) w),
            'held', (select count(*) from (select from held limit 10000) h),
            'exact', (select coalesce(bool_and(exact), true) from pools)
              and not exists (select from waiting offset 9999) and not exists (select from held offset 9999),
            'pools', (select coalesce(json_agg(json_strip_nulls(row_to_json(p)) order by p.pool), '[]') from pools p))::text as body""");

  /** Each costs a statement. */
  private static final int POOLS_IN_WORDS = 20;

  private final Database database;

  ExperimentReader(Database database) {
    this.database = database;
  }

  Future<Document> get(Get get) {
    return database
        .run(GetStatement.including(get.include()), Tuple.of(get.id()))
        .compose(rows -> Found.one(rows, row -> row, () -> unknown(get.id())))
        .compose(
            row ->
                row.getBoolean("waits")
                    ? WaitingWords.members(database, get.id())
                        .map(waiting -> document(row, get.include(), waiting))
                    : Future.succeededFuture(document(row, get.include(), "")));
  }

  static Document document(Row row, List<Include> include, String waiting) {
    String head = row.getString("head");
    StringBuilder text = new StringBuilder(head).deleteCharAt(head.length() - 1);
    text.append(",\"parameters\":").append(row.getString("parameters"));
    String protocol = row.getString("protocol");
    if (protocol != null) {
      text.append(",\"protocol\":").append(protocol);
    }
    for (Include part : Include.values()) {
      String value = include.contains(part) ? row.getString(GetStatement.member(part)) : null;
      if (value != null) {
        text.append(",\"").append(GetStatement.member(part)).append("\":").append(value);
      }
    }
    return new Document(
        new Json(text.append(waiting).append('}').toString()), row.getBoolean("terminal"));
  }

  Future<Artifact> findArtifact(FindArtifact find) {
    return database
        .run(FIND_ARTIFACT, Tuple.of(find.id(), find.name()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.failedFuture(
                    new RefusedException(
                        new Refusal(
                            Failure.NOT_FOUND,
                            "unknown-artifact",
                            "Experiment " + find.id() + " has no artefact of this name.",
                            "GET /api/v1/experiments/"
                                + find.id()
                                + "/artifacts lists what it has.",
                            null)));
              }
              Row row = rows.iterator().next();
              return Future.succeededFuture(
                  new Artifact(
                      row.getString("name"),
                      row.getString("digest"),
                      row.getLong("size"),
                      row.getString("content_type")));
            });
  }

  Future<Document> queue(QueueOverview overview) {
    return database
        .run(QUEUE, Tuple.tuple())
        .map(rows -> new JsonObject(rows.iterator().next().getString("body")))
        .compose(this::withFirst)
        .map(body -> new Document(new Json(body.encode()), false));
  }

  /** Says of the first pools what the first in line waits for. */
  private Future<JsonObject> withFirst(JsonObject body) {
    List<JsonObject> pools =
        body.getJsonArray("pools").stream()
            .map(JsonObject.class::cast)
            .filter(pool -> pool.containsKey("first"))
            .limit(POOLS_IN_WORDS)
            .toList();
    return Future.all(pools.stream().map(this::first).toList()).map(body);
  }

  private Future<Void> first(JsonObject pool) {
    String id = pool.getString("first");
    return WaitingWords.members(database, UUID.fromString(id))
        .map(
            members -> {
              pool.put("first", new JsonObject("{\"id\":\"" + id + "\"" + members + "}"));
              return null;
            });
  }

  static RefusedException unknown(UUID id) {
    return new RefusedException(
        new Refusal(
            Failure.NOT_FOUND,
            "unknown-experiment",
            "There is no experiment " + id + ".",
            "GET /api/v1/experiments lists what there is.",
            null));
  }
}
