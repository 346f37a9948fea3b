package io.athanor.persistence;

import io.athanor.contract.Profiles.StatementSample;
import io.athanor.contract.Profiles.StatementsObserved;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Executions of this verticle under the plans that are kept, written a few times a minute. What was
 * executed before a plan was seen since the start is not counted: it may have been under another
 * one. Must be used from one context only.
 */
final class PlanCounts {

  private static final int MOST = 2_000;
  private static final double NANOS_PER_MILLI = 1_000_000.0;

  /** Rows are locked in one order by all nodes. */
  private static final Statement EXECUTED =
      new Statement(
          "histories.executed",
          """
          with d as (select statement, fingerprint, count, millis
            from unnest($1::text[], $2::text[], $3::int8[], $4::float8[]) u (statement, fingerprint, count, millis)),
          newest as (select p.statement, p.fingerprint, p.mode, p.hash, sum(d.count)::int8 as count, sum(d.millis) as millis
            from d join statement_plans p on p.statement = d.statement and p.fingerprint in ('', d.fingerprint) and p.mode = 'GENERIC'
              and p.last_seen >= $5
            where not exists (select from statement_plans o where o.statement = p.statement and o.fingerprint = p.fingerprint
              and o.mode = 'GENERIC' and o.last_seen > p.last_seen)
            group by p.statement, p.fingerprint, p.mode, p.hash),
          locked as (select p.statement, p.fingerprint, p.mode, p.hash, c.count, c.millis
            from newest c join statement_plans p using (statement, fingerprint, mode, hash)
            order by p.statement, p.fingerprint, p.mode, p.hash for update of p)
          update statement_plans p set executions = p.executions + l.count, millis = p.millis + l.millis
          from locked l where p.statement = l.statement and p.fingerprint = l.fingerprint and p.mode = l.mode and p.hash = l.hash""");

  private record Key(String statement, String fingerprint) {}

  private static final class Count {
    private long executions;
    private double millis;
  }

  private final Database database;
  private final OffsetDateTime began = Instant.now().atOffset(ZoneOffset.UTC);
  private Map<Key, Count> counts = new LinkedHashMap<>();

  PlanCounts(Database database) {
    this.database = database;
  }

  /** Adds what was executed since the last report. */
  void add(StatementsObserved observed) {
    for (StatementSample one : observed.statements()) {
      if (one.count() > 0) {
        add(
            new Key(one.name(), one.fingerprint()),
            one.count(),
            one.executionNanos() / NANOS_PER_MILLI);
      }
    }
  }

  private void add(Key key, long executions, double millis) {
    if (counts.size() < MOST || counts.containsKey(key)) {
      Count count = counts.computeIfAbsent(key, added -> new Count());
      count.executions += executions;
      count.millis += millis;
    }
  }

  /** Writes what was counted; what could not be written is counted on. */
  Future<Void> flush() {
    if (counts.isEmpty()) {
      return Future.succeededFuture();
    }
    Map<Key, Count> written = counts;
    counts = new LinkedHashMap<>();
    Tuple parameters =
        Tuple.tuple()
            .addArrayOfString(written.keySet().stream().map(Key::statement).toArray(String[]::new))
            .addArrayOfString(
                written.keySet().stream().map(Key::fingerprint).toArray(String[]::new))
            .addArrayOfLong(
                written.values().stream().map(one -> one.executions).toArray(Long[]::new))
            .addArrayOfDouble(
                written.values().stream().map(one -> one.millis).toArray(Double[]::new))
            .addOffsetDateTime(began);
    return database
        .run(EXECUTED, parameters)
        .onFailure(
            cause -> written.forEach((key, count) -> add(key, count.executions, count.millis)))
        .mapEmpty();
  }
}
