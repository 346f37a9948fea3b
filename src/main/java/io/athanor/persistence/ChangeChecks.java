package io.athanor.persistence;

import io.athanor.contract.Advice.Kind;
import io.athanor.contract.Failure;
import io.athanor.contract.IndexDefinitions;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks whether an index can be made or dropped, before anything is changed. */
final class ChangeChecks {

  static final Statement INDEX =
      new Statement(
          "changes.index",
          """
          select c.relkind::text as kind, coalesce(x.indisvalid, false) as valid, pg_get_indexdef(c.oid) as definition,
            coalesce(x.indisreplident, false) or exists (select from pg_constraint k where k.conindid = c.oid) as needed,
            c.relispartition as partition, x.indrelid::int8 as table_oid,
            exists (select from pg_stat_progress_create_index p where p.index_relid = c.oid) as building
          from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_index x on x.indexrelid = c.oid
          where n.nspname = $1 and c.relname = $2""");

  static final Statement TABLE =
      new Statement(
          "changes.table",
          "select c.oid::int8 as table_oid, c.relkind::text as kind from pg_class c where c.oid = to_regclass($1)");

  /** Those that the server would wait for, for however long they take. */
  static final Statement OLD =
      new Statement(
          "changes.old-transactions",
          """
          select 'process ' || a.pid || ' (' || coalesce(nullif(a.application_name, ''), 'no name') || ')' as who,
            extract(epoch from now() - a.xact_start)::int8 as seconds
          from pg_stat_activity a
          where a.datname = current_database() and a.pid <> pg_backend_pid() and a.xact_start < now() - $2 * interval '1 second'
            and a.backend_type = 'client backend'
            and (a.backend_xmin is not null or a.backend_xid is not null
              or exists (select from pg_locks l where l.pid = a.pid and l.relation = $1::int8::oid))
          union all select 'the prepared transaction ' || p.gid, extract(epoch from now() - p.prepared)::int8
          from pg_prepared_xacts p where p.database = current_database() and p.prepared < now() - $2 * interval '1 second'
          order by seconds desc limit 1""");

  private static final Duration OLD_AGE = Duration.ofSeconds(60);
  private static final long LEAST_FREE = 512L << 20;
  private static final int TIMES = 3;

  /** How much room is free for the files of the database. */
  interface Disk {
    long free() throws IOException;
  }

  /**
   * What was found.
   *
   * @param revert the statement that takes it back
   */
  record Checked(String revert, List<String> notes) {}

  private final Vertx vertx;
  private final Database database;
  private final Optional<Disk> disk;
  private final Duration oldAge;

  ChangeChecks(Vertx vertx, Database database, Optional<Disk> disk) {
    this(vertx, database, disk, OLD_AGE);
  }

  ChangeChecks(Vertx vertx, Database database, Optional<Disk> disk, Duration oldAge) {
    this.oldAge = oldAge;
    this.vertx = vertx;
    this.database = database;
    this.disk = disk;
  }

  /** The disk that a folder is on. */
  static Disk disk(Path folder) {
    return () -> Files.getFileStore(folder).getUsableSpace();
  }

  /** Fails with the refusal if it cannot be done. */
  Future<Checked> check(IndexOrder order, long bytes) {
    List<String> notes = new ArrayList<>();
    return database
        .run(INDEX, Tuple.of(order.schema(), order.name()))
        .compose(
            found ->
                order.kind() == Kind.CREATE
                    ? create(order, first(found), bytes, notes)
                    : drop(order, first(found), notes));
  }

  private static Row first(RowSet<Row> rows) {
    return rows.size() == 0 ? null : rows.iterator().next();
  }

  private Future<Checked> create(IndexOrder order, Row index, long bytes, List<String> notes) {
    if (index != null) {
      boolean leftOver =
          index.getString("kind").equals("i")
              && !index.getBoolean("valid")
              && !index.getBoolean("building");
      if (!leftOver) {
        throw refused(
            "index-exists",
            "There is something with the name " + order.index() + " already.",
            "POST /admin/database/advice looks anew at what is missing.");
      }
      notes.add("An index of this name that was never completed was there and is dropped first.");
    }
    return database
        .run(TABLE, Tuple.of(order.table()))
        .compose(
            rows -> {
              Row table = first(rows);
              if (table == null) {
                throw refused(
                    "no-such-table",
                    "There is no table " + order.table() + ".",
                    "POST /admin/database/advice looks anew at the tables that there are.");
              }
              if (table.getString("kind").equals("p")) {
                throw partitioned("The table is partitioned");
              }
              return old(table.getLong("table_oid"));
            })
        .compose(none -> room(bytes, notes))
        .map(enough -> new Checked("DROP INDEX CONCURRENTLY IF EXISTS " + order.index(), notes));
  }

  private Future<Checked> drop(IndexOrder order, Row index, List<String> notes) {
    if (index == null || !index.getString("kind").equalsIgnoreCase("i")) {
      throw refused(
          "no-such-index",
          "There is no index " + order.index() + " any more.",
          "Nothing is to be done; POST /admin/database/advice looks anew.");
    }
    if (index.getBoolean("needed")) {
      throw refused(
          "constraint-needs-index",
          "A constraint or the replication needs the index " + order.index() + ".",
          "Keep it; to be rid of it, drop the constraint first.");
    }
    if (index.getString("kind").equals("I") || index.getBoolean("partition")) {
      throw partitioned("The index is one of a partitioned table");
    }
    String revert = IndexDefinitions.concurrently(index.getString("definition"));
    return old(index.getLong("table_oid")).map(none -> new Checked(revert, notes));
  }

  private Future<Void> old(long table) {
    return database
        .run(OLD, Tuple.of(table, (double) oldAge.toSeconds()))
        .map(
            rows -> {
              if (rows.size() > 0) {
                Row row = rows.iterator().next();
                throw refused(
                    "old-transaction",
                    "A transaction has been open for "
                        + row.getLong("seconds")
                        + " s: "
                        + row.getString("who")
                        + ". The server would wait for it before the index is made or dropped.",
                    "End it, for instance with pg_terminate_backend, and try again.");
              }
              return null;
            });
  }

  private Future<Void> room(long bytes, List<String> notes) {
    if (disk.isEmpty()) {
      notes.add("How much room the server's disk has is not known here, so it was not looked at.");
      return Future.succeededFuture();
    }
    long needed = TIMES * Math.max(0, bytes) + LEAST_FREE;
    return vertx
        .executeBlocking(disk.get()::free)
        .map(
            free -> {
              if (free < needed) {
                throw refused(
                    "disk-too-full",
                    "The disk of the database has %,d MB free, and %,d MB are needed to be safe."
                        .formatted(free >> 20, needed >> 20),
                    "Make room on it and try again.");
              }
              return null;
            });
  }

  private static RefusedException partitioned(String what) {
    return refused(
        "partitioned-table",
        what + ", where the server makes and drops no index without holding up writers.",
        "Make it on each partition CONCURRENTLY, then on the table with ON ONLY, and attach them.");
  }

  static RefusedException refused(String type, String detail, String advice) {
    return new RefusedException(new Refusal(Failure.CONFLICT, type, detail, advice, null));
  }
}
