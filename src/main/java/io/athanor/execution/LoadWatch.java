package io.athanor.execution;

import io.athanor.execution.load.Load;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the load of the machine at once and every second, on a worker thread, and tells of it.
 */
final class LoadWatch {

  private static final Logger LOG = LoggerFactory.getLogger(LoadWatch.class);
  private static final long EVERY_MILLIS = 1_000;

  private final Vertx vertx;
  private final Callable<Load> meter;
  private final Consumer<Load> told;
  private boolean measuring;
  private boolean failing;
  private long timer = -1;

  LoadWatch(Vertx vertx, Callable<Load> meter, Consumer<Load> told) {
    this.vertx = vertx;
    this.meter = meter;
    this.told = told;
  }

  void begin() {
    measure();
    timer = vertx.setPeriodic(EVERY_MILLIS, fired -> measure());
  }

  private void measure() {
    if (measuring) {
      return;
    }
    measuring = true;
    vertx
        .executeBlocking(meter)
        .onComplete(
            (load, cause) -> {
              measuring = false;
              if (cause == null) {
                told.accept(load);
              } else if (!failing) {
                LOG.warn("the load of this machine cannot be measured", cause);
              }
              failing = cause != null;
            });
  }

  void end() {
    vertx.cancelTimer(timer);
  }
}
