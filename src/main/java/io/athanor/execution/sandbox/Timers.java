package io.athanor.execution.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one sandbox has planned for later, so that all of it can be called off at its end. */
final class Timers {
  private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

  private final ScheduledExecutorService executor;
  private final List<Future<?>> planned = new ArrayList<>();
  private boolean over;

  Timers(ScheduledExecutorService executor) {
    this.executor = executor;
  }

  void after(Duration delay, Runnable task) {
    add(executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS));
  }

  void every(Duration period, Runnable task) {
    long millis = period.toMillis();
    add(executor.scheduleAtFixedRate(guarded(task), millis, millis, TimeUnit.MILLISECONDS));
  }

  /** Something else that is to be called off with the rest. */
  synchronized void add(Future<?> future) {
    planned.add(future);
    if (over) {
      future.cancel(false);
    }
  }

  synchronized void cancel() {
    over = true;
    planned.forEach(future -> future.cancel(false));
  }

  /** A periodic task that throws would silently never run again. */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.warn("watching a sandbox failed", e);
      }
    };
  }
}
