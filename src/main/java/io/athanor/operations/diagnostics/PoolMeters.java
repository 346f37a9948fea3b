package io.athanor.operations.diagnostics;

import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts what the pools of one Vert.x do; everything else of its metrics stays off. */
public final class PoolMeters implements VertxMetrics {

  private final List<PoolMeter> pools = new CopyOnWriteArrayList<>();

  @Override
  public PoolMetrics<?, ?> createPoolMetrics(String type, String name, int size) {
    PoolMeter meter = new PoolMeter(type, name, size, pools::remove);
    pools.add(meter);
    return meter;
  }

  List<PoolMeter> all() {
    return List.copyOf(pools);
  }
}
