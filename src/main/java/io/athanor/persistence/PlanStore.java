package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.bus.Wire;
import io.athanor.contract.Histories;
import io.athanor.contract.Histories.Keep;
import io.athanor.contract.Histories.Kept;
import io.athanor.contract.Histories.KeptPage;
import io.athanor.contract.Histories.KeptPlan;
import io.athanor.contract.Histories.ReadKept;
import io.athanor.contract.Plans.Finding;
import io.athanor.contract.Plans.Mode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans that were seen of Athanor's statements. Several nodes may hear of the same plan and keep
 * it: what is not newer than what is there changes nothing.
 */
final class PlanStore {

  private static final int PLANS = 5;
  private static final int STATEMENTS = 1_000;

  /** With their texts, so that an answer stays small. */
  private static final int MOST_OF_ONE = 5;

  /** Whether another plan was current meanwhile. */
  private static final String RETURNS =
      """
      exists (select from statement_plans s where s.statement = p.statement and s.fingerprint = p.fingerprint and s.mode = p.mode
                and s.last_seen > p.last_seen)"""
          .strip();

  /** What a plan has taken before it went away and came back is another story. */
  private static final Statement KEEP =
      new Statement(
          "histories.keep",
          """
          insert into statement_plans as p (statement, fingerprint, mode, hash, first_seen, last_seen, current_since, taken, executions, millis,
            cost, findings, scans, plan)
          select k.statement, coalesce(k.fingerprint, ''), k.mode, k.hash, k."firstSeen", k."lastSeen", k."currentSince", k.taken, k.executions,
            k.millis, k.cost, k.findings, k.scans, k.text
          from json_to_recordset($1::text::json) k (statement text, fingerprint text, mode text, hash text, "firstSeen" timestamptz,
            "lastSeen" timestamptz, "currentSince" timestamptz, taken int8, executions int8, millis float8, cost float8, findings json,
            scans text[], text text)
          order by 1, 2, 3, 4
          on conflict (statement, fingerprint, mode, hash) do update set last_seen = excluded.last_seen, taken = p.taken + excluded.taken,
            cost = excluded.cost, findings = excluded.findings, scans = excluded.scans, plan = excluded.plan,
            current_since = case when %1$s then excluded.current_since else p.current_since end,
            executions = case when p.mode = 'GENERIC' and %1$s then 0 else p.executions + excluded.executions end,
            millis = case when p.mode = 'GENERIC' and %1$s then 0 else p.millis + excluded.millis end
          where p.last_seen < excluded.last_seen
          returning xmax = 0 as inserted"""
              .formatted(RETURNS));

  /** The current plan and the one before it stay, whatever slow values were seen. */
  private static final Statement FORGET =
      new Statement(
          "histories.forget",
          """
          delete from statement_plans where (statement, fingerprint, mode, hash) in (
            select statement, fingerprint, mode, hash from (
              select statement, fingerprint, mode, hash, row_number() over (partition by statement, fingerprint
                order by mode = 'GENERIC' and place <= 2 desc, last_seen desc, hash) as place
              from (select statement, fingerprint, mode, hash, last_seen,
                  row_number() over (partition by statement, fingerprint, mode order by last_seen desc, hash) as place
                from statement_plans where statement = any($1)) of_mode) of_statement
            where place > $2)""");

  private static final Statement FORGET_STATEMENTS =
      new Statement(
          "histories.forget-statements",
          """
          delete from statement_plans where (statement, fingerprint) in (
            select statement, fingerprint from statement_plans group by statement, fingerprint
            order by max(last_seen) desc, statement, fingerprint offset $1)""");

  private static final String ROWS =
      """
      select p.statement, p.fingerprint, p.mode, p.hash, p.first_seen, p.last_seen, p.current_since, p.taken, p.executions, p.millis, p.cost,
        p.findings::text as findings, p.scans, %s as plan
      from page join statement_plans p using (statement, fingerprint)
      order by p.statement, p.fingerprint, p.last_seen desc, p.mode, p.hash""";

