package io.athanor.persistence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slow and failed statements of one node as lines of JSON in a file. Whoever executes statements
 * never waits for the disk: a thread of its own writes, and what it cannot write in time or at all
 * is counted. Safe for threads.
 */
public final class SlowLog {

  private static final Logger LOG = LoggerFactory.getLogger(SlowLog.class);

  /** The form of a line; goes up when a field changes its meaning. */
  static final int SCHEMA = 1;

  private static final int QUEUE = 1_024;
  private static final int BATCH = 256;
  private static final double MILLIS = 1e6;

  /**
   * How much is kept.
   *
   * @param maxBytes of one file; then the next begins
   * @param maxAge of the first line of a file; then the next begins
   * @param files kept, with the one that is written
   */
  public record Limits(long maxBytes, Duration maxAge, int files) {}

  /** One execution. */
  record Entry(
      boolean slow,
      String name,
      Fingerprint fingerprint,
      Instant at,
      Timing timing,
      long rows,
      String failure,
      String correlationId,
      JsonArray parameters) {}

  private final BlockingQueue<Entry> queue;
  private final SlowLogFile file;
  private final String node;
  private final Clock clock;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong untold = new AtomicLong();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;
  private boolean failing;

  private SlowLog(int capacity, SlowLogFile file, String node, Clock clock) {
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.file = file;
    this.node = node;
    this.clock = clock;
  }

  /** One that keeps nothing. */
  public static SlowLog none() {
    SlowLog none = new SlowLog(1, null, "", Clock.systemUTC());
    none.closed = true;
    none.ended.complete(null);
    return none;
  }

  /**
   * Begins to write; a file that is there already goes on.
   *
   * @param path of the file; its predecessors are beside it
   * @param node written into each line
   */
  public static SlowLog open(Path path, Limits limits, String node, Clock clock) {
    return open(new SlowLogFile(path, limits, clock), QUEUE, node, clock);
  }

  static SlowLog open(SlowLogFile file, int capacity, String node, Clock clock) {
    SlowLog log = new SlowLog(capacity, file, node, clock);
    Thread writer = new Thread(log::write, "athanor-slow-log");
    writer.setDaemon(true);
    writer.start();
    return log;
  }

  /** Hands a line over, or counts it as lost where too many wait already. */
  void offer(Entry entry) {
    if (file != null && (closed || !queue.offer(entry))) {
      lost(1);
    }
  }

  private void lost(int lines) {
    dropped.addAndGet(lines);
    untold.addAndGet(lines);
  }

  /** How many lines were lost since the last call. */
  long takeDropped() {
    return dropped.get() == 0 ? 0 : dropped.getAndSet(0);
  }

  /** Writes what waits, and ends. */
  public CompletionStage<Void> close() {
    closed = true;
    return ended;
  }

  private void write() {
    List<Entry> batch = new ArrayList<>();
    try {
      while (!closed || !queue.isEmpty()) {
        Entry first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
          write(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      file.close();
      ended.complete(null);
    }
  }

  private void write(List<Entry> batch) {
    long missing = untold.get();
    StringBuilder lines = new StringBuilder();
    if (missing > 0) {
      lines.append(line("dropped", clock.instant()).put("count", missing).encode()).append('\n');
    }
    batch.forEach(entry -> lines.append(line(entry)).append('\n'));
    try {
      file.append(lines.toString().getBytes(StandardCharsets.UTF_8));
      untold.addAndGet(-missing);
      failing = false;
    } catch (IOException e) {
      lost(batch.size());
      if (!failing) {
        LOG.warn("the slow log cannot be written, lines are lost: {}", e.toString());
      }
      failing = true;
    }
  }

  private JsonObject line(String kind, Instant at) {
    return new JsonObject()
        .put("schema", SCHEMA)
        .put("kind", kind)
        .put("at", at.toString())
        .put("node", node);
  }

  private String line(Entry entry) {
    JsonObject line =
        line(entry.slow ? "slow" : "failed", entry.at)
            .put("name", entry.name)
            .put("fingerprint", entry.fingerprint.id())
            .put("millis", entry.timing.nanos() / MILLIS)
            .put("waitMillis", entry.timing.waitNanos() / MILLIS)
            .put("rows", entry.rows);
    if (entry.failure != null) {
      line.put("failure", entry.failure);
    }
    if (entry.correlationId != null) {
      line.put("correlationId", entry.correlationId);
    }
    line.put("text", entry.fingerprint.text());
    if (entry.parameters != null) {
      line.put("parameters", entry.parameters);
    }
    return line.encode();
  }
}
