package io.athanor.bench;

import io.athanor.bench.QueueWork.Lane;
import io.athanor.bus.NodeBus;
import io.athanor.persistence.BareStatements;
import io.athanor.persistence.PersistenceVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * The queue without any program being run: insert, then claim and commit until nothing is left,
 * durable and on the migrated schema; over the bus, by the same statements on a bare pool, and over
 * the bus without the triggers that count what changes.
 */
final class QueueBenchmark implements Benchmark {

  private static final int EXPERIMENTS = Integer.getInteger("bench.experiments", 40_000);
  private static final int CLAIM_BATCH =
      Integer.getInteger("bench.batch", Settings.defaults().execution().claimBatch());
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 4);
  private final Lane ours = new Lane("ours");
  private final Lane direct = new Lane("direct");
  private final Lane uncounted = new Lane("uncounted");

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
    new QueueWork(database).round(lane, EXPERIMENTS, client, drainer);
  }

  private Figures report(Figures figures) {
    figures
        .add("experiments", EXPERIMENTS)
        .add("drainers", QueueWork.DRAINERS)
        .add("insertsPerSecond", ours.inserts.median())
        .add("drainPerSecondCold", ours.drains.first())
        .add("drainPerSecond", ours.drains.rest().median())
        .add("drainPerSecondDirect", direct.drains.rest().median())
        .add("ratio", ours.drains.by(direct.drains).rest().median())
        .add("inserts", ours.inserts)
        .add("drain", ours.drains)
        .add("drainDirect", direct.drains)
        .add("drainServerMicros", ours.serverMicros.rest())
        .add("drainOwnMicros", ours.ownMicros.rest())
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
