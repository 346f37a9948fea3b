package io.athanor.bench;

import io.athanor.support.TestFolders;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From the submission of a trivial Python program over HTTP to its result in the client's hands,
 * one at a time on a node that has nothing else to do; beside bubblewrap and Python alone.
 */
final class LatencyBenchmark implements Benchmark {

  private static final int PROGRAMS = Integer.getInteger("bench.programs", 100);
  private static final int WARM_UP = 20;

  /** After an attempt a node starts the sandbox of the next; it is idle when that is done. */
  private static final long UNTIL_IDLE = TimeUnit.MILLISECONDS.toNanos(250);

  private static final String EXPERIMENTS = "/api/v1/experiments";
  private static final String PROGRAM =
      "{\"runtime\":\"python\",\"source\":\"result = 42\",\"parameters\":{}}";

  private final Sample byEvents = new Sample();
  private final Sample byPolling = new Sample();
  private final Sample bare = new Sample();
  private final Sample accepted = new Sample();
  private final Sample queued = new Sample();
  private final Sample started = new Sample();
  private final Sample ran = new Sample();
  private final Sample committed = new Sample();

  @Override
  public Figures run() throws Exception {
    Figures figures = new Figures("latency");
    Path home = TestFolders.create("bench-node");
    try (NodeChild node = NodeChild.start(Path.of(System.getProperty("java.home")), home);
        Exchange exchange = node.connect();
        Exchange events = node.connect()) {
      events.follow();
      for (int i = 0; i < WARM_UP + PROGRAMS; i++) {
        if (i == WARM_UP) {
          Figures.progress("warm, load %.1f", Figures.load());
        }
        round(exchange, events, i >= WARM_UP);
      }
    } finally {
      Folder.delete(home);
    }
    return report(figures);
  }

  private void round(Exchange exchange, Exchange events, boolean counts) throws Exception {
    LockSupport.parkNanos(UNTIL_IDLE);
    double alone = BareSandbox.run();
    long began = System.nanoTime();
    String id = submit(exchange);
    double took = millisSince(began);
    while (!terminal(events.line(), id)) {
      // Events of other states.
    }
    JsonObject document = document(exchange, id);
    double heard = millisSince(began);

    LockSupport.parkNanos(UNTIL_IDLE);
    began = System.nanoTime();
    String second = submit(exchange);
    do {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    } while (!document(exchange, second).containsKey("result"));
    double polled = millisSince(began);
    while (!terminal(events.line(), second)) {
      // So that the next round begins on an idle node.
    }
    if (counts) {
      bare.add(alone);
      accepted.add(took);
      byEvents.add(heard);
      byPolling.add(polled);
      phases(exchange, id, document);
    }
  }

  private static String submit(Exchange exchange) throws IOException {
    Exchange.Answer answer = exchange.post(EXPERIMENTS, PROGRAM);
    if (answer.status() != 202) {
      throw new IllegalStateException(answer.body());
    }
    return new JsonObject(answer.body()).getString("id");
  }

  private static boolean terminal(String line, String id) {
    boolean its = line.startsWith("data:") && line.contains(id);
    if (its && line.contains("FAILED")) {
      throw new IllegalStateException(line);
    }
    return its && line.contains("COMPLETED");
  }

  private static JsonObject document(Exchange exchange, String id) throws IOException {
    return new JsonObject(exchange.get(EXPERIMENTS + "/" + id + "?include=result").body());
  }

  private void phases(Exchange exchange, String id, JsonObject document) throws IOException {
    JsonObject attempt =
        new JsonObject(exchange.get(EXPERIMENTS + "/" + id + "/attempts").body())
            .getJsonArray("items")
            .getJsonObject(0);
    Instant claimed = Instant.parse(utc(attempt.getString("claimedAt")));
    Instant begun = Instant.parse(utc(attempt.getString("startedAt")));
    Instant ended = Instant.parse(utc(attempt.getString("finishedAt")));
    Instant stored = Instant.parse(utc(attempt.getString("storedAt")));
    queued.add(millis(Instant.parse(utc(document.getString("submittedAt"))), claimed));
    started.add(millis(claimed, begun));
    ran.add(millis(begun, ended));
    committed.add(millis(ended, stored));
  }

  private static String utc(String time) {
    return time.replace("+00:00", "Z");
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }

  private Figures report(Figures figures) {
    return figures
        .add("programs", PROGRAMS)
        .add("p50Millis", byEvents.median())
        .add("p90Millis", byEvents.quantile(0.9))
        .add("p99Millis", byEvents.quantile(0.99))
        .add("p50MillisPolling", byPolling.median())
        .add("p90MillisPolling", byPolling.quantile(0.9))
        .add("p99MillisPolling", byPolling.quantile(0.99))
        .add("p50MillisBare", bare.median())
        .add("p90MillisBare", bare.quantile(0.9))
        .add("p99MillisBare", bare.quantile(0.99))
        .add("ratio", byEvents.by(bare).median())
        .add("acceptedMillis", accepted)
        .add("queuedMillis", queued)
        .add("claimToStartMillis", started)
        .add("runMillis", ran)
        .add("endToCommitMillis", committed);
  }
}
