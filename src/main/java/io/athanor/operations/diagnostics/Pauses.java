package io.athanor.operations.diagnostics;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of every garbage collection that stops the program. Safe for threads. */
final class Pauses implements NotificationListener {

  private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);
  private static final long MINUTE = TimeUnit.SECONDS.toNanos(60);
  private static final int MOST = 2_000;

  private record Pause(long at, long millis) {}

  private final Set<String> heap =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());

  private final Deque<Pause> pauses = new ArrayDeque<>();
  private Long afterGc;

  void begin() {
    ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(Pauses::stops)
        .forEach(bean -> ((NotificationEmitter) bean).addNotificationListener(this, null, null));
  }

  void end() {
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      try {
        if (stops(bean)) {
          ((NotificationEmitter) bean).removeNotificationListener(this);
        }
      } catch (ListenerNotFoundException e) {
        LOG.debug("did not listen to {}", bean.getName(), e);
      }
    }
  }

  /** Whether its times are pauses: some collectors count what they do beside the program apart. */
  static boolean stops(GarbageCollectorMXBean bean) {
    return !bean.getName().contains("Concurrent") && !bean.getName().contains("Cycles");
  }

  @Override
  public void handleNotification(Notification notification, Object handback) {
    if (notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      heard(
          GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
              .getGcInfo());
    }
  }

  private synchronized void heard(GcInfo collection) {
    pauses.addLast(new Pause(System.nanoTime(), collection.getDuration()));
    if (pauses.size() > MOST) {
      pauses.removeFirst();
    }
    afterGc =
        collection.getMemoryUsageAfterGc().entrySet().stream()
            .filter(pool -> heap.contains(pool.getKey()))
            .mapToLong(pool -> pool.getValue().getUsed())
            .sum();
  }

  /** Bytes of the heap that the last collection left; null before the first. */
  synchronized Long afterGc() {
    return afterGc;
  }

  /** The pauses of the last minute in milliseconds, sorted. */
  synchronized long[] lastMinute() {
    long now = System.nanoTime();
    pauses.removeIf(pause -> now - pause.at() > MINUTE);
    return pauses.stream().mapToLong(Pause::millis).sorted().toArray();
  }
}
