package io.athanor.bench;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Fills a durable queue and empties it, and what both took. */
final class QueueWork {

  static final int DRAINERS = Integer.getInteger("bench.drainers", 4);

  private static final int INSERT_BATCH = 500;
  private static final int MINUTES = 10;

  /** What one way to work through the queue has shown, a value per round. */
  static final class Lane {
    final String name;
    final Sample inserts = new Sample();
    final Sample insertWal = new Sample();
    final Sample drains = new Sample();
    final Sample drainWal = new Sample();
    final Sample serverMicros = new Sample();
    final Sample ownMicros = new Sample();
    final Sample loads = new Sample();

    Lane(String name) {
      this.name = name;
    }

    /** What the other has shown after its first round, behind what is here. */
    void addAll(Lane other) {
      inserts.addAll(other.inserts.rest());
      insertWal.addAll(other.insertWal.rest());
      drains.addAll(other.drains.rest());
      drainWal.addAll(other.drainWal.rest());
      serverMicros.addAll(other.serverMicros.rest());
      ownMicros.addAll(other.ownMicros.rest());
      loads.addAll(other.loads.rest());
    }

    void tell() {
      Figures.progress(
          "%-20s inserts %,.0f/s, drain %,.0f/s at %.1f µs of the server and %.1f µs of this process, load %.1f",
          name, inserts.last(), drains.last(), serverMicros.last(), ownMicros.last(), loads.last());
    }
  }

  /** Inserts or drains, and answers the seconds that it took. */
  @FunctionalInterface
  interface Step {
    double run() throws Exception;
  }

  private final DurableDatabase database;

  QueueWork(DurableDatabase database) {
    this.database = database;
  }

  private static double seconds(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e9;
  }

  /** One round of ours. */
  void round(Lane lane, int count, QueueClient client, Supplier<Future<Integer>> drainer)
      throws Exception {
    round(
        lane,
        count,
        () -> seconds(() -> insert(client, count)),
        () -> 0,
        () -> seconds(() -> drain(drainer, count)));
  }

  /** One round on a server that has nothing left to write from the last one. */
  void round(Lane lane, int count, Step insert, Step between, Step drain) throws Exception {
    database.checkpoint();
    measure(count, insert, lane.inserts, lane.insertWal);
    between.run();
    double server = database.cpuMicros();
    double own = Jvm.cpuMicros();
    measure(count, drain, lane.drains, lane.drainWal);
    lane.serverMicros.add((database.cpuMicros() - server) / count);
    lane.ownMicros.add((Jvm.cpuMicros() - own) / count);
    lane.loads.add(Figures.load());
    lane.tell();
  }

  private void measure(int count, Step step, Sample rates, Sample wal) throws Exception {
    long before = database.walBytes();
    rates.add(count / step.run());
    wal.add((double) (database.walBytes() - before) / count);
  }

  /** Inserts through the bus, two batches at a time. */
  private static void insert(QueueClient client, int count) {
    int stored = 0;
    while (stored < count) {
      List<Future<Integer>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(client.insert(INSERT_BATCH).map(List::size));
      }
      stored += sum(both);
    }
    check(stored, count);
  }

  /** Drains with so many at once until nothing is left. */
  private static void drain(Supplier<Future<Integer>> drainer, int count) {
    List<Future<Integer>> drainers = new ArrayList<>();
    for (int i = 0; i < DRAINERS; i++) {
      drainers.add(drainer.get());
    }
    check(sum(drainers), count);
  }

  private static void check(int found, int expected) {
    if (found != expected) {
      throw new IllegalStateException(found + " experiments instead of " + expected);
    }
  }

  private static int sum(List<Future<Integer>> parts) {
    try {
      Future.all(parts).await(MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
    return parts.stream().mapToInt(Future::result).sum();
  }
}
