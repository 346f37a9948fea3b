package io.athanor.persistence;

import io.athanor.bus.TimeHistogram;
import io.athanor.contract.Figures.PoolFigures;
import io.athanor.contract.Profiles;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * Counts what the connection pools of a node do together: one for each event loop, but for people
 * it is one. Safe for threads.
 */
public final class ConnectionMeter {

  private final Instant since = Instant.now();
  private final List<IntSupplier> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong inUse = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();
  private final LongAccumulator most = new LongAccumulator(Math::max, 0);
  private final LongAdder acquired = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final TimeHistogram wait = new TimeHistogram();
  private final AtomicLongArray within = new AtomicLongArray(Profiles.BOUNDARIES_MILLIS.size());

  /** One more pool of so many connections, and how many of them are open. */
  void pool(int connections, IntSupplier openNow) {
    size.addAndGet(connections);
    open.add(openNow);
  }

  /** Counts one who wants a connection, until he has it or not. */
  Future<SqlConnection> acquiring(Future<SqlConnection> connection) {
    long asked = System.nanoTime();
    most.accumulate(waiting.incrementAndGet());
    return connection.andThen(
        (got, cause) -> {
          if (cause == null) {
            inUse.incrementAndGet();
            acquired.increment();
            waited(System.nanoTime() - asked);
          } else {
            timeouts.increment();
          }
          waiting.decrementAndGet();
        });
  }

  private void waited(long nanos) {
    wait.add(nanos);
    for (int i = 0; i < within.length(); i++) {
      if (nanos <= TimeUnit.MILLISECONDS.toNanos(Profiles.BOUNDARIES_MILLIS.get(i))) {
        within.incrementAndGet(i);
      }
    }
  }

  /** Gives it back. */
  Future<Void> release(SqlConnection connection) {
    inUse.decrementAndGet();
    return connection.close();
  }

  /** As it is: counters of a moment, which may lie a step apart, but never below nothing. */
  PoolFigures figures() {
    long used = Math.max(0, inUse.get());
    long connections = open.stream().mapToLong(IntSupplier::getAsInt).sum();
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < within.length(); i++) {
      waits.add(within.get(i));
    }
    return new PoolFigures(
        since,
        size.get(),
        used,
        Math.max(0, connections - used),
        Math.max(0, waiting.get()),
        most.get(),
        acquired.sum(),
        timeouts.sum(),
        wait.spread(),
        waits);
  }
}
