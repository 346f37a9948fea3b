package io.athanor.persistence;

import io.athanor.contract.Attempts.Commit;
import io.athanor.contract.Attempts.Committed;
import io.athanor.contract.Attempts.Outcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Stores how attempts ended, each with all that belongs to it or not at all: the fence is that its
 * running row bears its token.
 */
final class CommitStore {

  /**
   * Each outcome looks up its own running row, and the rows that this statement has deleted are
   * found by their ids: a join would be planned for no rows and be n times n for n. {@code offset
   * 0} keeps the look-ups where they are, and what is computed once from being computed at each
   * place that reads it. The columns that most parts read come first, because a row is unpacked up
   * to the last one that is asked for.
   */
  static final Statement COMMIT =
      new Statement(
          "attempts.commit",
          """
          with found as materialized (
            select r.ctid as place, r.experiment_id, r.token, r.attempt, r.pool, r.class, r.rank, r.lost, r.memory, r.node_id, r.claimed_at,
              r.domain, r.session_id, r.own_rules, coalesce(g.unusual->>'verdict', 'SUCCEEDED') as verdict,
              coalesce(g.unusual->>'state', 'COMPLETED') as state, g.started_at, g.finished_at, g.usage, g.result, g.unusual
            from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::text[]::json[], $6::text[]::json[], $7::text[]::json[])
              as g(id, token, started_at, finished_at, usage, result, unusual)
            cross join lateral (select q.ctid, q.* from running q where q.experiment_id = g.id and q.token = g.token offset 0) r
          ), done as (
            delete from running where ctid = any (array(select place from found)) returning experiment_id
          ), unwanted_so as materialized (
            select experiment_id from cancellations where experiment_id = any ($1::uuid[])
          ), settled as materialized (
            select experiment_id, token, ours or grown or asked as again, cancelled, asked, verdict, state, attempt, domain, session_id,
              started_at, finished_at, node_id, claimed_at, usage, result, unusual, pool, ours, grown, unwanted, class, rank, lost, memory,
              retry, larger_memory, larger_class
            from (
              select x.*, unwanted and verdict in ('SANDBOX_ERROR', 'LOST') as cancelled,
                not unwanted and verdict in ('SANDBOX_ERROR', 'LOST') and lost + 1 < $8::int as ours,
                not unwanted and verdict = 'MEMORY_LIMIT' and memory is null and larger_memory is not null as grown,
                coalesce(not unwanted and (retry->'on')::jsonb ? verdict
                  and not (verdict = 'MEMORY_LIMIT' and memory is null and larger_memory is not null)
                  and attempt - 1 - lost < (retry->>'max')::int, false) as asked
              from (
                select d.*, e.*, d.experiment_id = any (array(select c.experiment_id from unwanted_so c)) as unwanted
                from found d left join lateral (
                  select s.retry, s.larger_memory, s.larger_class from experiments s where d.own_rules and s.id = d.experiment_id offset 0) e on true
                where (d.experiment_id in (select experiment_id from done)) is true
                offset 0) x) y
          ), rare as materialized (
            select * from settled where again or unwanted or unusual is not null
          ), stored_attempts as (
            insert into attempts (experiment_id, number, node_id, token, verdict, reason, exit_code, signal, claimed_at, started_at,
              finished_at, usage, error, failure_group, result, result_digest)
            select experiment_id, attempt, node_id, token, verdict, unusual->>'reason',
              case when unusual is null then 0 else (unusual->>'exitCode')::int end, (unusual->>'signal')::int, claimed_at, started_at,
              finished_at, usage, unusual->'error', md5(unusual->>'signature')::uuid, case when verdict = 'SUCCEEDED' then result end,
              case when verdict = 'SUCCEEDED' then decode(unusual->>'resultDigest', 'hex') end
            from settled
          ), failed_so as (
            insert into failure_groups (id, signature, verdict)
            select distinct on (signature) md5(signature)::uuid, signature, verdict
            from (select unusual->>'signature' as signature, verdict from rare) s
            where signature is not null and (select 1 from failure_groups f where f.id = md5(s.signature)::uuid) is null
            order by signature
            on conflict do nothing
          ), stored_metrics as (
            insert into metrics (experiment_id, ordinal, name, value, step, at)
            select s.experiment_id, m.ordinal, m.name, m.value, m.step, m.at
            from unnest($9::bigint[], $10::int[], $11::text[], $12::float8[], $13::bigint[], $14::timestamptz[])
              as m(token, ordinal, name, value, step, at) join settled s on s.token = m.token
            where not s.again
          ), stored_artifacts as (
            insert into artifacts (experiment_id, name, digest, size, content_type)
            select s.experiment_id, a.name, decode(a.digest, 'hex'), a.size, a.content_type
            from unnest($15::bigint[], $16::text[], $17::text[], $18::bigint[], $19::text[])
              as a(token, name, digest, size, content_type) join settled s on s.token = a.token
            where not s.again
            on conflict do nothing
          ), queued as (
            insert into ready (experiment_id, pool, class, rank, attempt, lost, memory)
            select experiment_id, pool, case when grown then larger_class else class end, rank, attempt + 1, lost + ours::int,
              case when grown then larger_memory else memory end
            from rare where ours or grown
          ), postponed as (
            insert into waiting (experiment_id, pool, class, rank, not_before, attempt, lost, memory)
            select experiment_id, pool, class, rank, now() + make_interval(secs => (0.75 + random() / 2) * least(
                extract(epoch from (retry->>'maxBackoff')::interval)::float8,
                extract(epoch from (retry->>'backoff')::interval)::float8 * power((retry->>'factor')::float8, attempt - 1 - lost))),
              attempt + 1, lost, memory
            from rare where asked
          ), ended as (
            insert into outcomes (experiment_id, status, verdict, reason, domain, session_id, attempt, started_at, finished_at)
            select experiment_id, case when cancelled then 'CANCELLED' else state end, case when cancelled then 'CANCELLED' else verdict end,
              unusual->>'reason', domain, session_id, attempt, started_at, coalesce(finished_at, now())
            from settled where not again
          ), uncancelled as (
            delete from cancellations where experiment_id = any (array(select experiment_id from rare where unwanted))
          ), announced as (
            insert into outbox (experiments, state, verdict)
            select array_agg(experiment_id order by n), state, verdict
            from (
              select experiment_id, row_number() over () as n, case when again then null when cancelled then 'CANCELLED' else verdict end as verdict,
                case when asked then 'CREATED' when again then 'QUEUED' when cancelled then 'CANCELLED' else state end as state
              from settled) s
            group by (n - 1) / 100, state, verdict
          )
          select token, experiment_id, pool, ours or grown as again from settled""");

