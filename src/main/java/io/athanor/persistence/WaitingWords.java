package io.athanor.persistence;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Why an experiment has not started: the one thing that it waits for, its place, and when it may
 * start. Asked for in a statement of its own, so that reading a finished one knows nothing of it.
 */
final class WaitingWords {

  private static final int MOST_AHEAD = 1_000;

  /** More dependencies are not named. */
  private static final int NAMED = 10;

  static final Statement WHY =
      new Statement(
          "queue.why",
          """
          select e.runtime, e.required_tier, q.pool, e.limits->>'memory' as memory,
            (select sum(x.n)::bigint from queue_classes c cross join lateral (
              select count(*) as n from (select from ready y where y.pool = c.pool and y.class = c.class
                and (y.rank, y.experiment_id) < (q.rank, q.experiment_id) limit 1000) y) x where c.pool = q.pool) as ahead,
            (select p.paused from pools p where p.name = q.pool) as paused,
            (select json_build_object('nodes', count(*), 'runtime', count(*) filter (where f.runtime),
                'tier', count(*) filter (where f.runtime and f.tier), 'memory', count(*) filter (where f.runtime and f.tier and f.memory),
                'cpu', count(*) filter (where f.runtime and f.tier and f.memory and f.cpu),
                'room', count(*) filter (where f.fits and f.room), 'open', count(*) filter (where f.fits and f.room and f.closed is null),
                'needs', max(f.needs), 'closed', min(f.name || ': ' || f.closed) filter (where f.fits and f.room), 'slots', coalesce(sum(f.slots) filter (where f.fits), 0),
                'running', (select count(*) from running r where r.pool = q.pool))::text
              from (select x.*, x.runtime and x.tier and x.memory and x.cpu as fits from (
                select n.slots, n.name, c.runtime = any (n.runtimes) as runtime, n.memory >= c.memory as memory, n.slots >= c.cpu as cpu, c.cpu as needs,
                  array_position(array['none', 'landlock', 'namespaced', 'strict'], n.tier) > c.tier as tier,
                  coalesce((l.load->>'forAttempts')::bigint, n.memory) >= c.memory as room, l.load->>'closed' as closed
                from nodes n join leases l on l.node_id = n.node_id and l.expires_at > now()
                join queue_classes c on c.pool = q.pool and c.class = q.class
                where q.pool = any (n.pools) and n.slots > 0) x) f) as nodes,
            (select avg(extract(epoch from a.finished_at - a.claimed_at))::float8 from (
              select finished_at, claimed_at from attempts order by experiment_id desc, number desc limit 100) a) as seconds,
            (select json_build_object('key', h.key, 'attempt', h.attempt, 'most', coalesce((select c.most from caps c where c.key = h.key), 1), 'ahead',
                (select count(*) from (select from held x where x.key = h.key and (x.rank, x.experiment_id) < (h.rank, h.experiment_id)
                  limit 1000) y))::text from held h where h.experiment_id = e.id) as held,
            (select json_build_object('notBefore', to_char(w.not_before at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                'attempt', w.attempt, 'on', (select json_agg(d.depends_on) from (select d.depends_on from dependencies d
                  where d.experiment_id = w.experiment_id order by d.depends_on limit 11) d))::text
              from waiting w where w.experiment_id = e.id) as waits
          from experiments e left join ready q on q.experiment_id = e.id where e.id = $1""");

  /** What keeps it, as a word for programs and as the first half of a sentence. */
  private record Blocker(String word, String why) {}

  /** Nothing but those in front of it. */
  private static final Blocker SLOTS = new Blocker("slots", "");

  private WaitingWords() {}

  /** Members for the document of an experiment that has not started; empty when it just has. */
  static Future<String> members(Database database, UUID id) {
    return database
        .run(WHY, Tuple.of(id))
        .map(rows -> rows.size() == 0 ? "" : members(rows.iterator().next(), Instant.now()));
  }

  private static String members(Row row, Instant now) {
    JsonObject members = new JsonObject();
    if (row.getString("pool") != null) {
      queued(row, now, members);
    } else if (row.getString("held") != null) {
      held(new JsonObject(row.getString("held")), members);
    } else if (row.getString("waits") != null) {
      notYet(new JsonObject(row.getString("waits")), members);
    }
    String text = members.encode();
    return members.isEmpty() ? "" : "," + text.substring(1, text.length() - 1);
  }

