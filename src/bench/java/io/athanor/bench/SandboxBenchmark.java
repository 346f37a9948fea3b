package io.athanor.bench;

import io.athanor.support.TestFolders;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many tiny Python programs a whole node runs in a second, results and metrics stored: each in
 * a sandbox of its own, and those of a session in one that they share; beside bubblewrap with
 * Python alone and beside the process pools of Python, which isolate nothing and store nothing. All
 * in turns, because the speed of a machine that others use changes within seconds.
 */
final class SandboxBenchmark implements Benchmark {

  private static final int ROUNDS = Integer.getInteger("bench.rounds", 4);
  private static final int FRESH = Integer.getInteger("bench.programs", 100);
  private static final int TOGETHER = 3 * FRESH;
  private static final String PATH = "/api/v1/experiments/batch";
  private static final String SOURCE =
      "import athanor\\nathanor.log_metric('loss', 0.5)\\nresult = athanor.params['i']";

  /** Two workers, a process for each task or two that stay; prints tasks per second. */
  private static final String POOL =
      """
      import sys, time
      from concurrent.futures import ProcessPoolExecutor
      def task(i): return i
      if __name__ == "__main__":
          n, per = int(sys.argv[1]), int(sys.argv[2]) or None
          with ProcessPoolExecutor(2, max_tasks_per_child=per) as pool:
              began = time.perf_counter()
              assert sum(pool.map(task, range(n))) == n * (n - 1) // 2
              print(n / (time.perf_counter() - began))
      """;

  private final Sample fresh = new Sample();
  private final Sample together = new Sample();
  private final Sample bare = new Sample();
  private final Sample processes = new Sample();
  private final Sample pooled = new Sample();

  @Override
  public Figures run() throws Exception {
    Figures figures = new Figures("sandbox");
    Path home = TestFolders.create("bench-node");
    try (NodeChild node = NodeChild.start(Path.of(System.getProperty("java.home")), home);
        Exchange exchange = node.connect();
        Exchange events = node.connect()) {
      events.follow();
      Path program = Files.writeString(home.resolve("pool.py"), POOL);
      for (int round = 0; round < ROUNDS; round++) {
        fresh.add(batch(exchange, events, FRESH, "attempt"));
        together.add(batch(exchange, events, TOGETHER, "group"));
        bare.add(alone(FRESH));
        processes.add(pool(program, FRESH, 1));
        pooled.add(pool(program, 100 * FRESH, 0));
        Figures.progress(
            "fresh %.1f/s, together %.1f/s, bubblewrap %.1f/s, a process each %.1f/s, pooled %.0f/s, load %.1f",
            fresh.last(),
            together.last(),
            bare.last(),
            processes.last(),
            pooled.last(),
            Figures.load());
      }
    } finally {
      Folder.delete(home);
    }
    return report(figures);
  }

  /** From the submission of all to the notice of the last end. */
  private static double batch(Exchange exchange, Exchange events, int count, String isolation)
      throws IOException {
    String session =
        new JsonObject(exchange.post("/api/v1/sessions", "{\"question\":\"how fast?\"}").body())
            .getString("id");
    String one =
        "{\"runtime\":\"python\",\"source\":\"%s\",\"parameters\":{\"i\":%%d},\"isolation\":\"%s\",\"sessionId\":\"%s\"}"
            .formatted(SOURCE, isolation, session);
    String all =
        IntStream.range(0, count).mapToObj(one::formatted).collect(Collectors.joining(","));
    long began = System.nanoTime();
    Exchange.Answer answer = exchange.post(PATH, "{\"experiments\":[" + all + "]}");
    if (answer.status() != 202) {
      throw new IllegalStateException(answer.body());
    }
    for (int ended = 0; ended < count; ) {
      String line = events.line();
      if (line.startsWith("data:") && line.contains("FAILED")) {
        throw new IllegalStateException(line);
      }
      ended += line.startsWith("data:") && line.contains("COMPLETED") ? 1 : 0;
    }
    return count / seconds(began);
  }

  /** Two at a time, as the node has slots. */
  private static double alone(int count) throws Exception {
    long began = System.nanoTime();
    List<Thread> lanes =
        IntStream.range(0, 2)
            .mapToObj(lane -> new Thread(() -> alone(lane, count), "bubblewrap-" + lane))
            .toList();
    lanes.forEach(Thread::start);
    for (Thread lane : lanes) {
      lane.join();
    }
    return count / seconds(began);
  }

  private static void alone(int lane, int count) {
    try {
      for (int i = lane; i < count; i += 2) {
        BareSandbox.run();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static double pool(Path program, int count, int tasksOfProcess) throws Exception {
    Process process =
        new ProcessBuilder(
                "/usr/bin/python3",
                program.toString(),
                Integer.toString(count),
                Integer.toString(tasksOfProcess))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException("the process pool of Python failed: " + said);
    }
    return Double.parseDouble(said);
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private Figures report(Figures figures) {
    return figures
        .add("programs", FRESH)
        .add("freshPerSecond", fresh.rest().median())
        .add("togetherPerSecond", together.rest().median())
        .add("bubblewrapPerSecond", bare.rest().median())
        .add("processEachPerSecond", processes.rest().median())
        .add("pooledPerSecond", pooled.rest().median())
        .add("freshByBubblewrap", fresh.by(bare).rest())
        .add("freshByProcessEach", fresh.by(processes).rest())
        .add("togetherByFresh", together.by(fresh).rest())
        .add("togetherByProcessEach", together.by(processes).rest());
  }
}
