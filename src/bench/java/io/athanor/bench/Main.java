package io.athanor.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code ./athanor bench NAME [OPTION…] [--json]}: figures on stdout, progress on stderr. */
public final class Main {

  private static final int USAGE = 2;
  private static final int FAILED = 1;

  private Main() {}

  /** Runs the named benchmark; exit code 1 when it failed, 2 when it is not called so. */
  public static void main(String[] arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean json = words.remove("--json");
    Benchmark benchmark;
    try {
      benchmark = chosen(words);
    } catch (IllegalArgumentException e) {
      System.err.println("athanor bench: " + e.getMessage() + ".");
      System.exit(USAGE);
      return;
    }
    quiet();
    // Client libraries and a benchmark that failed leave threads behind: the process must be ended.
    System.exit(ran(benchmark, json) ? 0 : FAILED);
  }

  private static Benchmark chosen(List<String> words) {
    Map<String, Benchmark> all =
        new TreeMap<>(
            Map.of(
                "http", new HttpBenchmark(),
                "queue", new QueueBenchmark(),
                "latency", new LatencyBenchmark(),
                "peers", new PeersBenchmark(),
                "profiling", new ProfilingBenchmark(),
                "runtimes", new RuntimesBenchmark(),
                "sandbox", new SandboxBenchmark(),
                "start", new StartBenchmark(),
                "tpch", new TpchBenchmark()));
    if (words.isEmpty() || !all.containsKey(words.get(0))) {
      throw new IllegalArgumentException(
          "usage: athanor bench NAME [--json]; NAME is one of " + String.join(", ", all.keySet()));
    }
    return all.get(words.get(0)).with(words.subList(1, words.size()));
  }

  private static boolean ran(Benchmark benchmark, boolean json) {
    try {
      Figures figures = benchmark.run();
      System.out.println(json ? figures.json() : figures.text());
      return true;
    } catch (Exception e) {
      e.printStackTrace();
      return false;
    }
  }

  /** Logs as a node does, but only what is wrong. */
  private static void quiet() {
    System.setProperty("athanor.log.level", "WARN");
    System.setProperty("logback.configurationFile", "conf/logback.xml");
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
  }
}
