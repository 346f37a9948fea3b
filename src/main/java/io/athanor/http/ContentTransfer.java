package io.athanor.http;

import io.athanor.bus.Bus;
import io.athanor.bus.Correlation;
import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;

/** Moves contents in chunks, one at a time, between requests and the store. */
final class ContentTransfer {

  private final Bus bus;
  private final HttpConfig config;

  ContentTransfer(Bus bus, HttpConfig config) {
    this.bus = bus;
    this.config = config;
  }

  /** Stores bytes under their digest, unless they are there already. */
  Future<String> store(String digest, byte[] bytes) {
    if (bytes.length <= Bytes.MAX) {
      return send(digest, bytes);
    }
    return isThere(digest)
        .compose(there -> there ? Future.succeededFuture(digest) : send(digest, bytes));
  }

  private Future<String> send(String digest, byte[] bytes) {
    int chunks = Math.max(1, (bytes.length + Bytes.MAX - 1) / Bytes.MAX);
    Future<Boolean> stored = Future.succeededFuture(false);
    for (int i = 0; i < chunks; i++) {
      int number = i;
      stored =
          stored.compose(before -> put(digest, bytes, number).map(complete -> before || complete));
    }
    return stored.compose(
        complete -> complete ? Future.succeededFuture(digest) : Future.failedFuture(incomplete()));
  }

  static RefusedException incomplete() {
    return new RefusedException(Failure.UNAVAILABLE, "The content was not stored completely.");
  }

  /** Whether a content is stored; it stays long enough to be named then. */
  Future<Boolean> isThere(String digest) {
    return bus.request(Contents.MISSING, new Contents.Missing(List.of(digest)))
        .map(absent -> absent.digests().isEmpty());
  }

  /**
   * Stores one chunk; answers whether the content is whole now. A chunk may come twice, so it is
   * sent again where no answer came: with the last one of a long content there is much to do.
   */
  Future<Boolean> put(String digest, long size, int number, Bytes chunk) {
    Contents.Put put = new Contents.Put(digest, size, number, chunk);
    return put(put)
        .recover(
            cause ->
                cause instanceof RefusedException refused
                        && refused.refusal().failure() == Failure.TIMEOUT
                    ? put(put)
                    : Future.failedFuture(cause));
  }

  private Future<Boolean> put(Contents.Put put) {
    // Each chunk is a request of its own: a large content may take longer than one.
    Correlation.within(config.requestTimeout());
    return bus.request(Contents.PUT, put).map(Contents.Stored::complete);
  }

  private Future<Boolean> put(String digest, byte[] bytes, int number) {
    int start = number * Bytes.MAX;
    int end = Math.min(bytes.length, start + Bytes.MAX);
    return put(digest, bytes.length, number, new Bytes(Arrays.copyOfRange(bytes, start, end)));
  }

  /** Answers with a content; headers that are particular to it are already set. */
  Future<Void> load(RoutingContext ctx, String digest, String type) {
    return chunk(digest, 0)
        .compose(
            first -> {
              ctx.response().putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(first.size()));
              return Replies.foreign(ctx, type, new PullStream(new Rest(digest, first)::next));
            });
  }

  private Future<Contents.Chunk> chunk(String digest, int number) {
    Correlation.within(config.requestTimeout());
    return bus.request(Contents.GET, new Contents.Get(digest, number));
  }

  /** The chunks from the first one on, which was fetched to know the size. */
  private final class Rest {

    private final String digest;
    private final Contents.Chunk first;
    private int number;

    Rest(String digest, Contents.Chunk first) {
      this.digest = digest;
      this.first = first;
    }

    Future<Buffer> next() {
      if (number >= Math.max(1, first.chunks())) {
        return Future.succeededFuture(null);
      }
      int wanted = number++;
      Future<Contents.Chunk> chunk =
          wanted == 0 ? Future.succeededFuture(first) : chunk(digest, wanted);
      return chunk.map(found -> Buffer.buffer(found.bytes().value()));
    }
  }
}
