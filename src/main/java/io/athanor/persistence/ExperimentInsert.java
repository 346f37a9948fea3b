package io.athanor.persistence;

import io.athanor.bus.Correlation;
import io.athanor.bus.Wire;
import io.athanor.contract.Json;
import io.athanor.contract.Queue.Planned;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statement that makes a batch of experiments durable: specifications, tags, small programs,
 * queue rows (or the outcome, where a finished experiment answers) and the notice to followers, all
 * in one. A chunk of an upload that was never completed gives way to a program's text: it may be
 * anybody's, and nobody has checked it.
 */
final class ExperimentInsert {

  /** One unit of priority is worth this many microseconds of waiting. */
  static final long PRIORITY_WEIGHT = 60_000_000;

  static final Statement STATEMENT =
      new Statement(
          "experiments.insert",
          """
          with places as materialized (
            select b.n, coalesce(
              (select max((select q.rank from ready q
                  where q.experiment_id >= t.id and q.experiment_id <= t.id order by q.experiment_id limit 1) + t.tag)
                from unnest($45::int[], $46::uuid[], $47::bigint[]) as t(n, id, tag) where t.n = b.n),
              case when b.many then (
                select f.rank + (select e.priority from experiments e where e.id = f.experiment_id) * $30::bigint from queue_classes c
                cross join lateral (select q.rank, q.experiment_id from ready q where q.pool = c.pool and q.class = c.class
                  order by q.rank, q.experiment_id limit 1) f
                where c.pool = b.pool order by f.rank limit 1) end) as tag
            from unnest($43::text[], $44::bool[]) with ordinality as b(pool, many, n)
          ), given as (
            select x.*, capped_keys(x.pool, x.session, x.concurrency_key) as keys,
              (select greatest((extract(epoch from now()) * 1000000)::bigint, p.tag) from places p where p.n = x.place) + x.start_offset
                - x.priority * $30::bigint as rank
            from (select g.*, g.depends_on is not null or g.not_before is not null as waits,
                coalesce(g.session_id, (select h.session_id from hypotheses h where h.id = g.hypothesis_id)) as session
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::bigint[], $10::bool[], $11::int[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::uuid[],
                $18::uuid[], $19::text[], $20::text[], $21::text[], $22::uuid[], $31::text[], $32::text[], $33::text[], $34::text[], $35::timestamptz[], $36::text[], $37::text[], $38::bigint[],
                  $39::text[], $40::uuid[], $41::int[], $42::bigint[], $55::text[])
              as g(id, name, runtime, program, arguments, parameters, inputs, env, seed, deterministic, priority, pool, requests, limits,
                required_tier, domain, session_id, hypothesis_id, tags, fingerprint, class, reused_from, experiment_type,
                description, protocol, depends_on, not_before, concurrency_key, retry, larger_memory, larger_class, retry_of, place,
                start_offset, isolation)) x
          ), program_chunks as (
            insert into content_chunks (digest, number, bytes)
            select decode(p.digest, 'hex'), 0, p.bytes from unnest($23::text[], $24::bytea[]) as p(digest, bytes)
            where octet_length(p.bytes) > 0
              and not exists (select from contents c where c.digest = decode(p.digest, 'hex') and c.condemned_at is null)
            on conflict (digest, number) do update set bytes = excluded.bytes
          ), programs as (
            insert into contents (digest, size, chunks)
            select decode(p.digest, 'hex'), octet_length(p.bytes), least(1, octet_length(p.bytes))
            from unnest($23::text[], $24::bytea[]) as p(digest, bytes)
            where not exists (select from contents c where c.digest = decode(p.digest, 'hex') and c.condemned_at is null)
            on conflict (digest) do update set condemned_at = null
          ), inserted as (
            insert into experiments (id, owner, name, runtime, program_digest, arguments, parameters, inputs, env, seed, deterministic,
              priority, pool, requests, limits, required_tier, domain, session_id, hypothesis_id, tags, fingerprint, reused_from,
              correlation_id, experiment_type, description, protocol, depends_on, not_before, concurrency_key, retry,
              larger_memory, larger_class, retry_of, isolation)
            select id, $25, name, runtime, decode(program, 'hex'), arguments::json, parameters::json, inputs::json, env::json, seed,
              deterministic, priority, pool, requests::json, limits::json, required_tier, domain, session, hypothesis_id, tags::json,
              decode(fingerprint, 'hex'), reused_from, $26, experiment_type, description, protocol::json,
              depends_on::uuid[], not_before, concurrency_key, retry::json, larger_memory, larger_class, retry_of, isolation
            from given
          ), tagged as (
            insert into experiment_tags (key, value, experiment_id)
            select * from unnest($27::text[], $28::text[], $29::uuid[])
          ), classes as (
            insert into queue_classes (pool, class, runtime, tier, memory, cpu, brief)
            select c.* from unnest($48::text[], $49::text[], $50::text[], $51::smallint[], $52::bigint[], $53::smallint[], $54::bool[])
              as c(pool, class, runtime, tier, memory, cpu, brief)
            where not exists (select from queue_classes q where q.pool = c.pool and q.class = c.class)
            on conflict do nothing
          ), queued as (
            insert into ready (experiment_id, pool, class, rank)
            select id, pool, class, rank from given
            where reused_from is null and not waits and keys = '{}'
          ), held_rows as (
            insert into held (experiment_id, key, keys, pool, class, rank)
            select id, keys[1], keys, pool, class, rank from given
            where reused_from is null and not waits and keys <> '{}'
          ), waiting_rows as (
            insert into waiting (experiment_id, pool, class, rank, not_before)
            select id, pool, class, greatest(rank, (extract(epoch from not_before) * 1000000)::bigint - priority * $30::bigint), not_before
            from given where reused_from is null and waits
          ), dependency_rows as (
            insert into dependencies (experiment_id, depends_on)
            select id, unnest(depends_on::uuid[]) from given where reused_from is null and depends_on is not null
          ), answered as (
            insert into outcomes (experiment_id, status, verdict, reason, domain, session_id, attempt, started_at)
            select id, 'COMPLETED', 'SUCCEEDED', 'answered by the result of ' || reused_from, domain, session, 0, now() from given
            where reused_from is not null
          )
          insert into outbox (experiments, state, verdict)
          select array_agg(id order by n), state, case when state = 'COMPLETED' then 'SUCCEEDED' end
          from (select g.id, row_number() over () as n,
              case when reused_from is not null then 'COMPLETED' when waits then 'CREATED' else 'QUEUED' end as state from given g) g
          group by (n - 1) / 100, state""");

