package io.athanor.persistence;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments.ListPage;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A database with very many experiments, finished and waiting, and the calls to try on it. */
final class Crowd {

  static final UUID NODE = new UUID(0x7000, 0x8000_0000_0000_0001L);
  private static final int MIDDLE = 10_000;
  private static final String DIGEST = "ab".repeat(32);

  private Crowd() {}

  /** The id of the finished (or ready) experiment with this number. */
  static UUID id(boolean finished, int number) {
    return new UUID(
        (0x019A_0000_0000L + number) << 16 | 0x7000, 0x8000_0000_0000_0000L | (finished ? 1 : 2));
  }

  private static String idSql(boolean finished) {
    return "(lpad(to_hex(x'019A00000000'::bigint + i), 12, '0') || '70008000%012d')::uuid"
        .formatted(finished ? 1 : 2);
  }

  /** Nodes, lines and running attempts, as many as they stay. */
  static void settle(Connection connection) throws SQLException {
    run(
        connection,
        "do $$ declare t text; begin for t in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            + " where n.nspname = 'public' and c.relkind = 'r' loop execute format('alter table %I set (autovacuum_enabled = off)', t);"
            + " end loop; end $$",
        "insert into sessions (id, owner, question) values ('" + NODE + "', 'admin', 'why?')",
        "insert into leases values ('"
            + NODE
            + "', 1, interval '1 hour', now() + interval '1 day')",
        "insert into queue_classes select 'p' || p, 'python/none/64MB', 'python', 0, 67108864 from generate_series(1, 4) p",
        "insert into running (experiment_id, pool, class, rank, attempt, lost, token, node_id)"
            + " select ('0000000000007000a000' || lpad(i::text, 12, '0'))::uuid, 'p1', 'python/none/64MB', 1, 1, 0, i,"
            + " case when i <= 50 then '"
            + NODE
            + "'::uuid else gen_random_uuid() end from generate_series(1, 3000) i",
        "insert into experiments (id, owner, runtime, parameters, priority, pool, limits, fingerprint)"
            + " select experiment_id, 'admin', 'python', '{}', 0, 'p1', '{}', sha256('r') from running");
  }

