package io.athanor.cache;

import static io.athanor.cache.CacheRig.TTL;
import static io.athanor.cache.CacheRig.key;
import static io.athanor.cache.CacheRig.loaded;
import static io.athanor.cache.CacheRig.read;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Cache.Answer;
import io.athanor.contract.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnswerCacheTest {

  private final CacheRig rig = new CacheRig();
  private final AtomicLong nanos = rig.nanos;
  private final AnswerCache cache = rig.cache(true, 1_000_000);

  @Test
  void remembers() {
    assertThat(read(cache, key("1"), "one")).isEqualTo(new Answer(new Json("one"), false));
    assertThat(read(cache, key("1"), "two")).isEqualTo(new Answer(new Json("one"), true));
    assertThat(read(cache, key("2"), "two")).isEqualTo(new Answer(new Json("two"), false));
    assertThat(cache.stats().entries()).isEqualTo(2);
    assertThat(cache.stats().hits()).isEqualTo(1);
    assertThat(cache.stats().misses()).isEqualTo(2);
    assertThat(cache.stats().loads()).isEqualTo(2);
  }

  @Test
  void aThousandEqualReadsShareOneLoad() throws Exception {
    CompletableFuture<Json> load = new CompletableFuture<>();
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService readers = Executors.newFixedThreadPool(8);
    Supplier<CompletionStage<Json>> loader =
        () -> {
          loads.incrementAndGet();
          return load;
        };
    Callable<CompletionStage<Answer>> reader =
        () -> {
          start.await();
          return cache.read(key("1"), loader);
        };
    try {
      List<Future<CompletionStage<Answer>>> asked = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        asked.add(readers.submit(reader));
      }
      start.countDown();
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (Future<CompletionStage<Answer>> one : asked) {
        answers.add(one.get(10, SECONDS).toCompletableFuture());
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);
      load.complete(new Json("x"));
      assertThat(answers)
          .allMatch(answer -> answer.getNow(null).equals(new Answer(new Json("x"), false)));
      assertThat(loads).hasValue(1);
      assertThat(cache.stats().misses()).isEqualTo(1_000);
    } finally {
      readers.shutdownNow();
    }
  }

  @Test
  void aLoadThatBeganBeforeAnInvalidationIsToldButNotStored() {
    CompletableFuture<Json> old = new CompletableFuture<>();
    CompletableFuture<Answer> first =
        cache.read(key("1", "t", "u"), () -> old).toCompletableFuture();
    cache.forget(List.of("u"));

    // A read that begins now must not join it.
    CompletableFuture<Json> fresh = new CompletableFuture<>();
    CompletableFuture<Answer> second =
        cache.read(key("1", "t", "u"), () -> fresh).toCompletableFuture();
    old.complete(new Json("old"));
    assertThat(first.join().reply().text()).isEqualTo("old");
    assertThat(second).isNotDone();
    CompletableFuture<Answer> third =
        cache.read(key("1", "t", "u"), () -> loaded("never")).toCompletableFuture();
    fresh.complete(new Json("new"));
    assertThat(second.join().reply().text()).isEqualTo("new");
    assertThat(third.join().reply().text()).isEqualTo("new");
    assertThat(read(cache, key("1", "t", "u"), "never").reply().text()).isEqualTo("new");
  }

  @Test
  void anOldLoadDoesNotPushOutItsSuccessor() {
    CompletableFuture<Json> old = new CompletableFuture<>();
    cache.read(key("1", "t"), () -> old);
    cache.forget(List.of("t"));
    read(cache, key("1", "t"), "new");
    old.complete(new Json("old"));
    assertThat(read(cache, key("1", "t"), "never")).isEqualTo(new Answer(new Json("new"), true));
  }

  @Test
  void forgetsByTagAndOnlyThat() {
    read(cache, key("1", "a", "b"), "one");
    read(cache, key("2", "b"), "two");
    read(cache, key("3", "c"), "three");
    cache.forget(List.of("b", "unknown", "b"));
    assertThat(cache.stats().invalidated()).isEqualTo(2);
    assertThat(read(cache, key("1", "a", "b"), "new").hit()).isFalse();
    assertThat(read(cache, key("2", "b"), "new").hit()).isFalse();
    assertThat(read(cache, key("3", "c"), "new").hit()).isTrue();
  }

  @Test
  void expiresWithinATenthOfTheTimeToLive() {
    for (int i = 0; i < 500; i++) {
      read(cache, key("r" + i), "x");
    }
    nanos.set(Math.round(TTL.toNanos() * 0.899));
    assertThat(cache.stats().entries()).isEqualTo(500);
    nanos.set(TTL.toNanos());
    assertThat(cache.stats().entries()).isBetween(150L, 350L);
    nanos.set(Math.round(TTL.toNanos() * 1.102));
    assertThat(read(cache, key("r0"), "y").hit()).isFalse();
  }

  @Test
  void readingDoesNotProlong() {
    read(cache, key("1"), "x");
    nanos.set(Math.round(TTL.toNanos() * 0.8));
    assertThat(read(cache, key("1"), "y").hit()).isTrue();
    nanos.set(Math.round(TTL.toNanos() * 1.2));
    assertThat(read(cache, key("1"), "y").hit()).isFalse();
  }

  /** The removal of the expired predecessor must not take the successor's tags along. */
  @Test
  void aSuccessorOfAnExpiredAnswerIsStillForgotten() {
    read(cache, key("1", "t"), "x");
    nanos.set(TTL.toNanos() * 2);
    read(cache, key("1", "t"), "y");
    cache.forget(List.of("t"));
    assertThat(read(cache, key("1", "t"), "z").hit()).isFalse();
  }

  @Test
  void aTimeToLiveOfZeroSharesButDoesNotRemember() {
    AnswerKey key = new AnswerKey("a.b", "1", 0, List.of());
    assertThat(read(cache, key, "x").hit()).isFalse();
    assertThat(read(cache, key, "y").reply().text()).isEqualTo("y");
  }
}
