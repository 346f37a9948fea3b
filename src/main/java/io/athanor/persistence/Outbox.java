package io.athanor.persistence;

import io.athanor.contract.Experiments.Change;
import io.athanor.contract.Experiments.Changes;
import io.athanor.contract.Experiments.ReadChanges;
import io.athanor.contract.State;
import io.athanor.contract.Verdict;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes of state in the order (transaction, number), never beyond the oldest transaction that
 * still runs: what commits later has a later place, so that a follower who has seen a place has
 * seen all before it.
 */
final class Outbox {

  private static final Statement READ =
      new Statement(
          "outbox.read",
          """
          select o.xid::text as place, o.id, o.experiment_id, o.state, o.verdict, o.at from outbox o
          where (o.xid, o.id) > ($1::text::xid8, $2) and o.xid < pg_snapshot_xmin(pg_current_snapshot())
          order by o.xid, o.id limit $3""");

  private static final Statement NOW =
      new Statement("outbox.now", "select pg_snapshot_xmin(pg_current_snapshot())::text as place");

  private static final Statement PURGE =
      new Statement(
          "outbox.purge",
          """
          delete from outbox where ctid = any (array(
            select f.ctid from (select ctid, at from outbox order by xid, id limit 10000) f
            where f.at < now() - interval '7 days'))""");

  private static final Statement PURGE_IDEMPOTENCY =
      new Statement(
          "idempotency.purge",
          """
          delete from idempotency where ctid = any (array(
            select ctid from idempotency where created_at < now() - interval '7 days' order by created_at limit 10000))""");

  /** A cancellation that lost the race against its experiment's end has nothing left to do. */
  private static final Statement PURGE_CANCELLATIONS =
      new Statement(
          "cancellations.purge",
          """
          delete from cancellations c using outcomes o
          where o.experiment_id = c.experiment_id and c.requested_at < now() - interval '1 hour'""");

  private final Database database;

  Outbox(Database database) {
    this.database = database;
  }

  Future<Changes> read(ReadChanges read) {
    if (read.cursor() == null) {
      return database
          .run(NOW, Tuple.tuple())
          .map(rows -> new Changes(List.of(), rows.iterator().next().getString("place") + ".0"));
    }
    String[] place = place(read.cursor());
    return database
        .run(READ, Tuple.of(place[0], Long.parseLong(place[1]), read.limit()))
        .map(rows -> changes(rows, read.cursor()));
  }

  private static String[] place(String cursor) {
    String[] place = cursor.split("\\.", -1);
    if (place.length != 2 || !place[0].matches("\\d{1,19}") || !place[1].matches("\\d{1,18}")) {
      throw Cursors.damaged();
    }
    return place;
  }

  private static Changes changes(Iterable<Row> rows, String cursor) {
    List<Change> changes = new ArrayList<>();
    String last = cursor;
    for (Row row : rows) {
      last = row.getString("place") + "." + row.getLong("id");
      String verdict = row.getString("verdict");
      changes.add(
          new Change(
              last,
              row.getUUID("experiment_id"),
              State.valueOf(row.getString("state")),
              verdict == null ? null : Verdict.valueOf(verdict),
              row.getOffsetDateTime("at").toInstant()));
    }
    return new Changes(changes, last);
  }

  /** Forgets what is older than a week, piece by piece so that no statement takes long. */
  Future<Void> purge() {
    return purge(PURGE)
        .compose(done -> purge(PURGE_IDEMPOTENCY))
        .compose(done -> database.run(PURGE_CANCELLATIONS, Tuple.tuple()))
        .mapEmpty();
  }

  private Future<Void> purge(Statement piece) {
    return database
        .run(piece, Tuple.tuple())
        .compose(rows -> rows.rowCount() == 0 ? Future.succeededFuture() : purge(piece));
  }
}
