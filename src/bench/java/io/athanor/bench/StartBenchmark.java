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
 * critical path that its own report names and the sum of all components; one after the other on
 * each JDK of {@code ATHANOR_BENCH_JDKS}, folders with colons between. Where {@code
 * ATHANOR_BENCH_JAR} names the product's jar it is run from that, and with the class archive of
 * each JDK in {@code ATHANOR_BENCH_ARCHIVES} as well.
 */
final class StartBenchmark implements Benchmark {

  private static final int STARTS = Integer.getInteger("bench.starts", 20);

  /** What was measured with one JDK, without or with its archive. */
  private static final class Starts {
    private final String name;
    private final Path java;
    private final List<String> program;
    private final Sample wall = new Sample();
    private final Sample graph = new Sample();
    private final Sample critical = new Sample();
    private final Sample parts = new Sample();
    private final Sample processor = new Sample();
    private String path = "";

    Starts(String name, Path java, List<String> program) {
      this.name = name;
      this.java = java;
      this.program = program;
    }

    void measure(Path home) throws Exception {
      // The last node withdraws the file when it stops; after a crash it would answer for this one.
      Files.deleteIfExists(home.resolve("node.json"));
      long began = System.nanoTime();
      try (NodeChild node = NodeChild.start(java, home, program);
          Exchange exchange = node.connect()) {
        while (exchange.get("/health/ready").status() != 200) {
          Thread.onSpinWait();
        }
        double took = (System.nanoTime() - began) / 1e6;
        processor.add(node.processorMillis());
        JsonObject report = new JsonObject(exchange.get("/startup").body());
        wall.add(took);
        graph.add(report.getDouble("wallMillis"));
        critical.add(runMillis(report, report.getJsonArray("criticalPath")));
        parts.add(runMillis(report, null));
        path = report.getJsonArray("criticalPath").encode();
      }
      Figures.progress("%s %.0f ms, load %.1f", name, wall.last(), Figures.load());
    }

    /** Time in which these components ran, or all of them when null. */
    private static double runMillis(JsonObject report, JsonArray names) {
      double millis = 0;
      for (Object component : report.getJsonArray("components")) {
        JsonObject part = (JsonObject) component;
        if (names == null || names.contains(part.getString("name"))) {
          millis += part.getDouble("runMillis");
        }
      }
      return millis;
    }
  }

  private static List<Starts> variants() {
    List<Starts> all = new ArrayList<>();
    String jdks = System.getenv().getOrDefault("ATHANOR_BENCH_JDKS", "");
    String jar = System.getenv().getOrDefault("ATHANOR_BENCH_JAR", "");
    String[] archives = System.getenv().getOrDefault("ATHANOR_BENCH_ARCHIVES", "").split(":", -1);
    String[] homes = (jdks.isEmpty() ? System.getProperty("java.home") : jdks).split(":", -1);
    List<String> product =
        jar.isEmpty()
            ? List.of("-cp", System.getProperty("java.class.path"), "io.athanor.app.Main")
            : List.of("-jar", jar);
    for (int i = 0; i < homes.length; i++) {
      Path java = Path.of(homes[i]);
      all.add(new Starts(java.getFileName() + " plain", java, product));
      if (i < archives.length && Files.exists(Path.of(archives[i])) && !archives[i].isEmpty()) {
        String flag = archives[i].endsWith(".aot") ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=";
        List<String> with = new ArrayList<>(List.of(flag + archives[i]));
        with.addAll(product);
        all.add(new Starts(java.getFileName() + " archive", java, with));
      }
    }
    return all;
  }

  @Override
  public Figures run() throws Exception {
    Figures figures = new Figures("start");
    List<Starts> all = variants();
    Path home = TestFolders.create("bench-node");
    try {
      new Starts("first", all.get(0).java, all.get(0).program).measure(home);
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
          .add(starts.name + " wallMillis", starts.wall)
          .add(starts.name + " processorMillis", starts.processor)
          .add(starts.name + " graphMillis", starts.graph)
          .add(starts.name + " criticalMillis", starts.critical)
          .add(starts.name + " partsMillis", starts.parts)
          .add(starts.name + " ratio", starts.graph.by(starts.critical).median())
          .add(starts.name + " criticalPath", starts.path);
    }
    return figures;
  }
}
