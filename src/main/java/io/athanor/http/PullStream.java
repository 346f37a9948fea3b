package io.athanor.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;

/**
 * Buffers that are asked for one after the other, never more than one ahead of the reader. A slow
 * client therefore costs one buffer and the socket's queue. Used on one event loop.
 */
final class PullStream implements ReadStream<Buffer> {

  private final Supplier<Future<Buffer>> source;
  private Handler<Buffer> handler;
  private Handler<Void> endHandler;
  private Handler<Throwable> exceptionHandler;
  private long demand = Long.MAX_VALUE;
  private boolean pulling;
  private boolean ended;

  /**
   * A stream of what the source gives.
   *
   * @param source gives the next buffer, an empty one when there is nothing at present, or null at
   *     the end; it is not asked again before it has answered
   */
  PullStream(Supplier<Future<Buffer>> source) {
    this.source = source;
  }

  private void pull() {
    while (!pulling && !ended && handler != null && demand > 0) {
      pulling = true;
      Future<Buffer> next = source.get();
      if (!next.isComplete()) {
        next.onComplete(
            answered -> {
              take(next);
              pull();
            });
        return;
      }
      take(next);
    }
  }

  private void take(Future<Buffer> next) {
    pulling = false;
    if (next.failed() || next.result() == null) {
      ended = true;
      if (next.failed()) {
        exceptionHandler.handle(next.cause());
      } else {
        endHandler.handle(null);
      }
    } else if (next.result().length() > 0 && handler != null) {
      demand = demand == Long.MAX_VALUE ? demand : demand - 1;
      handler.handle(next.result());
    }
  }

  @Override
  public PullStream exceptionHandler(Handler<Throwable> value) {
    exceptionHandler = value == null ? ignored -> {} : value;
    return this;
  }

  @Override
  public PullStream handler(Handler<Buffer> value) {
    handler = value;
    pull();
    return this;
  }

  @Override
  public PullStream endHandler(Handler<Void> value) {
    endHandler = value == null ? ignored -> {} : value;
    return this;
  }

  @Override
  public PullStream pause() {
    demand = 0;
    return this;
  }

  @Override
  public PullStream resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public PullStream fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    pull();
    return this;
  }
}
