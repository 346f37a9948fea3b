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
 * durable and on the migrated schema; over the bus, by the same statements on a bare pool, and over
 * the bus without the triggers that count what changes.
 */
final class QueueBenchmark implements Benchmark {

  private static final int EXPERIMENTS = Integer.getInteger("bench.experiments", 40_000);
  private static final int INSERT_BATCH = 500;
  private static final int CLAIM_BATCH = 50;
  private static final int DRAINERS = Integer.getInteger("bench.drainers", 4);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 4);
  private static final int MINUTES = 10;

  private final Lane ours = new Lane("ours");
  private final Lane direct = new Lane("direct");
  private final Lane uncounted = new Lane("uncounted");

  /** What one way to work through the queue has shown, a value per round. */
  private static final class Lane {
    private final String name;
    private final Sample inserts = new Sample();
    private final Sample insertWal = new Sample();
    private final Sample drains = new Sample();
    private final Sample drainWal = new Sample();

    Lane(String name) {
      this.name = name;
    }
  }

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
        count(database, false);
        round(database, client, () -> client.drain(CLAIM_BATCH), uncounted);
        count(database, true);
      }
      bare.close().await();
      vertx.close().await();
    }
    return report(figures);
  }

  private static void count(DurableDatabase database, boolean counting) {
    database.execute(
        """
        do $$ declare t record; begin
          for t in select tgrelid::regclass as counted, tgname from pg_trigger where starts_with(tgname, 'count_') loop
            execute format('alter table %%s %s trigger %%I', t.counted, t.tgname);
          end loop;
        end $$
        """
            .formatted(counting ? "enable" : "disable"));
  }

  private void round(
      DurableDatabase database, QueueClient client, Supplier<Future<Integer>> drainer, Lane lane)
      throws Exception {
    database.checkpoint();
    long wal = database.walBytes();
    lane.inserts.add(timed(() -> inserted(client)));
    lane.insertWal.add((double) (database.walBytes() - wal) / EXPERIMENTS);
    wal = database.walBytes();
    lane.drains.add(timed(() -> drained(drainer)));
    lane.drainWal.add((double) (database.walBytes() - wal) / EXPERIMENTS);
    Figures.progress(
        "%-9s inserts %,.0f/s, drain %,.0f/s, load %.1f",
        lane.name, lane.inserts.last(), lane.drains.last(), Figures.load());
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
    figures
        .add("experiments", EXPERIMENTS)
        .add("drainers", DRAINERS)
        .add("insertsPerSecond", ours.inserts.median())
        .add("drainPerSecondCold", ours.drains.first())
        .add("drainPerSecond", ours.drains.rest().median())
        .add("drainPerSecondDirect", direct.drains.rest().median())
        .add("ratio", ours.drains.by(direct.drains).rest().median())
        .add("inserts", ours.inserts)
        .add("drain", ours.drains)
        .add("drainDirect", direct.drains)
        .add("ratios", ours.drains.by(direct.drains).rest())
        .add("insertWalBytes", ours.insertWal.median())
        .add("drainWalBytes", ours.drainWal.median());
    return figures
        .add("insertByUncounted", ours.inserts.by(uncounted.inserts).rest())
        .add("drainByUncounted", ours.drains.by(uncounted.drains).rest())
        .add("insertWalUncounted", uncounted.insertWal.median())
        .add("drainWalUncounted", uncounted.drainWal.median());
  }
}
