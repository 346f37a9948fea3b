package io.athanor.persistence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Why an experiment has not started, in words that need no escaping in JSON. */
final class WaitingWords {

  private static final int MOST_AHEAD = 1_000;

  /** The columns that say so, of an experiment {@code e} with its joins. */
  static final String COLUMNS =
      """
      case when q.experiment_id is not null then
      (select count(*) from (select from ready x where x.pool = q.pool and x.class = q.class
        and (x.rank, x.experiment_id) < (q.rank, q.experiment_id) limit 1000) ahead) end as ahead,
      case when q.experiment_id is not null then
      exists (select from nodes n join leases l on l.node_id = n.node_id and l.expires_at > now()
        where q.pool = any(n.pools) and e.runtime = any(n.runtimes)) end as servable,
      case when q.experiment_id is not null then (select p.paused from pools p where p.name = q.pool) end as paused,
      case when o.experiment_id is null and q.experiment_id is null and r.experiment_id is null then
      (select h.key || ' is at its cap of ' || coalesce((select c.most from caps c where c.key = h.key), 1) || ', with '
        || (select count(*) from (select from held x where x.key = h.key and (x.rank, x.experiment_id) < (h.rank, h.experiment_id) limit 1000) y)
        || ' ahead in its line' from held h where h.experiment_id = e.id) end as held,
      case when o.experiment_id is null and q.experiment_id is null and r.experiment_id is null then
      (select json_build_object('notBefore', to_char(w.not_before at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'on',
        (select json_agg(d.depends_on) from (select d.depends_on from dependencies d
          where d.experiment_id = w.experiment_id order by d.depends_on limit 11) d))::text
        from waiting w where w.experiment_id = e.id) end as waits""";

  /** More are not named. */
  private static final int NAMED = 10;

  private WaitingWords() {}

  /** The words, or null for an experiment that does not wait. */
  static String of(Row row) {
    Long ahead = row.getLong("ahead");
    if (ahead != null) {
      String place = inLine(ahead, row.getBoolean("servable"));
      return Boolean.TRUE.equals(row.getBoolean("paused")) ? "its pool is paused; " + place : place;
    }
    String held = row.getString("held");
    if (held != null) {
      return "held: " + held;
    }
    String waits = row.getString("waits");
    return waits == null ? null : notYet(new JsonObject(waits));
  }

  private static String inLine(long ahead, boolean servable) {
    String place =
        ahead == 0
            ? "next in line"
            : (ahead >= MOST_AHEAD ? "1000 or more" : ahead) + " ahead in its line";
    return servable ? place : place + "; no node serves its pool and runtime at present";
  }

  private static String notYet(JsonObject waits) {
    String time = waits.getString("notBefore");
    JsonArray on = waits.getJsonArray("on");
    String until = time == null ? "" : "not before " + time;
    if (on == null) {
      return time == null ? "about to be queued" : until;
    }
    String names =
        IntStream.range(0, Math.min(on.size(), NAMED))
            .mapToObj(on::getString)
            .collect(Collectors.joining(", "));
    String others = on.size() > NAMED ? " and others" : "";
    return (until.isEmpty() ? "" : until + "; ") + "waits until " + names + others + " completed";
  }
}
