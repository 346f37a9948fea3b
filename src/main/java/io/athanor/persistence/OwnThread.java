package io.athanor.persistence;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A thread for what blocks for long, one thing after the other. What else the same context has to
 * do that blocks goes on meanwhile: Vert.x would let it wait in turn, on whatever thread it is.
 */
final class OwnThread {

  private static final boolean IN_TURN = false;

  private final WorkerExecutor worker;

  /**
   * Makes it.
   *
   * @param longest minutes after which the log says that something hangs
   */
  OwnThread(Vertx vertx, String name, int longest) {
    this.worker = vertx.createSharedWorkerExecutor(name, 1, longest, TimeUnit.MINUTES);
  }

  <T> Future<T> run(Callable<T> blocking) {
    return worker.executeBlocking(blocking, IN_TURN);
  }

  Future<Void> close() {
    return worker.close();
  }
}