  /** What the caller of the bus is told, and what followers are told. */
  record Settled(Committed committed, List<UUID> changed, List<String> poolsWithWork) {}

  private final Database database;
  private final int maxLost;

  CommitStore(Database database, int maxLost) {
    this.database = database;
    this.maxLost = maxLost;
  }

  Future<Settled> commit(Commit commit) {
    return database
        .run(COMMIT, CommitParameters.of(distinct(commit.outcomes()), maxLost))
        .map(
            rows -> {
              List<Long> stored = new ArrayList<>();
              List<UUID> changed = new ArrayList<>();
              List<String> pools = new ArrayList<>();
              for (Row row : rows) {
                stored.add(row.getLong("token"));
                changed.add(row.getUUID("experiment_id"));
                if (row.getBoolean("again") && !pools.contains(row.getString("pool"))) {
                  pools.add(row.getString("pool"));
                }
              }
              return new Settled(new Committed(stored), changed, pools);
            });
  }

  /** The first of each token: a second row for one attempt would fail all of them. */
  private static List<Outcome> distinct(List<Outcome> outcomes) {
    Map<Long, Outcome> byToken = new LinkedHashMap<>();
    outcomes.forEach(outcome -> byToken.putIfAbsent(outcome.token(), outcome));
    return List.copyOf(byToken.values());
  }
}
