package io.athanor.http;

import io.athanor.contract.Bytes;
import io.athanor.contract.Contents;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.HexFormat;

/**
 * Cuts a body into chunks and hands them on, one at a time: while one is on its way no more is read
 * from the client, so that a body takes the memory of a chunk or two, however long it is.
 */
final class ChunkSink implements WriteStream<Buffer> {

  /** Takes a chunk and answers whether the content is whole now. */
  interface Taker {
    Future<Boolean> take(int number, Bytes chunk);
  }

  private final Taker taker;
  private final java.security.MessageDigest sha256 = Contents.sha256();
  private Buffer pending = Buffer.buffer();
  private Future<Void> onItsWay = Future.succeededFuture();
  private Handler<Void> drained = ignored -> {};
  private boolean sending;
  private boolean whole;
  private int number;
  private long received;

  ChunkSink(Taker taker) {
    this.taker = taker;
  }

  /** How many bytes have come. */
  long received() {
    return received;
  }

  /** The digest of what has come; to be asked for once, at the end. */
  String digest() {
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** Hands on what is left; answers whether the content is whole then. */
  Future<Boolean> finish() {
    return onItsWay
        .compose(
            sent ->
                pending.length() > 0 || number == 0
                    ? send(pending.getBytes())
                    : Future.succeededFuture())
        .map(sent -> whole);
  }

  @Override
  public Future<Void> write(Buffer data) {
    byte[] bytes = data.getBytes();
    sha256.update(bytes);
    received += bytes.length;
    pending.appendBytes(bytes);
    if (sending || pending.length() < Bytes.MAX) {
      return Future.succeededFuture();
    }
    sending = true;
    onItsWay = full();
    return onItsWay;
  }

  private Future<Void> full() {
    if (pending.length() < Bytes.MAX) {
      sending = false;
      drained.handle(null);
      return Future.succeededFuture();
    }
    byte[] chunk = pending.getBytes(0, Bytes.MAX);
    pending = pending.getBuffer(Bytes.MAX, pending.length());
    return send(chunk).compose(sent -> full());
  }

  private Future<Void> send(byte[] chunk) {
    return taker
        .take(number++, new Bytes(chunk))
        .map(
            complete -> {
              whole |= complete;
              return null;
            });
  }

  @Override
  public boolean writeQueueFull() {
    return sending;
  }

  @Override
  public ChunkSink drainHandler(Handler<Void> handler) {
    drained = handler == null ? ignored -> {} : handler;
    return this;
  }

  @Override
  public Future<Void> end() {
    return Future.succeededFuture();
  }

  @Override
  public ChunkSink exceptionHandler(Handler<Throwable> handler) {
    return this;
  }

  @Override
  public ChunkSink setWriteQueueMaxSize(int size) {
    return this;
  }
}
