package io.athanor.bench;

import io.athanor.app.NodeThread;
import io.athanor.bus.NodeBus;
import io.athanor.persistence.JdbcTarget;
import io.athanor.persistence.PersistenceVerticle;
import io.athanor.support.TestFolders;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** GET of one experiment: a whole node beside a handler that does nothing but the same SQL. */
final class HttpBenchmark implements Benchmark {

  private static final int EXPERIMENTS = 10_000;
  private static final int CONNECTIONS = 32;
  private static final int POOL = 16;
  private static final int LOOPS =
      Integer.getInteger("bench.loops", Math.max(2, Runtime.getRuntime().availableProcessors()));
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
  private static final long WARM_MILLIS = Long.getLong("bench.warmMillis", 10_000);
  private static final long ROUND_MILLIS = Long.getLong("bench.roundMillis", 4_000);
  private static final String PATH = "/api/v1/experiments/";

  /** What is measured of one server. */
  private static final class Side {
    private final Sample perSecond = new Sample();
    private final Sample cpuMicros = new Sample();
    private final Sample p99 = new Sample();

    void round(LoadProcess load, int port, String name) throws Exception {
      double cpu = Jvm.cpuMicros();
      LoadProcess.Round round = load.run(port, PATH, ROUND_MILLIS);
      cpuMicros.add((Jvm.cpuMicros() - cpu) * 1e3 / (round.perSecond() * ROUND_MILLIS));
      perSecond.add(round.perSecond());
      p99.add(round.p99Millis());
      Figures.progress(
          "%-5s %,8.0f/s  p50 %.1f ms  p99 %.1f ms  %.0f µs of processor each, load %.1f",
          name,
          round.perSecond(),
          round.p50Millis(),
          round.p99Millis(),
          cpuMicros.last(),
          Figures.load());
    }
  }

  @Override
  public Figures run() throws Exception {
    Figures figures = new Figures("http");
    Path home = TestFolders.create("bench-node");
    Vertx vertx = Vertx.vertx();
    try (DurableDatabase database = DurableDatabase.start()) {
      List<String> ids = completed(database);
      CompletableFuture<Integer> bare = new CompletableFuture<>();
      vertx
          .deployVerticle(
              () -> new BareVerticle(database.target(), POOL / LOOPS, bare::complete),
              new DeploymentOptions().setInstances(LOOPS))
          .await();
      try (NodeThread node = NodeThread.start(Settings.with(home, settings(database.target())))) {
        NodeFolder folder = new NodeFolder(node.home());
        int port = folder.port();
        try (LoadProcess load = LoadProcess.start(CONNECTIONS, folder.key(), ids)) {
          measure(figures, load, bare.join(), port);
        }
      }
      vertx.close().await();
    } finally {
      Folder.delete(home);
    }
    return figures;
  }

  private static List<String> completed(DurableDatabase database) {
    Vertx own = Vertx.vertx();
    NodeBus node = NodeBus.create(own);
    own.deployVerticle(
            new PersistenceVerticle(node, database.target(), Settings.defaults().database(), 3))
        .await();
    QueueClient client = new QueueClient(node);
    client.join().await();
    List<String> ids = new ArrayList<>();
    while (ids.size() < EXPERIMENTS) {
      client.insert(500).await().stream().map(UUID::toString).forEach(ids::add);
    }
    client.drain(100).await();
    own.close().await();
    database.execute("vacuum analyze");
    return ids;
  }

  private static Map<String, String> settings(JdbcTarget target) {
    String password = URLEncoder.encode(target.password(), StandardCharsets.UTF_8);
    return Map.of(
        "http.port",
        "0",
        "node.roles",
        "http,experiments,research,persistence,cache,profiling,operations",
        "database.url",
        "postgresql://%s:%s@%s:%d/%s"
            .formatted(target.user(), password, target.host(), target.port(), target.database()));
  }

  private static void measure(Figures figures, LoadProcess load, int bare, int ours)
      throws Exception {
    load.run(bare, PATH, WARM_MILLIS);
    load.run(ours, PATH, WARM_MILLIS);
    Side barely = new Side();
    Side node = new Side();
    for (int round = 0; round < ROUNDS; round++) {
      barely.round(load, bare, "bare");
      node.round(load, ours, "ours");
    }
    figures
        .add("connections", CONNECTIONS)
        .add("loopsOfBare", LOOPS)
        .add("ratio", node.perSecond.by(barely.perSecond).median())
        .add("ratios", node.perSecond.by(barely.perSecond))
        .add("perSecond", node.perSecond)
        .add("perSecondBare", barely.perSecond)
        .add("p99Millis", node.p99.median())
        .add("p99MillisBare", barely.p99.median())
        .add("cpuMicros", node.cpuMicros)
        .add("cpuMicrosBare", barely.cpuMicros);
  }
}