  private static void queued(Row row, Instant now, JsonObject members) {
    long ahead = Math.min(MOST_AHEAD, row.getLong("ahead"));
    JsonObject nodes = new JsonObject(row.getString("nodes"));
    String place =
        ahead == 0
            ? "next in line"
            : (ahead == MOST_AHEAD ? "1000 or more" : ahead) + " ahead in its pool";
    Blocker blocker = blocker(row, nodes);
    if (blocker.equals(SLOTS)) {
      long slots = nodes.getLong("slots");
      long running = nodes.getLong("running");
      blocker = new Blocker("slots", slots(nodes, slots, running));
      if (nodes.getLong("needs") == 1) {
        estimate(row.getDouble("seconds"), ahead + running - slots + 1, slots, now, members);
      }
    }
    members
        .put("waiting", blocker.why() + place)
        .put("blocker", blocker.word())
        .put("ahead", ahead);
  }

  /**
   * The first thing that keeps it, of what a node has to be for it and then of what it has left.
   */
  private static Blocker blocker(Row row, JsonObject nodes) {
    if (Boolean.TRUE.equals(row.getBoolean("paused"))) {
      return new Blocker("paused", "its pool " + row.getString("pool") + " is paused; ");
    }
    String memory = row.getString("memory") + " of memory";
    String tier = row.getString("required_tier");
    Map<String, Blocker> needed = new LinkedHashMap<>();
    needed.put("nodes", none("no-node", "no node serves its pool %s at present", row));
    needed.put("runtime", none("no-runtime", "no node of its pool %s has %s", row));
    needed.put(
        "tier", none("no-tier", "no node of its pool reaches the sandbox tier " + tier, row));
    needed.put(
        "memory", none("no-memory", "no node of its pool can carry a limit of " + memory, row));
    needed.put(
        "cpu", none("no-cpu", "no node of its pool has the processors that it asks for", row));
    needed.put(
        "room",
        none("memory-in-use", "no node of its pool has " + memory + " left at present", row));
    String closed = nodes.getString("closed");
    needed.put(
        "open",
        new Blocker("load", "no node of its pool takes more work at present: " + closed + "; "));
    return needed.entrySet().stream()
        .filter(one -> nodes.getLong(one.getKey()) == 0)
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(SLOTS);
  }

  /** Many processors become free one after another, so nobody can say when. */
  private static String slots(JsonObject nodes, long slots, long running) {
    if (nodes.getLong("needs") > 1) {
      return "it waits for " + nodes.getLong("needs") + " processors of one node at once; ";
    }
    return running < slots ? "" : "all " + slots + " slots are taken; ";
  }

  private static Blocker none(String word, String words, Row row) {
    return new Blocker(
        word, words.formatted(row.getString("pool"), row.getString("runtime")) + "; ");
  }

  /** As many rounds of the usual length as the slots need for those in front. */
  private static void estimate(
      Double seconds, long before, long slots, Instant now, JsonObject members) {
    if (seconds != null && before > 0) {
      long rounds = (before + slots - 1) / slots;
      Duration until = Duration.ofMillis(Math.round(Math.min(1e9, rounds * seconds) * 1_000));
      members.put("estimatedStart", now.plus(until).truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }

  private static void held(JsonObject held, JsonObject members) {
    members
        .put(
            "waiting",
            "held: %s is at its cap of %d, with %d ahead in its line"
                .formatted(held.getString("key"), held.getLong("most"), held.getLong("ahead")))
        .put("blocker", "cap")
        .put("attempt", held.getInteger("attempt"))
        .put("ahead", held.getLong("ahead"));
  }

  private static void notYet(JsonObject waits, JsonObject members) {
    String time = waits.getString("notBefore");
    JsonArray on = waits.getJsonArray("on");
    String again = waits.getInteger("attempt") > 1 ? "to be tried again, " : "";
    String until = time == null ? "" : again + "not before " + time;
    if (time != null) {
      members.put("estimatedStart", time);
    }
    if (on == null) {
      members.put("waiting", time == null ? "about to be queued" : until).put("blocker", "time");
      return;
    }
    String names =
        IntStream.range(0, Math.min(on.size(), NAMED))
            .mapToObj(on::getString)
            .collect(Collectors.joining(", "));
    String others = on.size() > NAMED ? " and others" : "";
    members
        .put(
            "waiting",
            (until.isEmpty() ? "" : until + "; ") + "waits until " + names + others + " completed")
        .put("blocker", "dependency");
  }
}
