package io.athanor.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import java.util.function.Supplier;

/**
 * A way into a verticle for others on its own event loop, without the event bus's registry, headers
 * and handlers for replies. Each call runs in a fresh context of the verticle, as a message would,
 * so that correlation id, deadline and timers stay apart; and never within the caller's own step,
 * so that nobody has to expect to be called back before a request returns. Only an internal type
 * makes fresh contexts, which is an exception to rule 10 of the house.
 */
final class SameLoop {

  private final ContextInternal verticle;
  private final Thread thread;

  private SameLoop(ContextInternal verticle, Thread thread) {
    this.verticle = verticle;
    this.thread = thread;
  }

  /** The way into the verticle that runs here, or null where it has no event loop. */
  static SameLoop here() {
    boolean onLoop = Context.isOnEventLoopThread() && Vertx.currentContext() != null;
    return onLoop ? new SameLoop(ContextInternal.current().unwrap(), Thread.currentThread()) : null;
  }

  /** The one thread of the event loop. */
  Thread thread() {
    return thread;
  }

  /** To be called on the same event loop only. The future ends in the caller's context. */
  <T> Future<T> call(Supplier<Future<T>> work) {
    PromiseInternal<T> answer = ContextInternal.current().promise();
    String correlation = Correlation.id();
    verticle
        .duplicate()
        .runOnContext(
            now -> {
              Correlation.id(correlation);
              work.get().onComplete(answer);
            });
    return answer.future();
  }
}
