package io.athanor.bench;

import io.athanor.bus.NodeBus;
import io.athanor.persistence.BareStatements;
import io.athanor.persistence.PersistenceVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The queue without any program being run: insert, then claim and commit until nothing is left,
 * durable and on the migrated schema; over the bus, and by the same statements on a bare pool.
 */
final class QueueBenchmark implements Benchmark {

  private static final int EXPERIMENTS = Integer.getInteger("bench.experiments", 40_000);
  private static final int INSERT_BATCH = 500;
  private static final int CLAIM_BATCH = 50;
  private static final int DRAINERS = Integer.getInteger("bench.drainers", 4);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 4);
  private static final int MINUTES = 10;

  private final Sample inserts = new Sample();
  private final Sample ours = new Sample();
  private final Sample direct = new Sample();
  private final Sample insertWal = new Sample();
  private final Sample drainWal = new Sample();

  @Override
  public Figures run() throws Exception {
    Figures figures = new Figures("queue");
    Vertx vertx = Vertx.vertx();
    try (DurableDatabase database = DurableDatabase.start()) {
      NodeBus node = NodeBus.create(vertx);
      vertx
          .deployVerticle(
              new PersistenceVerticle(node, database.target(), Settings.defaults().database(), 3))
          .await();
      BareStatements bare =
          new BareStatements(vertx, database.target(), Settings.defaults().database(), 16);
      QueueClient client = new QueueClient(node);
      client.join().await();
      for (int round = 0; round < ROUNDS; round++) {
        round(database, client, () -> client.drain(CLAIM_BATCH), ours);
        round(
            database,
            client,
            () -> bare.drain(client.nodeId(), client.token(), CLAIM_BATCH),
            direct);
      }
      bare.close().await();
      vertx.close().await();
    }
    return report(figures);
  }

  private void round(
      DurableDatabase database, QueueClient client, Supplier<Future<Integer>> drainer, Sample rates)
      throws Exception {
    database.execute("checkpoint");
    long wal = database.walBytes();
    inserts.add(timed(() -> inserted(client)));
    insertWal.add((double) (database.walBytes() - wal) / EXPERIMENTS);
    wal = database.walBytes();
    rates.add(timed(() -> drained(drainer)));
    drainWal.add((double) (database.walBytes() - wal) / EXPERIMENTS);
    Figures.progress(
        "%-6s inserts %,.0f/s, drain %,.0f/s, load %.1f",
        rates == ours ? "ours" : "direct", inserts.last(), rates.last(), Figures.load());
  }

  /** Experiments per second. */
  private static double timed(Supplier<Integer> work) {
    long began = System.nanoTime();
    int count = work.get();
    if (count != EXPERIMENTS) {
      throw new IllegalStateException(count + " experiments instead of " + EXPERIMENTS);
    }
    return count * 1e9 / (System.nanoTime() - began);
  }

  private static int inserted(QueueClient client) {
    int stored = 0;
    while (stored < EXPERIMENTS) {
      List<Future<Integer>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(client.insert(INSERT_BATCH).map(List::size));
      }
      stored += sum(both);
    }
    return stored;
  }

  private static int drained(Supplier<Future<Integer>> drainer) {
    List<Future<Integer>> drainers = new ArrayList<>();
    for (int i = 0; i < DRAINERS; i++) {
      drainers.add(drainer.get());
    }
    return sum(drainers);
  }

  private static int sum(List<Future<Integer>> parts) {
    try {
      Future.all(parts).await(MINUTES, TimeUnit.MINUTES);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
    return parts.stream().mapToInt(Future::result).sum();
  }

  private Figures report(Figures figures) {
    return figures
        .add("experiments", EXPERIMENTS)
        .add("drainers", DRAINERS)
        .add("insertsPerSecond", inserts.median())
        .add("drainPerSecondCold", ours.first())
        .add("drainPerSecond", ours.rest().median())
        .add("drainPerSecondDirect", direct.rest().median())
        .add("ratio", ours.by(direct).rest().median())
        .add("inserts", inserts)
        .add("drain", ours)
        .add("drainDirect", direct)
        .add("ratios", ours.by(direct).rest())
        .add("insertWalBytes", insertWal.median())
        .add("drainWalBytes", drainWal.median());
  }
}
