package io.athanor.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.athanor.bus.Bus;
import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Whole contents, fetched and stored chunk by chunk; a fetched one is kept, because the experiments
 * of a sweep share their program.
 */
final class ContentAccess {

  private static final long KEPT_BYTES = 32L * 1024 * 1024;

  private final Bus bus;
  private final Cache<String, Long> sizes = Caffeine.newBuilder().maximumSize(10_000).build();
  private final Cache<String, byte[]> kept =
      Caffeine.newBuilder()
          .maximumWeight(KEPT_BYTES)
          .<String, byte[]>weigher((digest, bytes) -> bytes.length + 200)
          .build();

  ContentAccess(Bus bus) {
    this.bus = bus;
  }

  /** The bytes of a content; the array must not be changed. */
  Future<byte[]> fetch(String digest) {
    byte[] known = kept.getIfPresent(digest);
    return known != null
        ? Future.succeededFuture(known)
        : fetch(digest, 0, Buffer.buffer()).map(buffer -> checked(digest, buffer.getBytes()));
  }

  /** How long a content is. */
  Future<Long> size(String digest) {
    Long known = sizes.getIfPresent(digest);
    return known != null
        ? Future.succeededFuture(known)
        : chunk(digest, 0)
            .map(
                first -> {
                  sizes.put(digest, first.size());
                  if (first.chunks() <= 1) {
                    checked(digest, first.bytes().value());
                  }
                  return first.size();
                });
  }

  /** One chunk of a content; whether the whole matches its digest is for the caller to see. */
  Future<Contents.Chunk> chunk(String digest, int number) {
    return bus.request(Contents.GET, new Contents.Get(digest, number));
  }

  private byte[] checked(String digest, byte[] bytes) {
    if (!Contents.digestOf(bytes).equals(digest)) {
      throw new IllegalStateException("the content " + digest + " does not match its digest");
    }
    kept.put(digest, bytes);
    return bytes;
  }

  private Future<Buffer> fetch(String digest, int number, Buffer so) {
    return chunk(digest, number)
        .compose(
            chunk -> {
              so.appendBytes(chunk.bytes().value());
              return number + 1 < chunk.chunks()
                  ? fetch(digest, number + 1, so)
                  : Future.succeededFuture(so);
            });
  }

  /** Stores bytes and answers their digest. */
  Future<String> store(byte[] bytes) {
    String digest = Contents.digestOf(bytes);
    return store(digest, bytes, 0).map(digest);
  }

  private Future<Void> store(String digest, byte[] bytes, int number) {
    int from = number * Bytes.MAX;
    int to = Math.min(bytes.length, from + Bytes.MAX);
    Contents.Put put =
        new Contents.Put(
            digest, bytes.length, number, new Bytes(Arrays.copyOfRange(bytes, from, to)));
    return bus.request(Contents.PUT, put)
        .compose(
            stored ->
                to < bytes.length ? store(digest, bytes, number + 1) : Future.succeededFuture());
  }
}
