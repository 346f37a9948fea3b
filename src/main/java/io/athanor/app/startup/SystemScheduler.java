package io.athanor.app.startup;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Time and threads of the system. All threads are daemons and end by themselves when they are idle,
 * so that nothing must be closed after the last component has stopped.
 */
final class SystemScheduler implements Scheduler {

  private static final long IDLE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor coordinator = single("startup");
  private final ScheduledThreadPoolExecutor teller = single("startup-listeners");

  // Without a bound of its own: the graph bounds starts, and a stop must never wait for a thread
  // that a hanging one occupies.
  private final ThreadPoolExecutor workers =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          threads("startup-worker"));

  private static ScheduledThreadPoolExecutor single(String name) {
    ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads(name));
    executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void coordinate(Runnable task) {
    coordinator.execute(task);
  }

  @Override
  public Runnable work(Runnable task) {
    Future<?> running = workers.submit(task);
    return () -> running.cancel(true);
  }

  @Override
  public void tell(Runnable task) {
    teller.execute(task);
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    Future<?> timer = coordinator.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }
}
