package io.athanor.persistence;

import io.athanor.contract.Bytes;
import io.athanor.contract.Contents.Absent;
import io.athanor.contract.Contents.Chunk;
import io.athanor.contract.Contents.Get;
import io.athanor.contract.Contents.Missing;
import io.athanor.contract.Contents.Put;
import io.athanor.contract.Contents.Stored;
import io.athanor.contract.Failure;
import io.athanor.contract.Refusal;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Contents by their digest, in chunks. */
final class ContentStore {

  /** Longer contents are refused: whoever sends the last chunk waits until all were read. */
  static final long MAX_SIZE = 256L * 1024 * 1024;

  private static final Statement PUT_CHUNK =
      new Statement(
          "contents.put-chunk",
          """
          insert into content_chunks (digest, number, bytes)
          select decode($1, 'hex'), $2, $3
          where not exists (select from contents where digest = decode($1, 'hex'))
          on conflict (digest, number) do update set created_at = now()
            where content_chunks.created_at < now() - interval '10 minutes'""");

  /**
   * How many chunks there are once the last one is there, and −1 before: chunks that come in order
   * are counted only once. Asked after the chunk was committed, so that of two that come at the
   * same time at least one finds both.
   */
  private static final Statement COUNT =
      new Statement(
          "contents.count-chunks",
          """
          select (select condemned_at is null from contents where digest = decode($1, 'hex')) as kept,
            case when exists (select from content_chunks where digest = decode($1, 'hex') and number = $2)
              then (select count(*)::int from content_chunks where digest = decode($1, 'hex')) else -1 end as chunks""");

  private static final Statement DISCARD =
      new Statement(
          "contents.discard",
          """
          delete from content_chunks
          where digest = decode($1, 'hex') and not exists (select from contents where digest = decode($1, 'hex'))""");

  private static final Statement GET =
      new Statement(
          "contents.get",
          """
          select c.size, c.chunks, k.bytes from contents c
          left join content_chunks k on k.digest = c.digest and k.number = $2
          where c.digest = decode($1, 'hex')""");

  private static final Statement MISSING =
      new Statement(
          "contents.missing",
          """
          select d as digest, (select 1 from contents c where c.digest = decode(d, 'hex')) is not null as condemned
          from unnest($1::text[]) as d
          where (select 1 from contents c where c.digest = decode(d, 'hex') and c.condemned_at is null) is null""");

  private final Database database;

  ContentStore(Database database) {
    this.database = database;
  }

  Future<Stored> put(Put put) {
    int chunks = chunks(put.size());
    boolean plausible =
        put.size() >= 0
            && put.size() <= MAX_SIZE
            && put.digest().matches("[0-9a-f]{64}")
            && put.number() >= 0
            && put.number() < Math.max(1, chunks);
    if (!plausible) {
      return refuse("This is no chunk of a content of at most " + MAX_SIZE + " bytes.");
    }
    return stored(put, chunks, true);
  }

  /** Once more where the content that it was taken for is removed at the same moment. */
  private Future<Stored> stored(Put put, int chunks, boolean again) {
    Future<Integer> stored =
        put.bytes().value().length == 0
            ? Future.succeededFuture(1)
            : database
                .run(
                    PUT_CHUNK,
                    Tuple.of(put.digest(), put.number(), Buffer.buffer(put.bytes().value())))
                .map(RowSet::rowCount);
    return stored.compose(
        added ->
            database
                .run(COUNT, Tuple.of(put.digest(), chunks - 1))
                .compose(
                    rows -> {
                      Row row = rows.iterator().next();
                      Boolean kept = row.getBoolean("kept");
                      if (kept != null) {
                        return kept ? whole(put) : spared(put, chunks, again);
                      }
                      if (added == 0 && again) {
                        return stored(put, chunks, false);
                      }
                      return chunks > 0 && row.getInteger("chunks") < chunks
                          ? Future.succeededFuture(new Stored(put.digest(), false))
                          : complete(put);
                    }));
  }

  private static Future<Stored> whole(Put put) {
    return Future.succeededFuture(new Stored(put.digest(), true));
  }

  private Future<Stored> spared(Put put, int chunks, boolean again) {
    return CondemnedContents.spare(database, List.of(put.digest()))
        .compose(
            spared -> {
              if (!spared.isEmpty()) {
                return whole(put);
              }
              return again
                  ? stored(put, chunks, false)
                  : Future.succeededFuture(new Stored(put.digest(), false));
            });
  }

  private Future<Stored> complete(Put put) {
    return WholeContent.complete(database, put.digest(), put.size())
        .compose(
            complete ->
                complete
                    ? whole(put)
                    : database
                        .run(DISCARD, Tuple.of(put.digest()))
                        .compose(
                            gone -> refuse("The content does not match its digest or its size.")));
  }

  Future<Chunk> get(Get get) {
    if (!get.digest().matches("[0-9a-f]{64}")) {
      return Future.failedFuture(unknown(get.digest()));
    }
    return database
        .run(GET, Tuple.of(get.digest(), get.number()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.failedFuture(unknown(get.digest()));
              }
              Row row = rows.iterator().next();
              Buffer bytes = row.getBuffer("bytes");
              return Future.succeededFuture(
                  new Chunk(
                      get.digest(),
                      row.getLong("size"),
                      row.getInteger("chunks"),
                      get.number(),
                      new Bytes(bytes == null ? new byte[0] : bytes.getBytes())));
            });
  }

  Future<Absent> missing(Missing missing) {
    return database
        .run(MISSING, Tuple.tuple().addArrayOfString(missing.digests().toArray(String[]::new)))
        .compose(
            rows -> {
              List<String> digests = new ArrayList<>();
              List<String> condemned = new ArrayList<>();
              rows.forEach(
                  row ->
                      (row.getBoolean("condemned") ? condemned : digests)
                          .add(row.getString("digest")));
              return condemned.isEmpty()
                  ? Future.succeededFuture(new Absent(digests))
                  : CondemnedContents.spare(database, condemned)
                      .compose(
                          spared ->
                              spared.containsAll(condemned)
                                  ? Future.succeededFuture(new Absent(digests))
                                  : missing(missing));
            });
  }

  private static int chunks(long size) {
    return (int) Math.min(Integer.MAX_VALUE, (size + Bytes.MAX - 1) / Bytes.MAX);
  }

  private static RefusedException unknown(String digest) {
    return new RefusedException(
        new Refusal(
            Failure.NOT_FOUND,
            "unknown-content",
            "There is no content with the digest " + digest + ".",
            "Store it with POST /api/v1/contents.",
            null));
  }

  private static <T> Future<T> refuse(String detail) {
    return Future.failedFuture(
        new RefusedException(
            new Refusal(Failure.UNPROCESSABLE, "bad-content", detail, null, null)));
  }
}
