package io.athanor.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Claimed;
import io.athanor.contract.Attempts.GiveBack;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Json;
import io.athanor.contract.Limits;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Gives waiting experiments to a node that can run them: the smallest rank first, each to one node
 * only.
 */
final class ClaimStore {

  /**
   * Looks at the front of each line that the node can serve, takes the best of them all, and joins
   * what is needed to run them. The sub-select is an array of places, which no plan can read more
   * of the table for, however long the queue is; they are good because the rows are locked, and
   * never updated. The lease stays locked to the end, so that nobody can take it away between the
   * look at it and the new running rows, which would then belong to nobody: see {@link NodeStore}.
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
              select f.ctid, sum(c.cpu) over (order by f.rank, f.experiment_id) as cpu,
                sum(c.memory) over (order by f.rank, f.experiment_id) as memory,
                count(*) over (order by f.rank, f.experiment_id) as n
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
                and c.pool = any ($1) and c.runtime = any ($2) and c.tier <= $3 and c.memory <= least($4, $8) and c.cpu <= $5) w
              where w.cpu <= $5 and w.memory <= $8 and w.n <= $16))
            returning experiment_id, pool, class, rank, attempt, lost, memory
          ), begun as (
            insert into running (experiment_id, pool, class, rank, attempt, lost, memory, token, node_id)
            select experiment_id, pool, class, rank, attempt, lost, memory, nextval('attempt_tokens'), $6
            from taken
            returning experiment_id, rank, attempt, token, memory, pool, class
          ), announced as (
            insert into outbox (experiment_id, state) select experiment_id, 'RUNNING' from begun
          )
          select b.experiment_id, b.attempt, b.token, e.runtime, encode(e.program_digest, 'hex') as program,
            e.arguments::text as arguments, e.parameters::text as parameters, e.inputs::text as inputs, e.env::text as env, e.seed,
            e.limits::text as limits, b.memory, c.cpu, c.memory as taken, c.brief, e.priority,
            b.pool, b.class, b.rank
          from begun b join experiments e on e.id = b.experiment_id join queue_classes c on c.pool = b.pool and c.class = b.class
          order by b.rank, b.experiment_id""");

  /**
   * As if they had never been taken; one that was to be cancelled meanwhile is found in its line.
   */
  private static final Statement GIVE_BACK =
      new Statement(
          "attempts.give-back",
          """
          with gone as (
            delete from running where experiment_id = any ($1) and token = any ($2) and node_id = $3
            returning experiment_id, pool, class, rank, attempt, lost, memory
          ), queued as (
            insert into ready (experiment_id, pool, class, rank, attempt, lost, memory) select * from gone
          ), announced as (
            insert into outbox (experiment_id, state) select experiment_id, 'QUEUED' from gone
          )
          select experiment_id, pool, true as again from gone""");

  /**
   * What would fit if the node were empty and does not now is overtaken only for as long as there
   * is work that is not known to end within seconds and has to end before: by brief work, and by
   * what nobody knows the length of where its rank is at most a minute larger. Then its place is
   * kept free.
   */
  private static final long PATIENCE_MICROS = 60_000_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Database database;
  private final Fronts fronts;

  ClaimStore(Database database, Fronts fronts) {
    this.database = database;
    this.fronts = fronts;
  }

  /** Takes at most as many as the node has slots; none when its lease has ended. */
  Future<Claimed> claim(Claim claim) {
    if (claim.slots() < 1) {
      return Future.succeededFuture(new Claimed(List.of()));
    }
    Fronts.Look look = fronts.next();
    return take(claim, new Room(claim.slots(), claim.freeMemory(), claim.most()), look)
        .compose(found -> look.fromTheFront() ? Future.succeededFuture(found) : rest(claim, found))
        .map(found -> new Claimed(found.stream().map(Taken::work).toList()));
  }

  /**
   * What a look may take.
   *
   * @param slots processors
   * @param memory bytes
   * @param most attempts
   */
  record Room(int slots, long memory, int most) {}

  private record Taken(long rank, Work work) {}

  /** Looks from the front for what is still free after a look that began further back. */
  private Future<List<Taken>> rest(Claim claim, List<Taken> found) {
    Room room =
        new Room(
            claim.slots() - found.stream().mapToInt(one -> one.work().cpu()).sum(),
            claim.freeMemory() - found.stream().mapToLong(one -> one.work().memory()).sum(),
            claim.most() - found.size());
    if (room.slots() < 1 || room.most() < 1) {
      return Future.succeededFuture(found);
    }
    return take(claim, room, fronts.again())
        .map(
            more ->
                Stream.concat(more.stream(), found.stream())
                    .sorted(Comparator.comparingLong(Taken::rank))
                    .toList());
  }

  private Future<List<Taken>> take(Claim claim, Room room, Fronts.Look look) {
    return database
        .run(CLAIM, parameters(claim, room, look))
        .map(
            rows -> {
              List<Taken> taken = new ArrayList<>(rows.size());
              for (Row row : rows) {
                long rank = row.getLong("rank");
                fronts.took(look, row.getString("pool"), row.getString("class"), rank);
                taken.add(new Taken(rank, work(row)));
              }
              return taken;
            });
  }

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

  Future<Released> giveBack(GiveBack back) {
    Tuple parameters =
        Tuple.tuple()
            .addArrayOfUUID(back.experiments().toArray(UUID[]::new))
            .addArrayOfLong(back.tokens().toArray(Long[]::new))
            .addUUID(back.nodeId());
    return database.run(GIVE_BACK, parameters).map(Released::of);
  }

  private static Work work(Row row) {
    JsonNode arguments = tree(row.getString("arguments"));
    List<String> argumentList = new ArrayList<>(arguments.size());
    arguments.forEach(argument -> argumentList.add(argument.asText()));
    Map<String, String> env = new LinkedHashMap<>();
    tree(row.getString("env"))
        .properties()
        .forEach(e -> env.put(e.getKey(), e.getValue().asText()));
    return new Work(
        row.getUUID("experiment_id"),
        row.getInteger("attempt"),
        row.getLong("token"),
        row.getString("runtime"),
        row.getString("program"),
        argumentList,
        new Json(row.getString("parameters")),
        new Json(row.getString("inputs")),
        env,
        row.getLong("seed"),
        limits(row),
        row.getInteger("cpu"),
        row.getLong("taken"),
        Boolean.TRUE.equals(row.getBoolean("brief")),
        row.getInteger("priority"));
  }

  private static Limits limits(Row row) {
    Limits limits = StoredLimits.decode(row.getString("limits"));
    Long memory = row.getLong("memory");
    return memory == null ? limits : limits.withMemory(memory);
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored specification is no JSON", e);
    }
  }
}
