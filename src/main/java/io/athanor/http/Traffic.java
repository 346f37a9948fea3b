package io.athanor.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The open connections of one verticle and what is in progress on them. A connection that has had
 * no complete request for the idle time is closed even when single bytes of one trickle in, which
 * the server's own idle timeout would take for life. Used on the verticle's event loop only.
 */
final class Traffic {

  private static final long POLL_MILLIS = 20;

  private final Vertx vertx;
  private final int maxConnections;
  private final long idleNanos;
  private final Map<HttpConnection, Line> lines = new HashMap<>();
  private int active;
  private boolean draining;
  private long patienceEnds;

  private static final class Line {
    private int active;
    private long quietSince = System.nanoTime();
  }

  Traffic(Vertx vertx, int maxConnections, Duration idle) {
    this.vertx = vertx;
    this.maxConnections = maxConnections;
    this.idleNanos = idle.toNanos();
  }

  /** Begins to look after connections; the timer ends with the verticle. */
  void watch() {
    long period = Math.max(POLL_MILLIS, TimeUnit.NANOSECONDS.toMillis(idleNanos / 4));
    vertx.setPeriodic(period, tick -> closeQuiet());
  }

  void opened(HttpConnection connection) {
    if (lines.size() >= maxConnections) {
      connection.close();
      return;
    }
    lines.put(connection, new Line());
    connection.closeHandler(closed -> lines.remove(connection));
  }

  void began(HttpConnection connection) {
    active++;
    Line line = lines.get(connection);
    if (line != null) {
      line.active++;
    }
  }

  void ended(HttpConnection connection) {
    active--;
    Line line = lines.get(connection);
    if (line != null) {
      line.active--;
      line.quietSince = System.nanoTime();
    }
  }

  boolean draining() {
    return draining;
  }

  /** Refuses new requests from now on; completes when none is in progress, or after this time. */
  Future<Void> drain(Duration patience) {
    if (!draining) {
      draining = true;
      patienceEnds = System.nanoTime() + patience.toNanos();
    }
    return quiet();
  }

  /** Drains no longer than until now. */
  void hurry() {
    draining = true;
    patienceEnds = System.nanoTime();
  }

  private Future<Void> quiet() {
    if (active == 0 || System.nanoTime() - patienceEnds >= 0) {
      return Future.succeededFuture();
    }
    return vertx.timer(POLL_MILLIS, TimeUnit.MILLISECONDS).compose(later -> quiet());
  }

  private void closeQuiet() {
    long now = System.nanoTime();
    List<HttpConnection> quiet =
        lines.entrySet().stream()
            .filter(entry -> entry.getValue().active == 0)
            .filter(entry -> now - entry.getValue().quietSince > idleNanos)
            .map(Map.Entry::getKey)
            .toList();
    quiet.forEach(HttpConnection::close);
  }
}
