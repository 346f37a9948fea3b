package io.athanor.app.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners how a start goes. A slow listener misses intermediate steps, never the last one,
 * and holds up neither the start nor, for long, the other listeners. Used by the coordinator only.
 */
final class ProgressFeed {

  private static final Logger log = LoggerFactory.getLogger(ProgressFeed.class);

  private final Scheduler scheduler;
  private final List<Subscriber> subscribers = new ArrayList<>();
  private StartupProgress latest;

  ProgressFeed(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void publish(StartupProgress progress) {
    latest = progress;
    subscribers.forEach(subscriber -> subscriber.offer(progress));
    if (progress.state().terminal()) {
      subscribers.clear();
    }
  }

  /** A listener that is not told anything yet; may be called from any thread. */
  Subscriber subscriber(Consumer<StartupProgress> listener) {
    return new Subscriber(listener);
  }

  /** Adds a listener, which learns at once how things stand. */
  void add(Subscriber subscriber) {
    if (latest != null) {
      subscriber.offer(latest);
    }
    if (latest == null || !latest.state().terminal()) {
      subscribers.add(subscriber);
    }
  }

  void remove(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /** A listener and the one progress that it has not seen yet. */
  final class Subscriber {
    private final Consumer<StartupProgress> listener;
    private final AtomicReference<StartupProgress> unseen = new AtomicReference<>();

    private Subscriber(Consumer<StartupProgress> listener) {
      this.listener = listener;
    }

    private void offer(StartupProgress progress) {
      if (unseen.getAndSet(progress) == null) {
        scheduler.tell(this::deliver);
      }
    }

    private void deliver() {
      try {
        listener.accept(unseen.getAndSet(null));
      } catch (RuntimeException e) {
        log.warn("a listener to the start failed", e);
      }
    }
  }
}
