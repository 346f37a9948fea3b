package io.athanor.persistence;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** A database with very many experiments, finished and waiting, and the calls to try on it. */
final class Crowd {

  static final UUID NODE = new UUID(0x7000, 0x8000_0000_0000_0001L);

  private Crowd() {}

  /** The id of the finished (or ready) experiment with this number. */
  static UUID id(boolean finished, int number) {
    return new UUID(
        (0x019A_0000_0000L + number) << 16 | 0x7000, 0x8000_0000_0000_0000L | (finished ? 1 : 2));
  }

  /** The digest of a content that nothing names. */
  static String content(int number) {
    return Draft.digest(("c" + number).getBytes(StandardCharsets.UTF_8));
  }

  /** The id of the experiment with this number that waits for others. */
  static UUID waiting(int number) {
    UUID id = id(false, number);
    return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() + 1);
  }

  private static String idSql(boolean finished) {
    return "(lpad(to_hex(x'019A00000000'::bigint + i), 12, '0') || '70008000%012d')::uuid"
        .formatted(finished ? 1 : 2);
  }

  /** Nodes, lines and running attempts, as many as they stay. */
  static void settle(Connection connection) throws SQLException {
    Sql.execute(
        connection,
        "do $$ declare t text; begin for t in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            + " where n.nspname = 'public' and c.relkind = 'r' loop execute format('alter table %I set (autovacuum_enabled = off)', t);"
            + " end loop; end $$",
        "insert into sessions (id, owner, question) values ('" + NODE + "', 'admin', 'why?')",
        "insert into hypotheses (id, owner, research_question, statement, rationale, domain) values ('"
            + NODE
            + "', 'admin', 'why?', 'It is so indeed.', 'Because somebody has seen it.', 'd')",
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
      Sql.execute(
          connection,
          "insert into experiments (id, owner, name, runtime, parameters, priority, pool, limits, fingerprint, domain, session_id, hypothesis_id)"
              + " select "
              + idSql(finished)
              + ", 'admin', 'n' || i, 'python', '{\"lr\": 0.1}', 0, 'p' || 1 + i % 4, '{}',"
              + " sha256(convert_to('"
              + finished
              + "' || i, 'UTF8')), 'd', case when i % 100 = 0 then '"
              + NODE
              + "'::uuid end, case when i % 100 = 0 then '"
              + NODE
              + "'::uuid end"
              + series,
          "insert into experiment_tags select 'k', 'v' || i % 100, " + idSql(finished) + series);
    }
    Sql.execute(
        connection,
        "insert into ready (experiment_id, pool, class, rank) select "
            + idSql(false)
            + ", 'p' || 1 + i % 4, 'python/none/64MB', i"
            + series);
    fillWaiting(connection, series);
    fillResults(connection, idSql(true), series);
    fillOutcomes(connection, idSql(true), series);
  }

  /** Each depends on the finished one of its number; a few wait for a time that has come. */
  private static void fillWaiting(Connection connection, String series) throws SQLException {
    String held = idSql(false).replace("000000000002", "000000000004");
    String waits = idSql(false).replace("000000000002", "000000000003");
    Sql.execute(
        connection,
        "insert into waiting (experiment_id, pool, class, rank, not_before) select "
            + waits
            + ", 'p1', 'python/none/64MB', i, case when i <= 20 then now() when i % 2 = 0 then now() + interval '1 day' end"
            + series,
        "insert into experiments (id, owner, runtime, parameters, priority, pool, limits, fingerprint)"
            + " select "
            + waits
            + ", 'admin', 'python', '{}', 0, 'p1', '{}', sha256('w')"
            + series,
        "insert into held (experiment_id, key, keys, pool, class, rank) select "
            + held
            + ", 'key:k' || i % 100, array['key:k' || i % 100], 'p1', 'python/none/64MB', i"
            + series,
        "insert into dependencies select " + waits + ", " + idSql(true) + series);
  }

  private static void fillResults(Connection connection, String done, String series)
      throws SQLException {
    Sql.execute(
        connection,
        "insert into attempts (experiment_id, number, node_id, token, verdict, claimed_at, result, failure_group) select "
            + done
            + ", 1, '"
            + NODE
            + "', i, 'SUCCEEDED', now(), '{\"x\": 1}', case when i % 10 = 0 then md5('g' || i / 500)::uuid end"
            + series,
        "insert into failure_groups (id, signature, verdict) select md5('g' || g)::uuid, 'g' || g, 'FAILED' from (select distinct i / 500 as g"
            + series
            + ") x on conflict do nothing",
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
            + ", generate_series(0, 1) k");
  }

  private static void fillOutcomes(Connection connection, String done, String series)
      throws SQLException {
    Sql.execute(
        connection,
        "insert into outcomes (experiment_id, status, verdict, domain, attempt) select "
            + done
            + ", case when i % 10 = 0 then 'FAILED' else 'COMPLETED' end, 'SUCCEEDED', 'd', 1"
            + series,
        "insert into outbox (xid, experiments, state) select (3 + i / 100)::text::xid8, array["
            + done
            + "], 'COMPLETED'"
            + series,
        "insert into contents select sha256(convert_to('c' || i, 'UTF8')), 5, 1" + series,
        "insert into program_profiles select sha256(convert_to('c' || i, 'UTF8')), 5, 1, 1"
            + series,
        "insert into content_chunks select sha256(convert_to('c' || i, 'UTF8')), 0, 'hello'"
            + series,
        "insert into idempotency select 'admin', 'k' || i, 'd', '{}', now() - case when i <= 20 then interval '8 days' else '0' end"
            + series);
  }
}
