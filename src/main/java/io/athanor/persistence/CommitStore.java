package io.athanor.persistence;

import static io.athanor.persistence.ExperimentInsert.column;

import io.athanor.bus.Wire;
import io.athanor.contract.Attempts.Commit;
import io.athanor.contract.Attempts.Committed;
import io.athanor.contract.Attempts.Metric;
import io.athanor.contract.Attempts.Outcome;
import io.athanor.contract.Attempts.ProgramError;
import io.athanor.contract.Experiments.Artifact;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
            select r.ctid as place, r.experiment_id, r.pool, r.class, r.rank, r.attempt, r.lost, r.memory, r.node_id, r.claimed_at, g.*
            from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::timestamptz[],
              $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::text[], $28::text[])
              as g(id, token, verdict, status, reason, exit_code, signal, started_at, finished_at, usage, error, result, result_digest, signature)
            cross join lateral (select q.ctid, q.* from running q where q.experiment_id = g.id and q.token = g.token offset 0) r
          ), done as (
            delete from running where ctid = any (array(select place from found)) returning experiment_id
          ), unwanted_so as materialized (
            select experiment_id from cancellations where experiment_id = any ($1::uuid[])
          ), settled as materialized (
            select experiment_id, token, ours or grown or asked as again, ours, grown, asked, cancelled, unwanted, attempt, verdict, status, reason,
              domain, session_id, started_at, finished_at, pool, result, result_digest, signature, exit_code, signal, node_id, claimed_at, usage, error,
              class, rank, lost, memory, retry, larger_memory, larger_class
            from (
              select x.*, unwanted and verdict in ('SANDBOX_ERROR', 'LOST') as cancelled,
                not unwanted and verdict in ('SANDBOX_ERROR', 'LOST') and lost + 1 < $25::int as ours,
                not unwanted and verdict = 'MEMORY_LIMIT' and memory is null and larger_memory is not null as grown,
                coalesce(not unwanted and (retry->'on')::jsonb ? verdict
                  and not (verdict = 'MEMORY_LIMIT' and memory is null and larger_memory is not null)
                  and attempt - 1 - lost < (retry->>'max')::int, false) as asked
              from (
                select d.*, e.*, d.experiment_id = any (array(select c.experiment_id from unwanted_so c)) as unwanted
                from found d cross join lateral (
                  select s.domain, s.session_id, s.retry, s.larger_memory, s.larger_class from experiments s where s.id = d.experiment_id offset 0) e
                where d.experiment_id = any (array(select experiment_id from done))
                offset 0) x) y
          ), stored_attempts as (
            insert into attempts (experiment_id, number, node_id, token, verdict, reason, exit_code, signal, claimed_at, started_at,
              finished_at, usage, error, failure_group)
            select experiment_id, attempt, node_id, token, verdict, reason, exit_code, signal, claimed_at, started_at, finished_at,
              usage::json, error::json, md5(signature)::uuid
            from settled
          ), failed_so as (
            insert into failure_groups (id, signature, verdict)
            select distinct on (signature) md5(signature)::uuid, signature, verdict from settled s
            where signature is not null and (select 1 from failure_groups f where f.id = md5(s.signature)::uuid) is null
            order by signature
            on conflict do nothing
          ), stored_results as (
            insert into run_results (experiment_id, attempt, value, digest)
            select experiment_id, attempt, result::json, decode(result_digest, 'hex') from settled
            where verdict = 'SUCCEEDED' and (result is not null or result_digest is not null)
          ), stored_metrics as (
            insert into metrics (experiment_id, ordinal, name, value, step, at)
            select m.experiment_id, m.ordinal, m.name, m.value, m.step, m.at
            from unnest($14::bigint[], $15::uuid[], $16::int[], $17::text[], $18::float8[], $19::bigint[], $20::timestamptz[])
              as m(token, experiment_id, ordinal, name, value, step, at)
            where m.token in (select token from settled where not again)
          ), stored_artifacts as (
            insert into artifacts (experiment_id, name, digest, size, content_type)
            select a.experiment_id, a.name, decode(a.digest, 'hex'), a.size, a.content_type
            from unnest($21::bigint[], $22::uuid[], $23::text[], $24::text[], $26::bigint[], $27::text[])
              as a(token, experiment_id, name, digest, size, content_type)
            where a.token in (select token from settled where not again)
            on conflict do nothing
          ), queued as (
            insert into ready (experiment_id, pool, class, rank, attempt, lost, memory)
            select experiment_id, pool, case when grown then larger_class else class end, rank, attempt + 1, lost + ours::int,
              case when grown then larger_memory else memory end
            from settled where ours or grown
          ), postponed as (
            insert into waiting (experiment_id, pool, class, rank, not_before, attempt, lost, memory)
            select experiment_id, pool, class, rank, now() + make_interval(secs => (0.75 + random() / 2) * least(
                extract(epoch from (retry->>'maxBackoff')::interval)::float8,
                extract(epoch from (retry->>'backoff')::interval)::float8 * power((retry->>'factor')::float8, attempt - 1 - lost))),
              attempt + 1, lost, memory
            from settled where asked
          ), ended as (
            insert into outcomes (experiment_id, status, verdict, reason, domain, session_id, attempt, started_at, finished_at)
            select s.experiment_id, case when cancelled then 'CANCELLED' else status end,
              case when cancelled then 'CANCELLED' else verdict end, s.reason, s.domain, s.session_id, s.attempt, s.started_at,
              coalesce(s.finished_at, now())
            from settled s where not again
          ), uncancelled as (
            delete from cancellations where experiment_id = any (array(select experiment_id from settled where unwanted))
          ), announced as (
            insert into outbox (experiment_id, state, verdict)
            select experiment_id, case when asked then 'CREATED' when again then 'QUEUED' when cancelled then 'CANCELLED' else status end,
              case when again then null when cancelled then 'CANCELLED' else verdict end
            from settled
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
        .run(COMMIT, parameters(distinct(commit.outcomes()), maxLost))
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

  static Tuple parameters(List<Outcome> outcomes, int maxLost) {
    Tuple all = Tuple.tuple();
    all.addArrayOfUUID(column(outcomes, Outcome::experimentId, UUID[]::new));
    all.addArrayOfLong(column(outcomes, Outcome::token, Long[]::new));
    all.addArrayOfString(column(outcomes, one -> one.verdict().name(), String[]::new));
    all.addArrayOfString(column(outcomes, one -> one.verdict().state().name(), String[]::new));
    all.addArrayOfString(column(outcomes, one -> storable(one.reason()), String[]::new));
    all.addArrayOfInteger(column(outcomes, Outcome::exitCode, Integer[]::new));
    all.addArrayOfInteger(column(outcomes, Outcome::signal, Integer[]::new));
    all.addArrayOfOffsetDateTime(times(outcomes.stream().map(Outcome::startedAt).toList()));
    all.addArrayOfOffsetDateTime(times(outcomes.stream().map(Outcome::finishedAt).toList()));
    all.addArrayOfString(column(outcomes, one -> encoded(one.usage()), String[]::new));
    all.addArrayOfString(column(outcomes, one -> encoded(storable(one.error())), String[]::new));
    all.addArrayOfString(
        column(outcomes, one -> one.result() == null ? null : one.result().text(), String[]::new));
    all.addArrayOfString(column(outcomes, Outcome::resultDigest, String[]::new));
    metrics(all, outcomes);
    artifacts(all, outcomes, maxLost);
    all.addArrayOfString(column(outcomes, FailureSignature::of, String[]::new));
    return all;
  }

  private record Point(Outcome outcome, int ordinal, Metric metric) {}

  private static void metrics(Tuple all, List<Outcome> outcomes) {
    List<Point> points = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      for (int i = 0; i < outcome.metrics().size(); i++) {
        points.add(new Point(outcome, i, outcome.metrics().get(i)));
      }
    }
    all.addArrayOfLong(column(points, point -> point.outcome().token(), Long[]::new));
    all.addArrayOfUUID(column(points, point -> point.outcome().experimentId(), UUID[]::new));
    all.addArrayOfInteger(column(points, Point::ordinal, Integer[]::new));
    all.addArrayOfString(column(points, point -> storable(point.metric().name()), String[]::new));
    all.addArrayOfDouble(column(points, point -> point.metric().value(), Double[]::new));
    all.addArrayOfLong(column(points, point -> point.metric().step(), Long[]::new));
    all.addArrayOfOffsetDateTime(times(points.stream().map(point -> point.metric().at()).toList()));
  }

  private record Kept(Outcome outcome, Artifact artifact) {}

  private static void artifacts(Tuple all, List<Outcome> outcomes, int maxLost) {
    List<Kept> kept = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      outcome.artifacts().forEach(artifact -> kept.add(new Kept(outcome, artifact)));
    }
    all.addArrayOfLong(column(kept, one -> one.outcome().token(), Long[]::new));
    all.addArrayOfUUID(column(kept, one -> one.outcome().experimentId(), UUID[]::new));
    all.addArrayOfString(column(kept, one -> storable(one.artifact().name()), String[]::new));
    all.addArrayOfString(column(kept, one -> one.artifact().digest(), String[]::new));
    all.addInteger(maxLost);
    all.addArrayOfLong(column(kept, one -> one.artifact().size(), Long[]::new));
    all.addArrayOfString(column(kept, one -> one.artifact().contentType(), String[]::new));
  }

  private static OffsetDateTime[] times(List<Instant> times) {
    return times.stream()
        .map(time -> time == null ? null : time.atOffset(ZoneOffset.UTC))
        .toArray(OffsetDateTime[]::new);
  }

  private static String encoded(Object record) {
    return record == null ? null : Wire.encode(record);
  }

  private static ProgramError storable(ProgramError error) {
    return error == null
        ? null
        : new ProgramError(
            storable(error.type()),
            storable(error.message()),
            storable(error.file()),
            error.line(),
            storable(error.trace()));
  }

  /** Text as PostgreSQL can hold it: NUL becomes the replacement character. */
  private static String storable(String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }
}
