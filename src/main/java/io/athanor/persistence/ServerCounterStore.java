package io.athanor.persistence;

import io.athanor.bus.Bus;
import io.athanor.contract.ServerCounters;
import io.athanor.contract.ServerCounters.Counted;
import io.athanor.contract.ServerCounters.Counters;
import io.athanor.contract.ServerCounters.Read;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the server itself counts, where its extension {@code pg_stat_statements} is there. The two
 * sides are joined by fingerprint: the server keeps a text for each of its query identifiers.
 */
final class ServerCounterStore {

  private static final Statement PLACE =
      new Statement(
          "counters.place",
          "select quote_ident(n.nspname) as schema,"
              + " current_setting('pg_stat_statements.max', true) is not null as loaded"
              + " from (select 1) one left join (pg_extension e join pg_namespace n"
              + " on n.oid = e.extnamespace) on e.extname = 'pg_stat_statements'");

  private static final String COUNTERS =
      "select queryid::text, query, calls, rows, total_exec_time, shared_blks_hit, shared_blks_read,"
          + " temp_blks_written, wal_bytes::bigint as wal_bytes from %s.pg_stat_statements"
          + " where dbid = (select oid from pg_database where datname = current_database())"
          + " and queryid is not null and query is not null";

  private static final String NOT_LOADED =
      "The database server does not load pg_stat_statements: add it to shared_preload_libraries and"
          + " restart the server.";
  private static final String NOT_CREATED =
      "The database has no extension pg_stat_statements: let its administrator run CREATE EXTENSION"
          + " pg_stat_statements.";
  private static final String UNREADABLE =
      "The counters of pg_stat_statements cannot be read: let the administrator grant"
          + " pg_read_all_stats to the node's role.";

  private final Database database;

  ServerCounterStore(Database database) {
    this.database = database;
  }

  Future<Void> serve(Bus bus) {
    return bus.serve(ServerCounters.READ, this::read);
  }

  Future<Counters> read(Read read) {
    return database.run(PLACE, Tuple.tuple()).compose(rows -> read(rows.iterator().next()));
  }

  private Future<Counters> read(Row place) {
    String schema = place.getString("schema");
    if (!place.getBoolean("loaded") || schema == null) {
      String missing = schema == null && place.getBoolean("loaded") ? NOT_CREATED : NOT_LOADED;
      return Future.succeededFuture(new Counters(Map.of(), missing));
    }
    Statement counters = new Statement("counters.read", COUNTERS.formatted(schema));
    return database
        .run(counters, Tuple.tuple())
        .map(ServerCounterStore::counters)
        .otherwise(refused -> new Counters(Map.of(), UNREADABLE));
  }

  private static Counters counters(RowSet<Row> rows) {
    Map<String, Counted> all = new HashMap<>();
    for (Row row : rows) {
      all.merge(Fingerprint.of(row.getString("query")).id(), counted(row), ServerCounterStore::sum);
    }
    return new Counters(all, null);
  }

  private static Counted counted(Row row) {
    return new Counted(
        List.of(row.getString("queryid")),
        row.getLong("calls"),
        row.getLong("rows"),
        row.getDouble("total_exec_time"),
        row.getLong("shared_blks_hit"),
        row.getLong("shared_blks_read"),
        row.getLong("temp_blks_written"),
        row.getLong("wal_bytes"));
  }

  private static Counted sum(Counted a, Counted b) {
    List<String> ids = new ArrayList<>(a.queryIds());
    b.queryIds().stream().filter(id -> !ids.contains(id)).forEach(ids::add);
    return new Counted(
        ids,
        a.calls() + b.calls(),
        a.rows() + b.rows(),
        a.totalMillis() + b.totalMillis(),
        a.blocksHit() + b.blocksHit(),
        a.blocksRead() + b.blocksRead(),
        a.tempBlocks() + b.tempBlocks(),
        a.walBytes() + b.walBytes());
  }
}
