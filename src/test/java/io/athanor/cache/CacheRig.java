package io.athanor.cache;

import io.athanor.contract.Cache.Answer;
import io.athanor.contract.Json;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A cache whose clock the test sets, and short words for reading it. */
final class CacheRig {

  static final Duration TTL = Duration.ofSeconds(100);

  final AtomicLong nanos = new AtomicLong();

  AnswerCache cache(boolean enabled, long maxBytes) {
    return new AnswerCache(
        new CacheConfig(new CacheConfig.Memory(enabled, maxBytes, TTL)), nanos::get, new Random(1));
  }

  static AnswerKey key(String request, String... tags) {
    return new AnswerKey("a.b", request, TTL.toNanos(), List.of(tags));
  }

  static CompletableFuture<Json> loaded(String text) {
    return CompletableFuture.completedFuture(new Json(text));
  }

  static Answer read(AnswerCache cache, AnswerKey key, String fresh) {
    return cache.read(key, () -> loaded(fresh)).toCompletableFuture().join();
  }
}