  static final Statement LIST =
      new Statement(
          "histories.list",
          """
          with page as (select distinct statement, fingerprint from statement_plans where (statement, fingerprint) >= ($1, $2)
            order by statement, fingerprint limit $3)
          """
              + ROWS.formatted("null::text"));

  static final Statement OF_ONE =
      new Statement(
          "histories.of-one",
          """
          with page as (select distinct statement, fingerprint from statement_plans where statement = $1 and fingerprint >= $2
            order by statement, fingerprint limit $3)
          """
              + ROWS.formatted("p.plan"));

  private final Database database;
  private final PlanCounts counts;

  PlanStore(Database database) {
    this.database = database;
    this.counts = new PlanCounts(database);
  }

  /** The executions under these plans that this verticle has seen. */
  PlanCounts counts() {
    return counts;
  }

  Future<?> serve(Bus bus) {
    return Future.all(bus.serve(Histories.KEEP, this::keep), bus.serve(Histories.KEPT, this::read));
  }

  private Future<Kept> keep(Keep asked) {
    return database
        .run(KEEP, Tuple.of(Wire.encode(asked.plans().toArray())))
        .compose(
            rows -> {
              boolean added = false;
              for (Row row : rows) {
                added |= row.getBoolean("inserted");
              }
              return added ? forget(asked) : Future.succeededFuture();
            })
        .map(done -> new Kept());
  }

  private Future<?> forget(Keep asked) {
    String[] statements =
        asked.plans().stream().map(KeptPlan::statement).distinct().toArray(String[]::new);
    return database
        .run(FORGET, Tuple.tuple().addArrayOfString(statements).addLong((long) PLANS))
        .compose(gone -> database.run(FORGET_STATEMENTS, Tuple.of((long) STATEMENTS)));
  }

  private Future<KeptPage> read(ReadKept asked) {
    List<Object> from =
        asked.cursor() == null
            ? List.of("", "")
            : Cursors.read(asked.cursor(), String.class, String.class);
    String statement = asked.statement();
    int limit = statement == null ? asked.limit() : Math.min(MOST_OF_ONE, asked.limit());
    Tuple place =
        Tuple.of(statement == null ? from.get(0) : statement, from.get(1), (long) limit + 1);
    return counts
        .flush()
        .otherwiseEmpty()
        .compose(flushed -> database.run(statement == null ? LIST : OF_ONE, place))
        .map(rows -> page(rows, limit));
  }

  /** The statement after the last one is read with them: the next page begins with it. */
  private static KeptPage page(RowSet<Row> rows, int limit) {
    List<KeptPlan> plans = new ArrayList<>();
    int statements = 0;
    KeptPlan last = null;
    for (Row row : rows) {
      KeptPlan plan = plan(row);
      if (last == null || !plan.isOfSame(last)) {
        statements++;
      }
      if (statements > limit) {
        return new KeptPage(
            plans,
            Cursors.of(plan.statement(), Optional.ofNullable(plan.fingerprint()).orElse("")));
      }
      plans.add(plan);
      last = plan;
    }
    return new KeptPage(plans, null);
  }

  private static KeptPlan plan(Row row) {
    String fingerprint = row.getString("fingerprint");
    return new KeptPlan(
        row.getString("statement"),
        fingerprint.isEmpty() ? null : fingerprint,
        Mode.valueOf(row.getString("mode")),
        row.getString("hash"),
        row.getOffsetDateTime("first_seen").toInstant(),
        row.getOffsetDateTime("last_seen").toInstant(),
        row.getOffsetDateTime("current_since").toInstant(),
        row.getLong("taken"),
        row.getLong("executions"),
        row.getDouble("millis"),
        row.getDouble("cost"),
        List.of(Wire.decode(row.getString("findings"), Finding[].class)),
        List.of(row.getArrayOfStrings("scans")),
        row.getString("plan"));
  }
}
