package io.athanor.app.startup;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/** Time that jumps from event to event, and one thread: the test's. */
final class VirtualScheduler implements Scheduler {

  private record Timer(long due, long order, Runnable task) {}

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
  private long now = 1_000_000;
  private long count;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void coordinate(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Runnable work(Runnable task) {
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  @Override
  public void tell(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    Timer timer = new Timer(now + delay.toNanos(), ++count, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  /** A stage that ends after {@code millis}. */
  <T> CompletableFuture<T> value(T value, long millis) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    after(Duration.ofMillis(millis), () -> stage.complete(value));
    return stage;
  }

  /** A stage that fails after {@code millis}. */
  <T> CompletableFuture<T> failure(String message, long millis) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    after(
        Duration.ofMillis(millis),
        () -> stage.completeExceptionally(new IllegalStateException(message)));
    return stage;
  }

  /** Runs until nothing is left to do. */
  void run() {
    runUntil(Long.MAX_VALUE);
  }

  /** Runs what happens within {@code millis}. */
  void run(long millis) {
    runUntil(now + Duration.ofMillis(millis).toNanos());
  }

  private void runUntil(long end) {
    while (true) {
      if (!tasks.isEmpty()) {
        tasks.poll().run();
      } else if (!timers.isEmpty() && timers.peek().due() <= end) {
        Timer timer = timers.poll();
        now = timer.due();
        timer.task().run();
      } else {
        now = end == Long.MAX_VALUE ? now : end;
        return;
      }
    }
  }
}
