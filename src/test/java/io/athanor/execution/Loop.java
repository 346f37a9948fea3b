package io.athanor.execution;

import io.athanor.support.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** One event loop for a test, as a verticle has it. */
final class Loop extends VerticleBase {

  /** A new one. */
  static Loop on(Vertx vertx) {
    Loop loop = new Loop();
    Await.value(vertx.deployVerticle(loop));
    return loop;
  }

  Context context() {
    return context;
  }

  /** What the task answers on the loop. */
  <T> T call(Callable<T> task) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    context.runOnContext(
        now -> {
          try {
            answer.complete(task.call());
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.join();
  }

  /** Runs the task on the loop. */
  void run(Runnable task) {
    call(
        () -> {
          task.run();
          return null;
        });
  }

  /** What comes of the future that the task makes on the loop. */
  <T> T await(Callable<Future<T>> task) {
    return Await.value(call(task));
  }
}
