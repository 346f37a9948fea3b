package io.athanor.persistence;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes contents that nothing names, and chunks of uploads that were never completed, a little at
 * a time. First they are condemned, and only a grace period later removed, if nothing names them
 * then: so nobody who submits or commits has to lock anything, and whoever is about to name a
 * condemned one takes that back. Several nodes may do it at once.
 */
final class ContentCollector {

  private static final Logger LOG = LoggerFactory.getLogger(ContentCollector.class);

  private static final int LOOKED_AT = 1_000;
  private static final int REMOVED = 20;
  private static final long REMOVED_BYTES = 128L << 20;
  private static final int BATCHES = 10;

  /** Compared with a value, not joined: each is a look-up, whatever the statistics say. */
  private static final String UNNAMED =
      """
      (select 1 from experiments e where e.program_digest = c.digest limit 1) is null
              and (select 1 from experiments e where json_array_length(e.inputs) > 0
                and input_digests(e.inputs) @> array[encode(c.digest, 'hex')] limit 1) is null
              and (select 1 from artifacts a where a.digest = c.digest limit 1) is null
              and (select 1 from attempts a where a.result_digest = c.digest limit 1) is null
              and not detached_month_names(c.digest)""";

  static final Statement CONDEMN =
      new Statement(
          "contents.condemn",
          """
          with looked as materialized (
            select digest, created_at, condemned_at from contents where digest > decode($1, 'hex') order by digest limit $2
          ), unnamed as materialized (
            select c.digest from looked c
            where c.condemned_at is null and c.created_at < now() - make_interval(secs => $3) and\s"""
              + UNNAMED
              + """

          ), condemned as (
            update contents set condemned_at = now() where digest = any (array(select digest from unnamed)) and condemned_at is null returning 1
          )
          select (select count(*)::int from looked) as looked, (select count(*)::int from condemned) as condemned,
            (select encode(digest, 'hex') from looked order by digest desc limit 1) as last""");

  static final Statement CHOOSE =
      new Statement(
          "contents.choose",
          """
          select encode(digest, 'hex') as digest, size from contents where condemned_at < now() - make_interval(secs => $1)
          order by condemned_at limit $2 for update skip locked""");

  /** With the locks of the statement before: what it sees of others is all that there will be. */
  static final Statement COLLECT =
      new Statement(
          "contents.collect",
          """
          with chosen as materialized (
            select c.digest,\s"""
              + UNNAMED
              + """
           as unnamed
            from contents c where c.digest = any (array(select decode(d, 'hex') from unnest($1::text[]) as d))
          ), chunks as (
            delete from content_chunks where digest = any (array(select digest from chosen where unnamed))
          ), spared as (
            update contents set condemned_at = null where digest = any (array(select digest from chosen where not unnamed))
          )
          delete from contents where digest = any (array(select digest from chosen where unnamed)) returning size""");

  /** From one digest to the next, however many chunks each has. */
  static final Statement ABANDONED =
      new Statement(
          "contents.find-abandoned",
          """
          with recursive walk(digest, n) as (
            (select k.digest, 1 from content_chunks k where k.digest > decode($1, 'hex') order by k.digest, k.number limit 1)
            union all
            select (select k.digest from content_chunks k where k.digest > w.digest order by k.digest, k.number limit 1), n + 1
            from walk w where w.digest is not null and n < $2
          )
          select encode(w.digest, 'hex') as digest, (select 1 from contents c where c.digest = w.digest) is null
            and (select max(k.created_at) from content_chunks k where k.digest = w.digest) < now() - make_interval(secs => $3) as abandoned
          from walk w where w.digest is not null order by n""");

  static final Statement LOCK_CHUNKS =
      new Statement(
          "contents.lock-chunks",
          "select 1 from content_chunks where digest = decode($1, 'hex') for update");

