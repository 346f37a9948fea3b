package io.athanor.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/** Collects a body and fails once it is too long, however it was sent. */
final class BodySink implements WriteStream<Buffer> {

  private final Buffer collected = Buffer.buffer();
  private final long limit;

  BodySink(long limit) {
    this.limit = limit;
  }

  static ProblemException tooLarge(long limit) {
    return Problem.of(
            413,
            "body-too-large",
            "The body is larger than "
                + limit
                + " bytes. Send less at a time, or raise http.bodyLimit in the configuration of the node.")
        .raise();
  }

  byte[] bytes() {
    return collected.getBytes();
  }

  @Override
  public Future<Void> write(Buffer chunk) {
    if (collected.length() + (long) chunk.length() > limit) {
      return Future.failedFuture(tooLarge(limit));
    }
    collected.appendBuffer(chunk);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> end() {
    return Future.succeededFuture();
  }

  @Override
  public boolean writeQueueFull() {
    return false;
  }

  @Override
  public BodySink exceptionHandler(Handler<Throwable> handler) {
    return this;
  }

  @Override
  public BodySink setWriteQueueMaxSize(int size) {
    return this;
  }

  @Override
  public BodySink drainHandler(Handler<Void> handler) {
    return this;
  }
}
