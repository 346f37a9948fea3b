package io.athanor.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.athanor.bus.Bus;
import io.athanor.bus.Correlation;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Cache;
import io.athanor.contract.Json;
import io.athanor.contract.Operations;
import io.athanor.contract.RequestAddress;
import io.athanor.contract.Role;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** Serves the conversation {@link Cache}: reads through {@link AnswerCache}. */
public final class CacheVerticle extends VerticleBase {

  /** Readers that may wait at once. Most of them share a load. */
  private static final int READS = 10_000;

  private final CacheConfig config;
  private final NodeBus node;
  private final AnswerCache cache;
  private Bus bus;

  /** A cache of its own for this verticle. */
  public CacheVerticle(CacheConfig config, NodeBus node) {
    this.config = config;
    this.node = node;
    this.cache =
        new AnswerCache(config, Ticker.systemTicker(), RandomGenerator.of("L64X128MixRandom"));
  }

  @Override
  public Future<?> start() {
    bus = node.open(Role.CACHE);
    // Nothing is remembered before it can be forgotten.
    return bus.listen(Cache.INVALIDATED, event -> cache.forget(event.tags()))
        .compose(
            listening ->
                Future.all(
                    bus.serve(Cache.READ, READS, this::read),
                    bus.serve(Cache.STATS, request -> Future.succeededFuture(cache.stats())),
                    bus.serve(Operations.EXAMINE_CACHE, request -> memory()),
                    bus.serve(Operations.ping(Role.CACHE), request -> pong())));
  }

  private Future<Cache.Answer> read(Cache.Read read) {
    AnswerKey key = AnswerKey.of(read, config.memory().ttl());
    return Future.fromCompletionStage(
        cache.read(key, () -> load(read)), vertx.getOrCreateContext());
  }

  private CompletionStage<Json> load(Cache.Read read) {
    // Others may come to wait for this load, so it must not end with the patience of the first.
    Correlation.within(RequestAddress.DESK);
    return bus.request(read.address(), read.request()).toCompletionStage();
  }

  private Future<Operations.Pong> pong() {
    String detail =
        config.memory().enabled()
            ? cache.stats().entries() + " answers are remembered"
            : "disabled";
    return Future.succeededFuture(new Operations.Pong(true, detail));
  }

  private Future<Operations.Finding> memory() {
    Cache.StatsReport stats = cache.stats();
    return Future.succeededFuture(
        config.memory().enabled()
            ? Operations.Finding.healthy(
                "%d answers are remembered, %d hits, %d misses"
                    .formatted(stats.entries(), stats.hits(), stats.misses()))
            : Operations.Finding.disabled("cache.memory.enabled is false"));
  }

  @Override
  public Future<?> stop() {
    return bus.drain();
  }
}
