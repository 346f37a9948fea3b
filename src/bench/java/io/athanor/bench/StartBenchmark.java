package io.athanor.bench;

import io.athanor.support.TestFolders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * From the start of a node's process to its readiness on an existing data directory, beside the
 * critical path that its own report names; one after the other on each JDK of {@code
 * ATHANOR_BENCH_JDKS}, folders with colons between.
 */
final class StartBenchmark implements Benchmark {

  private static final int STARTS = Integer.getInteger("bench.starts", 5);

  /** What was measured with one JDK. */
  private static final class Starts {
    private final Path java;
    private final Sample wall = new Sample();
    private final Sample graph = new Sample();
    private final Sample critical = new Sample();
    private String path = "";

    Starts(Path java) {
      this.java = java;
    }

    void measure(Path home) throws Exception {
      // The last node withdraws the file when it stops; after a crash it would answer for this one.
      Files.deleteIfExists(home.resolve("node.json"));
      long began = System.nanoTime();
      try (NodeChild node = NodeChild.start(java, home);
          Exchange exchange = node.connect()) {
        while (exchange.get("/health/ready").status() != 200) {
          Thread.onSpinWait();
        }
        double took = (System.nanoTime() - began) / 1e6;
        JsonObject report = new JsonObject(exchange.get("/startup").body());
        wall.add(took);
        graph.add(report.getDouble("wallMillis"));
        critical.add(criticalMillis(report));
        path = report.getJsonArray("criticalPath").encode();
      }
      Figures.progress("%s %.0f ms, load %.1f", java.getFileName(), wall.last(), Figures.load());
    }

    /** Time in which the components of the critical path ran. */
    private static double criticalMillis(JsonObject report) {
      JsonArray critical = report.getJsonArray("criticalPath");
      double millis = 0;
      for (Object component : report.getJsonArray("components")) {
        JsonObject part = (JsonObject) component;
        if (critical.contains(part.getString("name"))) {
          millis += part.getDouble("runMillis");
        }
      }
      return millis;
    }
  }

  @Override
  public Figures run() throws Exception {
    Figures figures = new Figures("start");
    List<Starts> all = new ArrayList<>();
    String jdks = System.getenv().getOrDefault("ATHANOR_BENCH_JDKS", "");
    for (String jdk : (jdks.isEmpty() ? System.getProperty("java.home") : jdks).split(":", -1)) {
      all.add(new Starts(Path.of(jdk)));
    }
    Path home = TestFolders.create("bench-node");
    try {
      new Starts(all.get(0).java).measure(home);
      for (int round = 0; round < STARTS; round++) {
        for (Starts starts : all) {
          starts.measure(home);
        }
      }
    } finally {
      Folder.delete(home);
    }
    for (Starts starts : all) {
      figures
          .add(starts.java.getFileName() + " wallMillis", starts.wall)
          .add(starts.java.getFileName() + " graphMillis", starts.graph)
          .add(starts.java.getFileName() + " criticalMillis", starts.critical)
          .add(starts.java.getFileName() + " ratio", starts.graph.by(starts.critical).median())
          .add(starts.java.getFileName() + " criticalPath", starts.path);
    }
    return figures;
  }
}
