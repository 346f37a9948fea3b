package io.athanor.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Cache.Answer;
import io.athanor.contract.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The property: a read never gets a value older than the last invalidation that had completed
 * before the read began. Values are counters that writes increase.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnswerCacheFreshnessTest {

  private static final int KEYS = 3;
  private static final Duration TTL = Duration.ofSeconds(1);

  private static AnswerKey key(int i) {
    return new AnswerKey("a.b", "k" + i, TTL.toNanos(), List.of("all", "t" + i));
  }

  /** Steps in an arbitrary order on one thread, so that a failure can be repeated by its seed. */
  private static final class Model {
    private final Random random;
    private final AtomicLong nanos = new AtomicLong();
    private final AnswerCache cache;
    private final long[] stored = new long[KEYS];
    private final long[] forgotten = new long[KEYS];
    private final List<Pending> pending = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private int failed;

    private record Pending(int key, long seen, CompletableFuture<Json> load) {}

    private record Asked(long atLeast, CompletableFuture<Answer> answer) {}

    Model(long seed) {
      random = new Random(seed);
      cache =
          new AnswerCache(
              new CacheConfig(new CacheConfig.Memory(true, 3_000, TTL)),
              nanos::get,
              new Random(seed + 1));
    }

    void step() {
      int key = random.nextInt(KEYS);
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> read(key);
        case 4, 5, 6 -> land();
        case 7 -> stored[key]++;
        case 8 -> forget(key);
        default -> nanos.addAndGet(random.nextInt((int) TTL.toNanos() / 2));
      }
    }

    private void read(int key) {
      long atLeast = forgotten[key];
      CompletableFuture<Answer> answer =
          cache
              .read(
                  key(key),
                  () -> {
                    CompletableFuture<Json> load = new CompletableFuture<>();
                    // The oldest value that a load may see: what is stored when it begins.
                    pending.add(new Pending(key, stored[key], load));
                    return load;
                  })
              .toCompletableFuture();
      asked.add(new Asked(atLeast, answer));
    }

    private void land() {
      if (pending.isEmpty()) {
        return;
      }
      Pending one = pending.remove(random.nextInt(pending.size()));
      if (random.nextInt(8) == 0) {
        one.load().completeExceptionally(new IllegalStateException("broken"));
      } else {
        one.load().complete(new Json(Long.toString(one.seen())));
      }
    }

    private void forget(int key) {
      if (random.nextBoolean()) {
        cache.forget(List.of("t" + key));
        forgotten[key] = stored[key];
      } else {
        cache.forget(List.of("all"));
        System.arraycopy(stored, 0, forgotten, 0, KEYS);
      }
    }

    void check() {
      while (!pending.isEmpty()) {
        land();
      }
      for (Asked one : asked) {
        assertThat(one.answer()).isDone();
        if (one.answer().isCompletedExceptionally()) {
          failed++;
        } else {
          assertThat(Long.parseLong(one.answer().join().reply().text()))
              .isGreaterThanOrEqualTo(one.atLeast());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void inAnyOrder(int part) {
    long hits = 0;
    long failed = 0;
    for (int seed = part * 250; seed < (part + 1) * 250; seed++) {
      Model model = new Model(seed);
      for (int i = 0; i < 400; i++) {
        model.step();
      }
      model.check();
      hits += model.cache.stats().hits();
      failed += model.failed;
    }
    // Otherwise the test has shown nothing.
    assertThat(hits).isGreaterThan(1_000);
    assertThat(failed).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void onManyThreads(int writers) throws Exception {
    AnswerCache cache =
        new AnswerCache(
            new CacheConfig(new CacheConfig.Memory(true, 1_000_000, TTL)),
            System::nanoTime,
            new Random());
    AtomicLongArray stored = new AtomicLongArray(KEYS);
    AtomicLongArray forgotten = new AtomicLongArray(KEYS);
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    ExecutorService loader = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        writing.add(threads.submit(() -> write(cache, stored, forgotten, stop)));
      }
      List<Future<Long>> reading = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        reading.add(threads.submit(() -> read(cache, stored, forgotten, loader)));
      }
      long hits = 0;
      for (Future<Long> one : reading) {
        hits += one.get(30, SECONDS);
      }
      stop.set(true);
      for (Future<?> one : writing) {
        one.get(10, SECONDS);
      }
      assertThat(hits).isPositive();
    } finally {
      stop.set(true);
      threads.shutdownNow();
      loader.shutdownNow();
    }
  }

  private static void write(
      AnswerCache cache, AtomicLongArray stored, AtomicLongArray forgotten, AtomicBoolean stop) {
    Random random = new Random();
    while (!stop.get()) {
      int key = random.nextInt(KEYS);
      long value = stored.incrementAndGet(key);
      cache.forget(List.of("t" + key));
      forgotten.accumulateAndGet(key, value, Math::max);
      for (int i = random.nextInt(2_000); i > 0; i--) {
        Thread.onSpinWait();
      }
    }
  }

  private static long read(
      AnswerCache cache, AtomicLongArray stored, AtomicLongArray forgotten, ExecutorService loader)
      throws Exception {
    Random random = new Random();
    long hits = 0;
    for (int i = 0; i < 20_000; i++) {
      int key = random.nextInt(KEYS);
      long atLeast = forgotten.get(key);
      Answer answer =
          cache
              .read(
                  key(key),
                  () -> {
                    long seen = stored.get(key);
                    return CompletableFuture.supplyAsync(
                        () -> new Json(Long.toString(seen)), loader);
                  })
              .toCompletableFuture()
              .get(10, SECONDS);
      assertThat(Long.parseLong(answer.reply().text())).isGreaterThanOrEqualTo(atLeast);
      hits += answer.hit() ? 1 : 0;
    }
    return hits;
  }
}
