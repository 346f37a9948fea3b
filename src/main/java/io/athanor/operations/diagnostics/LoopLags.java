package io.athanor.operations.diagnostics;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How late the timers of the event loops of one Vert.x are. */
public final class LoopLags {

  private final int loops;
  private final Map<Thread, LoopLag> byThread = new ConcurrentHashMap<>();

  /**
   * None measured yet.
   *
   * @param loops how many event loops there are
   */
  public LoopLags(int loops) {
    this.loops = loops;
  }

  /** Measures the event loop of the caller, until its context ends. Once for each loop. */
  public void measureThisLoop(Vertx vertx) {
    Thread thread = Thread.currentThread();
    LoopLag lag = new LoopLag(thread.getName(), System.nanoTime());
    if (byThread.putIfAbsent(thread, lag) == null) {
      again(vertx, lag);
    }
  }

  /** Not periodic: what was missed is counted, and must not come all at once. */
  private static void again(Vertx vertx, LoopLag lag) {
    vertx.setTimer(
        LoopLag.EVERY_MILLIS,
        fired -> {
          lag.came(System.nanoTime());
          again(vertx, lag);
        });
  }

  int loops() {
    return loops;
  }

  List<LoopLag.Lags> all() {
    long now = System.nanoTime();
    return byThread.values().stream()
        .map(lag -> lag.lags(now))
        .sorted(java.util.Comparator.comparing(LoopLag.Lags::thread))
        .toList();
  }
}
