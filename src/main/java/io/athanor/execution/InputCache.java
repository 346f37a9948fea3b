package io.athanor.execution;

import io.athanor.contract.Contents.Chunk;
import io.athanor.execution.sandbox.StoredInput;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Large inputs, fetched into files of the node once for all attempts that have them. Used on one
 * context only; what blocks is done elsewhere.
 */
final class InputCache {

  /** What is written at a time. */
  private static final int PART = 1 << 20;

  private final Vertx vertx;
  private final InputFiles files;
  private final Map<String, Future<StoredInput>> last = new HashMap<>();

  InputCache(Vertx vertx, InputFiles files) {
    this.vertx = vertx;
    this.files = files;
  }

  /** For one attempt. */
  Held forAttempt(Persistent persistent) {
    return new Held(persistent);
  }

  /** What one attempt has of them. */
  final class Held {

    private final Persistent persistent;
    private final List<String> digests = new ArrayList<>();
    private final long since = System.nanoTime();

    private Held(Persistent persistent) {
      this.persistent = persistent;
    }

    /**
     * The file of a content, which stays until it is released. Waits a while for room on the disk.
     *
     * @param chunks fetches a chunk by its number
     */
    Future<StoredInput> take(
        String digest, IntFunction<Future<Chunk>> chunks, BooleanSupplier wanted) {
      return persistent
          .request(
              () -> inTurn(digest, chunks),
              () -> wanted.getAsBoolean() && System.nanoTime() - since < files.patience().toNanos())
          .onSuccess(taken -> digests.add(digest));
    }

    void release() {
      digests.forEach(files::release);
      digests.clear();
    }
  }

  /** One after the other for each digest, so that the second finds what the first has fetched. */
  private Future<StoredInput> inTurn(String digest, IntFunction<Future<Chunk>> chunks) {
    Future<StoredInput> before = last.getOrDefault(digest, Future.succeededFuture());
    Future<StoredInput> mine =
        before
            .otherwiseEmpty()
            .compose(done -> vertx.executeBlocking(() -> files.take(digest), false))
            .compose(
                found ->
                    found.isPresent()
                        ? Future.succeededFuture(found.get())
                        : fetch(digest, chunks));
    last.put(digest, mine);
    mine.onComplete(done -> last.remove(digest, mine));
    return mine;
  }

  private Future<StoredInput> fetch(String digest, IntFunction<Future<Chunk>> chunks) {
    return chunks
        .apply(0)
        .compose(
            first ->
                vertx
                    .executeBlocking(() -> files.begin(digest, first.size()), false)
                    .compose(file -> fill(file, first, chunks)));
  }

  private Future<StoredInput> fill(
      IncomingInput file, Chunk first, IntFunction<Future<Chunk>> chunks) {
    return new Filling(file, first.chunks(), chunks)
        .rest(first)
        .compose(done -> vertx.executeBlocking(file::keep, false))
        .recover(
            cause ->
                vertx
                    .executeBlocking(
                        () -> {
                          file.abandon();
                          return null;
                        },
                        false)
                    .compose(gone -> Future.failedFuture(cause)));
  }

  /**
   * Writes one content. What was written is forgotten: a step that held its part would keep the
   * whole content in memory, because each step waits for all that come after it.
   */
  private final class Filling {

    private final IncomingInput file;
    private final int end;
    private final IntFunction<Future<Chunk>> chunks;
    private Buffer part = Buffer.buffer();

    Filling(IncomingInput file, int end, IntFunction<Future<Chunk>> chunks) {
      this.file = file;
      this.end = end;
      this.chunks = chunks;
    }

    Future<Void> rest(Chunk chunk) {
      part.appendBytes(chunk.bytes().value());
      int next = chunk.number() + 1;
      if (next < end && part.length() < PART) {
        return chunks.apply(next).compose(this::rest);
      }
      Future<Void> written = written();
      return next < end ? written.compose(done -> chunks.apply(next)).compose(this::rest) : written;
    }

    private Future<Void> written() {
      byte[] bytes = part.getBytes();
      part = Buffer.buffer();
      return vertx.executeBlocking(
          () -> {
            file.write(bytes);
            return null;
          },
          false);
    }
  }
}
