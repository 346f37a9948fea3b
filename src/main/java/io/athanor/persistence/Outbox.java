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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes of state in the order (transaction, row, place in the row), never beyond the oldest
 * transaction that still runs: what commits later has a later place, so that a follower who has
 * seen a place has seen all before it.
 */
final class Outbox {

  private static final Statement READ =
      new Statement(
          "outbox.read",
          """
          select c.xid::text as xid, c.id, c.place, c.experiment_id, c.state, c.verdict, c.at from changes c
          where (c.xid, c.id) >= ($1::text::xid8, $2) and (c.xid, c.id, c.place) > ($1::text::xid8, $2, $3)
            and c.xid < pg_snapshot_xmin(pg_current_snapshot())
          order by c.xid, c.id, c.place limit $4""");

  private static final Statement NOW =
      new Statement("outbox.now", "select pg_snapshot_xmin(pg_current_snapshot())::text as xid");

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

  /** Before a row named more than one experiment its place was not given: all of it was seen. */
  private static final Pattern PLACE =
      Pattern.compile("(\\d{1,19})\\.(\\d{1,18})(?:\\.(\\d{1,18}))?");

  private static final String ALL = Long.toString(Long.MAX_VALUE);

  private final Database database;

  Outbox(Database database) {
    this.database = database;
  }

  Future<Changes> read(ReadChanges read) {
    if (read.cursor() == null) {
      return database
          .run(NOW, Tuple.tuple())
          .map(rows -> new Changes(List.of(), rows.iterator().next().getString("xid") + ".0"));
    }
    String[] place = place(read.cursor());
    return database
        .run(
            READ,
            Tuple.of(place[0], Long.parseLong(place[1]), Long.parseLong(place[2]), read.limit()))
        .map(rows -> changes(rows, read.cursor()));
  }

  private static String[] place(String cursor) {
    Matcher place = PLACE.matcher(cursor);
    if (!place.matches()) {
      throw Cursors.damaged();
    }
    String last = place.group(3) == null ? ALL : place.group(3);
    return new String[] {place.group(1), place.group(2), last};
  }

  private static Changes changes(Iterable<Row> rows, String cursor) {
    List<Change> changes = new ArrayList<>();
    String last = cursor;
    for (Row row : rows) {
      last = row.getString("xid") + "." + row.getLong("id") + "." + row.getLong("place");
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