  static final Statement DROP_CHUNKS =
      new Statement(
          "contents.drop-chunks",
          """
          delete from content_chunks where digest = decode($1, 'hex')
            and (select 1 from contents c where c.digest = decode($1, 'hex')) is null
            and (select max(k.created_at) from content_chunks k where k.digest = decode($1, 'hex')) < now() - make_interval(secs => $2)""");

  private final Database database;
  private final double grace;
  private String lookedUpTo = "";
  private String walkedUpTo = "";

  /**
   * A collector.
   *
   * @param grace how long a content or a chunk stays though nothing names it; 0 for ever
   */
  ContentCollector(Database database, Duration grace) {
    this.database = database;
    this.grace = grace.toSeconds();
  }

  /** Does some of it; goes on where it stopped when it is called again. */
  Future<Void> collect() {
    return grace == 0
        ? Future.succeededFuture()
        : condemn(BATCHES)
            .compose(done -> remove(BATCHES, new Removed(0, 0)))
            .compose(done -> abandoned(BATCHES));
  }

  private Future<Void> condemn(int batches) {
    return database
        .run(CONDEMN, Tuple.of(lookedUpTo, LOOKED_AT, grace))
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              boolean more = row.getInteger("looked") == LOOKED_AT;
              lookedUpTo = more ? row.getString("last") : "";
              return more && batches > 1 ? condemn(batches - 1) : Future.succeededFuture();
            });
  }

  private record Removed(int contents, long bytes) {}

  private Future<Void> remove(int batches, Removed before) {
    return database
        .transaction(this::removed)
        .compose(
            some -> {
              Removed all =
                  new Removed(before.contents() + some.contents(), before.bytes() + some.bytes());
              if (some.contents() > 0 && batches > 1) {
                return remove(batches - 1, all);
              }
              if (all.contents() > 0) {
                LOG.info(
                    "{} contents of {} bytes that nothing named were removed",
                    all.contents(),
                    all.bytes());
              }
              return Future.succeededFuture();
            });
  }

  private Future<Removed> removed(Session session) {
    return session
        .run(CHOOSE, Tuple.of(grace, REMOVED))
        .compose(
            chosen ->
                chosen.size() == 0
                    ? Future.succeededFuture(new Removed(0, 0))
                    : session
                        .run(COLLECT, Tuple.tuple().addArrayOfString(within(chosen)))
                        .map(ContentCollector::sum));
  }

  private static String[] within(RowSet<Row> chosen) {
    List<String> digests = new ArrayList<>();
    long bytes = 0;
    for (Row row : chosen) {
      bytes += row.getLong("size");
      if (digests.isEmpty() || bytes <= REMOVED_BYTES) {
        digests.add(row.getString("digest"));
      }
    }
    return digests.toArray(String[]::new);
  }

  private static Removed sum(RowSet<Row> gone) {
    long bytes = 0;
    for (Row row : gone) {
      bytes += row.getLong("size");
    }
    return new Removed(gone.size(), bytes);
  }

  private Future<Void> abandoned(int batches) {
    return database
        .run(ABANDONED, Tuple.of(walkedUpTo, LOOKED_AT, grace))
        .compose(
            rows -> {
              walkedUpTo = "";
              Future<Void> dropped = Future.succeededFuture();
              for (Row row : rows) {
                walkedUpTo = rows.size() == LOOKED_AT ? row.getString("digest") : "";
                if (row.getBoolean("abandoned")) {
                  dropped = dropped.compose(done -> drop(row.getString("digest")));
                }
              }
              return rows.size() == LOOKED_AT && batches > 1
                  ? dropped.compose(done -> abandoned(batches - 1))
                  : dropped;
            });
  }

  private Future<Void> drop(String digest) {
    return database
        .transaction(
            session ->
                session
                    .run(LOCK_CHUNKS, Tuple.of(digest))
                    .compose(locked -> session.run(DROP_CHUNKS, Tuple.of(digest, grace))))
        .onSuccess(
            gone ->
                LOG.info(
                    "{} chunks of the upload {} that was never completed were removed",
                    gone.rowCount(),
                    digest))
        .mapEmpty();
  }
}
