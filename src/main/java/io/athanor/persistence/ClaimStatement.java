package io.athanor.persistence;

import io.athanor.contract.Attempts.Claim;
import io.vertx.sqlclient.Tuple;

/** The one statement that takes waiting experiments for a node. */
final class ClaimStatement {

  /**
   * Looks at the front of each line that the node can serve, takes the best of them all, and joins
   * what is needed to run them. The sub-select is an array of places, which no plan can read more
   * of the table for, however long the queue is; they are good because the rows are locked, and
   * never updated. The lease stays locked to the end, so that nobody can take it away between the
   * look at it and the new running rows, which would then belong to nobody: see {@link NodeStore}.
   * What is needed to run them is read once and told to two: the running row, which says what its
   * end has to know, and whoever claims.
   */
  static final Statement CLAIM =
      new Statement(
          "attempts.claim",
          """
          with lease as materialized (
            select node_id from leases where node_id = $6 and token = $7 and expires_at > now() for key share
          ), reserved as materialized (
            select f.rank, c.memory > $12 or c.cpu > $11 as lasting from queue_classes c
            cross join lateral (select q.rank from ready q where q.pool = c.pool and q.class = c.class
                and q.rank >= coalesce(($15::bigint[])[array_position($14::text[], c.pool || ' ' || c.class)], -9223372036854775808)
              order by q.rank, q.experiment_id limit 1) f
            where c.pool = any ($1) and c.runtime = any ($2) and c.tier <= $3 and c.memory <= $4 and c.cpu <= $9
              and (c.memory > $8 or c.cpu > $5)
              and (select true from pools p where p.name = c.pool and p.paused) is null
            order by f.rank limit 1
          ), taken as (
            delete from ready where ctid = any (array(
              select w.ctid from (
              select f.ctid, sum(c.cpu) over so_far as cpu, sum(c.memory::float8) over so_far as memory, row_number() over so_far as n
              from lease
              cross join queue_classes c
              cross join lateral (
                select q.ctid, q.experiment_id, q.rank from ready q
                where q.pool = c.pool and q.class = c.class
                  and q.rank >= coalesce(($15::bigint[])[array_position($14::text[], c.pool || ' ' || c.class)], -9223372036854775808)
                  and q.rank <= case
                    when (select r.rank from reserved r) is null or c.brief and (select r.lasting from reserved r) then 9223372036854775807
                    when c.brief is null and (select r.lasting from reserved r) then (select r.rank + $10 from reserved r)
                    else (select r.rank from reserved r) end
                order by q.rank, q.experiment_id
                limit $5
                for update skip locked) f
              where ($13 = 0 or (select count(*) >= $13 from queue_classes l
                  cross join lateral (select from ready o where o.pool = l.pool and o.class = l.class limit $13) o where l.pool = any ($1)))
                and (select true from pools p where p.name = c.pool and p.paused) is null
                and c.pool = any ($1) and c.runtime = any ($2) and c.tier <= $3 and c.memory <= least($4, $8) and c.cpu <= $5
              window so_far as (order by f.rank, f.experiment_id rows unbounded preceding)) w
              where w.cpu <= $5 and w.memory <= $8 and w.n <= $16))
            returning experiment_id, pool, class, rank, attempt, lost, memory
          ), begun as materialized (
            select t.experiment_id, t.pool, t.class, t.rank, t.attempt, t.lost, t.memory, nextval('attempt_tokens') as token, e.domain,
              e.session_id, e.retry is not null or e.larger_memory is not null as own_rules, e.runtime, e.program_digest, e.arguments,
              e.parameters, e.inputs, e.env, e.seed, e.limits, e.priority, case when e.isolation = 'group' then e.session_id || ' ' || e.owner end as together
            from taken t join experiments e on e.id = t.experiment_id
          ), attempts as (
            insert into running (experiment_id, pool, class, rank, attempt, lost, memory, token, node_id, domain, session_id, own_rules)
            select experiment_id, pool, class, rank, attempt, lost, memory, token, $6, domain, session_id, own_rules from begun
          ), announced as (
            insert into outbox (experiments, state) select array_agg(experiment_id order by rank), 'RUNNING'
            from (select experiment_id, rank, (row_number() over () - 1) / 100 as part from begun) b group by part
          )
          select b.experiment_id, b.attempt, b.token, b.runtime, encode(b.program_digest, 'hex') as program,
            b.arguments::text as arguments, b.parameters::text as parameters, b.inputs::text as inputs, b.env::text as env, b.seed,
            b.limits::text as limits, b.memory, c.cpu, c.memory as taken, c.brief, b.priority, b.together, b.pool, b.class, b.rank
          from begun b join queue_classes c on c.pool = b.pool and c.class = b.class
          order by b.rank, b.experiment_id""");

  /**
   * What would fit if the node were empty and does not now is overtaken only for as long as there
   * is work that is not known to end within seconds and has to end before: by brief work, and by
   * what nobody knows the length of where its rank is at most a minute larger. Then its place is
   * kept free.
   */
  private static final long PATIENCE_MICROS = 60_000_000;

  /**
   * What a look may take.
   *
   * @param slots processors
   * @param memory bytes
   * @param most attempts
   */
  record Room(int slots, long memory, int most) {}

  private ClaimStatement() {}

  static Tuple parameters(Claim claim, Room room, Fronts.Look look) {
    Tuple all =
        Tuple.tuple()
            .addArrayOfString(claim.pools().toArray(String[]::new))
            .addArrayOfString(claim.runtimes().toArray(String[]::new))
            .addInteger(claim.tier())
            .addLong(claim.memory())
            .addInteger(room.slots())
            .addUUID(claim.nodeId())
            .addLong(claim.nodeToken())
            .addLong(room.memory())
            .addInteger(claim.allSlots())
            .addLong(PATIENCE_MICROS)
            .addInteger(claim.slotsSoon())
            .addLong(claim.memorySoon())
            .addInteger(claim.reserve());
    look.addTo(all);
    return all.addInteger(room.most());
  }
}