  /**
   * Experiments with these numbers: finished ones with all that belongs to them, and ready ones.
   */
  static void fill(Connection connection, int from, int to) throws SQLException {
    String series = " from generate_series(" + from + ", " + to + ") i";
    for (boolean finished : new boolean[] {true, false}) {
      run(
          connection,
          "insert into experiments (id, owner, name, runtime, parameters, priority, pool, limits, fingerprint, domain, session_id)"
              + " select "
              + idSql(finished)
              + ", 'admin', 'n' || i, 'python', '{\"lr\": 0.1}', 0, 'p' || 1 + i % 4, '{}',"
              + " sha256(convert_to('"
              + finished
              + "' || i, 'UTF8')), 'd', case when i % 100 = 0 then '"
              + NODE
              + "'::uuid end"
              + series,
          "insert into experiment_tags select 'k', 'v' || i % 100, " + idSql(finished) + series);
    }
    String done = idSql(true);
    run(
        connection,
        "insert into ready (experiment_id, pool, class, rank) select "
            + idSql(false)
            + ", 'p' || 1 + i % 4, 'python/none/64MB', i"
            + series,
        "insert into attempts (experiment_id, number, node_id, token, verdict, claimed_at) select "
            + done
            + ", 1, '"
            + NODE
            + "', i, 'SUCCEEDED', now()"
            + series,
        "insert into results select " + done + ", 1, '{\"x\": 1}'" + series,
        "insert into metrics select "
            + done
            + ", k, 'loss', 0.5, k, now()"
            + series
            + ", generate_series(0, 1) k",
        "insert into artifacts select " + done + ", 'a', sha256('x'), 1, 'text/plain'" + series,
        "insert into output_chunks select "
            + done
            + ", 1, k, 1, 0, 'hello'"
            + series
            + ", generate_series(0, 1) k",
        "insert into outcomes (experiment_id, status, verdict, attempt) select "
            + done
            + ", case when i % 10 = 0 then 'FAILED' else 'COMPLETED' end, 'SUCCEEDED', 1"
            + series,
        "insert into outbox (xid, experiment_id, state) select (3 + i / 100)::text::xid8, "
            + done
            + ", 'COMPLETED'"
            + series,
        "insert into contents select sha256(convert_to('c' || i, 'UTF8')), 5, 1" + series,
        "insert into content_chunks select sha256(convert_to('c' || i, 'UTF8')), 0, 'hello'"
            + series,
        "insert into idempotency select 'admin', 'k' || i, 'd', '{}', now() - case when i <= 20 then interval '8 days' else '0' end"
            + series);
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Every hot statement with parameters that find something in the middle of the crowd. */
  static Map<String, Tuple> calls() {
    UUID finished = id(true, MIDDLE);
    UUID ready = id(false, MIDDLE);
    Map<String, Tuple> calls = new LinkedHashMap<>();
    String[] pools = {"p1", "p2", "p3", "p4"};
    calls.put(
        "attempts.claim", Tuple.of(pools, new String[] {"python"}, 3, 1L << 40, 50, NODE, 1L));
    calls.put("attempts.commit", CommitStore.parameters(outcomes(), 3));
    calls.put(
        "experiments.insert", ExperimentInsert.parameters(Draft.many("p1", 50), "admin", Map.of()));
    calls.put("experiments.find-artifact", Tuple.of(finished, "a"));
    calls.put(
        "experiments.check-references",
        Tuple.tuple().addValue(new String[] {DIGEST}).addValue(new UUID[] {ready}));
    calls.put("experiments.find-reusable", Tuple.of(new String[] {DIGEST}, "admin"));
    calls.put("experiments.cancel-queued", Tuple.of(ready, "r"));
    calls.put("experiments.cancel-running", Tuple.of(running(1), "r", "admin"));
    calls.put("experiments.cancel-overlooked", Tuple.tuple());
    calls.put("nodes.lock-lease", Tuple.of(NODE));
    calls.put("nodes.release", Tuple.of(3, "r", NODE));
    calls.put(
        "nodes.release-undelivered",
        Tuple.of(3, "r", NODE).addValue(new Long[] {5L}).addDouble(0.0).addLong(1L));
    calls.put("nodes.renew", Tuple.of(NODE, 1L));
    calls.put("nodes.cancelled", Tuple.of(NODE));
    calls.put("nodes.expired", Tuple.tuple());
    calls.put("output.read", Tuple.of(finished, 0, -1, null, 48_000));
    calls.put("output.state", Tuple.of(finished));
    calls.put(
        "output.append",
        Tuple.of(
            running(1),
            1L,
            new Integer[] {0},
            new Short[] {1},
            new Long[] {0L},
            new Buffer[] {Buffer.buffer("x")}));
    calls.put("outbox.read", Tuple.of("50", 0L, 100));
    calls.put("outbox.purge", Tuple.tuple());
    calls.put("idempotency.remember", Tuple.of("admin", "new", "d", "{}"));
    calls.put("idempotency.recall", Tuple.of("admin", "k5000"));
    calls.put("idempotency.purge", Tuple.tuple());
    calls.put("cancellations.purge", Tuple.tuple());
    calls.put("contents.get", Tuple.of(DIGEST, 0));
    calls.put("contents.missing", Tuple.tuple().addValue(new String[] {DIGEST}));
    calls.put("contents.put-chunk", Tuple.of(DIGEST, 0, Buffer.buffer("x")));
    calls.put("contents.count-chunks", Tuple.of(DIGEST, 0));
    calls.put("contents.complete", Tuple.of(DIGEST, 5L));
    calls.put("contents.discard", Tuple.of(DIGEST));
    return calls;
  }

  private static UUID running(int number) {
    return UUID.fromString("00000000-0000-7000-a000-%012d".formatted(number));
  }

  private static List<io.athanor.contract.Attempts.Outcome> outcomes() {
    List<io.athanor.contract.Attempts.Outcome> outcomes = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      outcomes.add(
          Member.ended(
              new io.athanor.contract.Attempts.Work(
                  running(i), 1, i, "python", null, List.of(), null, null, Map.of(), null, null),
              Verdict.SUCCEEDED));
    }
    return outcomes;
  }

  /** All that is told of a finished experiment, and of one that waits. */
  static Map<String, Tuple> documents() {
    return Map.of("finished", Tuple.of(id(true, MIDDLE)), "ready", Tuple.of(id(false, MIDDLE)));
  }

  /** Lists that are read all the time. */
  static Map<Statement, Tuple> lists() {
    Map<Statement, Tuple> lists = new LinkedHashMap<>();
    for (State state :
        new State[] {null, State.COMPLETED, State.FAILED, State.QUEUED, State.RUNNING}) {
      for (String cursor : new String[] {null, Cursors.of(id(true, 10_000))}) {
        list(lists, state, Map.of(), cursor, false);
      }
    }
    list(lists, null, Map.of(), null, true);
    list(lists, null, Map.of("k", "v7"), null, false);
    lists.put(
        ExperimentList.statement(
            new ListPage(
                null,
                null,
                null,
                NODE,
                null,
                Map.of(),
                null,
                null,
                null,
                false,
                50,
                null,
                Caller.ADMIN)),
        Tuple.of(NODE, 51));
    return lists;
  }

  private static void list(
      Map<Statement, Tuple> lists,
      State state,
      Map<String, String> tags,
      String cursor,
      boolean oldest) {
    Tuple parameters = Tuple.tuple();
    tags.forEach((key, value) -> parameters.addString(key).addString(value));
    if (state != null && state.terminal()) {
      parameters.addString(state.name());
    }
    if (cursor != null) {
      parameters.addUUID(Cursors.id(cursor));
    }
    parameters.addInteger(51);
    lists.put(
        ExperimentList.statement(
            new ListPage(
                state,
                null,
                null,
                null,
                null,
                tags,
                null,
                null,
                null,
                oldest,
                50,
                cursor,
                Caller.ADMIN)),
        parameters);
  }
}
