package io.athanor.bench;

import io.athanor.bench.QueueWork.Lane;
import io.athanor.bus.NodeBus;
import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.PersistenceVerticle;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Our queue beside others that keep their jobs in PostgreSQL, on one durable server and in turns:
 * ours, a peer, ours, the next peer. A job of theirs runs nothing and stores nothing, or a result
 * where that is said; an experiment of ours stores a result, a metric, an attempt, an outcome and
 * is told of to followers twice.
 */
final class PeersBenchmark implements Benchmark {

  private static final int EXPERIMENTS = Integer.getInteger("bench.experiments", 20_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 4);
  private static final int RATE = Integer.getInteger("bench.rate", 1_000);
  private static final int SECONDS = Integer.getInteger("bench.seconds", 10);
  private static final int BATCH = Settings.defaults().execution().claimBatch();
  private static final int SMALL_BATCH = 50;
  private static final int MAX_LOST = 3;

  /** A peer, and how we did right before each of its rounds. */
  private static final class Pair {
    private final Peer peer;
    private final Lane ours = new Lane("athanor");
    private final Lane theirs;
    private PeerProcess process;
    private String missing;

    Pair(Peer peer) {
      this.peer = peer;
      this.theirs = new Lane(peer.name());
    }
  }

  private final List<Pair> pairs = Peer.ALL.stream().map(Pair::new).toList();
  private final Lane small = new Lane("athanor by " + SMALL_BATCH);

  @Override
  public Figures run() throws Exception {
    Figures figures = new Figures("peers");
    Vertx vertx = Vertx.vertx();
    try (DurableDatabase database = DurableDatabase.start()) {
      NodeBus node = NodeBus.create(vertx);
      vertx
          .deployVerticle(
              new PersistenceVerticle(
                  node, database.target(), Settings.defaults().database(), MAX_LOST))
          .await();
      QueueClient client = new QueueClient(node);
      client.join().await();
      try {
        start(database);
        for (int round = 0; round < ROUNDS; round++) {
          round(database, client);
        }
      } finally {
        pairs.stream().filter(pair -> pair.process != null).forEach(pair -> pair.process.close());
      }
      steady(figures, vertx, client);
      vertx.close().await();
    }
    return report(figures);
  }

  private void start(DurableDatabase database) throws InterruptedException {
    int number = 0;
    for (Pair pair : pairs) {
      try {
        List<String> command = PeerInstallation.command(pair.peer);
        JdbcTarget target = database.another("peer" + number++);
        pair.process = new PeerProcess(command, target);
      } catch (IOException e) {
        gone(pair, e);
      }
    }
  }

  private static void gone(Pair pair, IOException why) {
    pair.missing = why.getMessage();
    Figures.progress("%s: %s", pair.peer.name(), why.getMessage());
    if (pair.process != null) {
      pair.process.close();
      pair.process = null;
    }
  }

  private void round(DurableDatabase database, QueueClient client) throws Exception {
    QueueWork work = new QueueWork(database);
    work.round(small, EXPERIMENTS, client, () -> client.drain(SMALL_BATCH));
    for (Pair pair : pairs) {
      if (pair.process == null) {
        continue;
      }
      work.round(pair.ours, EXPERIMENTS, client, () -> client.drain(BATCH));
      try {
        peer(work, pair);
      } catch (IOException e) {
        gone(pair, e);
      }
    }
  }

  private static void peer(QueueWork work, Pair pair) throws Exception {
    PeerProcess process = pair.process;
    process.ask("prepare", "insert");
    int jobs = pair.peer.jobs();
    work.round(
        pair.theirs,
        jobs,
        () -> process.ask("insert", jobs),
        () -> process.ask("prepare", "drain"),
        () -> process.ask("drain", jobs));
  }

  private static void steady(Figures figures, Vertx vertx, QueueClient client) throws Exception {
    SteadyState steady = new SteadyState(vertx, client, RATE, SECONDS, BATCH);
    steady.run().await(10L + 10L * SECONDS, TimeUnit.SECONDS);
    figures
        .add("steadyPerSecond", RATE)
        .add("steadyLoad", Figures.load())
        .add("queuedToClaimedMillis", percentiles(steady.toClaimed))
        .add("claimedToCommittedMillis", percentiles(steady.toCommitted))
        .add("submittedToCommittedMillis", percentiles(steady.inAll));
  }

  private static Map<String, Double> percentiles(Sample sample) {
    Map<String, Double> found = new LinkedHashMap<>();
    for (int percent : new int[] {50, 90, 99}) {
      found.put("p" + percent, Math.round(sample.quantile(percent / 100.0) * 100) / 100.0);
    }
    return found;
  }

  private Figures report(Figures figures) {
    List<Map<String, Object>> table = new ArrayList<>();
    Lane ours = new Lane("athanor");
    pairs.forEach(pair -> ours.addAll(pair.ours));
    String settings = "batches of %d, " + QueueWork.DRAINERS + " drainers";
    table.add(row("athanor", settings.formatted(BATCH), ours));
    table.add(row("athanor", settings.formatted(SMALL_BATCH), warm(small)));
    for (Pair pair : pairs) {
      Map<String, Object> row = row(pair.peer.name(), pair.peer.settings(), warm(pair.theirs));
      if (pair.missing != null) {
        row.put("drain/s", pair.missing);
      } else {
        row.put("ours / peer", pair.ours.drains.by(pair.theirs.drains).rest());
      }
      table.add(row);
    }
    return figures
        .add("drainPerSecond", (ours.drains.isEmpty() ? small : ours).drains.median())
        .table("table", table);
  }

  /** Without the first round, in which everything was cold. */
  private static Lane warm(Lane lane) {
    Lane warm = new Lane(lane.name);
    warm.addAll(lane);
    return warm;
  }

  private static Map<String, Object> row(String system, String settings, Lane lane) {
    boolean none = lane.drains.isEmpty();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("system", system);
    row.put("settings", settings);
    row.put("drain/s", none ? "" : lane.drains);
    row.put("insert/s", none ? "" : lane.inserts);
    row.put("log bytes, insert", none ? "" : lane.insertWal.median());
    row.put("log bytes, drain", none ? "" : lane.drainWal.median());
    row.put("server µs, drain", none ? "" : lane.serverMicros.median());
    row.put("load", none ? "" : lane.loads);
    row.put("ours / peer", "");
    return row;
  }
}
