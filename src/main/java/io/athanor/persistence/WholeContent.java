package io.athanor.persistence;

import io.athanor.contract.Contents;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Makes chunks a content once they have its digest. They are read a few at a time and computed
 * here: in one statement the database would hold the whole content in memory, twice, for longer
 * than a statement may run.
 */
final class WholeContent {

  private static final int CHUNKS_AT_ONCE = 32;

  /** With the lock nobody discards them while they are read. */
  private static final Statement HOLD =
      new Statement(
          "contents.hold-chunks",
          """
          select count(*)::int as chunks, coalesce(sum(octet_length(bytes)), 0)::bigint as size
          from (select * from content_chunks where digest = decode($1, 'hex') for key share) k""");

  private static final Statement READ =
      new Statement(
          "contents.read-chunks",
          """
          select bytes from content_chunks
          where digest = decode($1, 'hex') and number >= $2 and number < $3 order by number""");

  private static final Statement COMPLETE =
      new Statement(
          "contents.complete",
          """
          insert into contents (digest, size, chunks) values (decode($1, 'hex'), $2, $3)
          on conflict do nothing""");

  private final Session session;
  private final String digest;
  private final long size;
  private final MessageDigest found = Contents.sha256();

  private WholeContent(Session session, String digest, long size) {
    this.session = session;
    this.digest = digest;
    this.size = size;
  }

  /** Answers whether the chunks that are there are the content of this digest and size. */
  static Future<Boolean> complete(Database database, String digest, long size) {
    return database.transaction(session -> new WholeContent(session, digest, size).complete());
  }

  private Future<Boolean> complete() {
    return session
        .run(HOLD, Tuple.of(digest))
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              int chunks = row.getInteger("chunks");
              return row.getLong("size") == size
                  ? from(0, chunks).compose(read -> stored(chunks))
                  : Future.succeededFuture(false);
            });
  }

  private Future<Void> from(int first, int chunks) {
    if (first >= chunks) {
      return Future.succeededFuture();
    }
    int next = first + CHUNKS_AT_ONCE;
    return session
        .run(READ, Tuple.of(digest, first, next))
        .compose(
            rows -> {
              rows.forEach(row -> found.update(row.getBuffer("bytes").getBytes()));
              return from(next, chunks);
            });
  }

  private Future<Boolean> stored(int chunks) {
    return HexFormat.of().formatHex(found.digest()).equals(digest)
        ? session.run(COMPLETE, Tuple.of(digest, size, chunks)).map(stored -> true)
        : Future.succeededFuture(false);
  }
}
