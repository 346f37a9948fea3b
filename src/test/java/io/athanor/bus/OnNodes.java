package io.athanor.bus;

import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Json;
import io.athanor.contract.RequestAddress;
import io.athanor.support.Await;
import io.athanor.support.TwoNodes;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the parts of the suite have in common: the nodes, and something to say. */
interface OnNodes {

  Experiments.Get QUESTION =
      new Experiments.Get(new UUID(1, 2), List.of(Experiments.Include.RESULT), new Caller("marie"));

  Experiments.Document ANSWER = new Experiments.Document(new Json("{\"a\": 1}"), true);

  /** The nodes of the test class. */
  TwoNodes nodes();

  /** The same address with another timeout. */
  default <Q, R> RequestAddress<Q, R> within(long millis, RequestAddress<Q, R> address) {
    return new RequestAddress<>(
        address.name(),
        address.role(),
        address.request(),
        address.reply(),
        Duration.ofMillis(millis));
  }

  /** A context whose thread a test may block. */
  static Context worker(Vertx vertx) {
    DeploymentOptions options = new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
    Promise<Context> promise = Promise.promise();
    Await.value(
        vertx.deployVerticle(
            context -> {
              promise.complete(context);
              return Future.succeededFuture();
            },
            options));
    return Await.value(promise.future());
  }

  /** Keeps the context's thread until the latch opens. */
  static void block(Context context, CountDownLatch latch) {
    CountDownLatch blocked = new CountDownLatch(1);
    context.runOnContext(
        v -> {
          blocked.countDown();
          await(latch);
        });
    await(blocked);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("still blocked");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does something on a context. */
  static <T> T on(Context context, Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> work.get().onComplete(done));
    return Await.value(done.future());
  }
}