  private ExperimentInsert() {}

  /**
   * The parameters of the statement.
   *
   * @param reused the finished experiment that answers, by the id of the new one
   * @param lines where each of them stands
   */
  static Tuple parameters(
      List<Planned> planned,
      String owner,
      Map<UUID, UUID> reused,
      FairRanks.Places places,
      QueueLines lines) {
    Tuple all = Tuple.tuple();
    all.addArrayOfUUID(column(planned, Planned::id, UUID[]::new));
    texts(all, planned, Planned::name);
    texts(all, planned, Planned::runtime);
    texts(all, planned, Planned::programDigest);
    texts(all, planned, one -> Wire.encode(one.arguments()));
    texts(all, planned, one -> one.parameters().text());
    texts(all, planned, one -> one.inputs().text());
    texts(all, planned, one -> Wire.encode(one.env()));
    all.addArrayOfLong(column(planned, Planned::seed, Long[]::new));
    all.addArrayOfBoolean(column(planned, Planned::deterministic, Boolean[]::new));
    all.addArrayOfInteger(column(planned, Planned::priority, Integer[]::new));
    texts(all, planned, Planned::pool);
    texts(all, planned, one -> textOrEmpty(one.requests()));
    texts(all, planned, one -> StoredLimits.encode(one.limits()));
    texts(all, planned, Planned::requiredTier);
    texts(all, planned, Planned::domain);
    all.addArrayOfUUID(column(planned, Planned::sessionId, UUID[]::new));
    all.addArrayOfUUID(column(planned, Planned::hypothesisId, UUID[]::new));
    texts(all, planned, one -> Wire.encode(one.tags()));
    texts(all, planned, Planned::fingerprint);
    all.addArrayOfString(lines.names());
    all.addArrayOfUUID(column(planned, one -> reused.get(one.id()), UUID[]::new));
    programs(all, planned);
    all.addString(owner).addString(Correlation.id());
    tags(all, planned);
    all.addLong(PRIORITY_WEIGHT);
    texts(all, planned, Planned::experimentType);
    texts(all, planned, Planned::description);
    texts(all, planned, one -> one.protocol() == null ? null : one.protocol().text());
    schedules(all, planned, lines);
    places.addTo(all);
    lines.addTo(all);
    texts(all, planned, Planned::isolation);
    return all;
  }

  private static void schedules(Tuple all, List<Planned> planned, QueueLines lines) {
    texts(all, planned, one -> array(one.schedule().dependsOn()));
    all.addArrayOfOffsetDateTime(
        column(planned, one -> StoredTime.of(one.schedule().notBefore()), OffsetDateTime[]::new));
    texts(all, planned, one -> one.schedule().concurrencyKey());
    texts(all, planned, one -> StoredRetry.encode(one.schedule().retry()));
    all.addArrayOfLong(lines.larger()).addArrayOfString(lines.largerNames());
    all.addArrayOfUUID(column(planned, Planned::retryOf, UUID[]::new));
  }

  /** As the server writes it; null for none. */
  private static String array(List<UUID> ids) {
    return ids.isEmpty()
        ? null
        : ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
  }

  private static void programs(Tuple all, List<Planned> planned) {
    // Sorted, so that two batches that bring the same new programs wait for each other in one
    // order.
    Map<String, Buffer> programs = new TreeMap<>();
    for (Planned one : planned) {
      if (one.program() != null) {
        programs.put(one.programDigest(), Buffer.buffer(one.program().value()));
      }
    }
    all.addArrayOfString(programs.keySet().toArray(String[]::new));
    all.addArrayOfBuffer(programs.values().toArray(Buffer[]::new));
  }

  private static void tags(Tuple all, List<Planned> planned) {
    List<String> keys = new ArrayList<>();
    List<String> values = new ArrayList<>();
    List<UUID> ids = new ArrayList<>();
    for (Planned one : planned) {
      one.tags()
          .forEach(
              (key, value) -> {
                keys.add(key);
                values.add(value);
                ids.add(one.id());
              });
    }
    all.addArrayOfString(keys.toArray(String[]::new));
    all.addArrayOfString(values.toArray(String[]::new));
    all.addArrayOfUUID(ids.toArray(UUID[]::new));
  }

  private static String textOrEmpty(Json json) {
    return json == null ? "{}" : json.text();
  }

  private static <S> void texts(Tuple all, List<S> source, Function<S, String> column) {
    all.addArrayOfString(column(source, column, String[]::new));
  }

  static <S, T> T[] column(
      List<S> source, Function<S, T> column, java.util.function.IntFunction<T[]> array) {
    return source.stream().map(column).toArray(array);
  }
}
