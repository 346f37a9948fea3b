package io.athanor.cache;

import static io.athanor.cache.CacheRig.key;
import static io.athanor.cache.CacheRig.loaded;
import static io.athanor.cache.CacheRig.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contract.Cache.Answer;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnswerCacheLimitsTest {

  private final CacheRig rig = new CacheRig();
  private final AnswerCache cache = rig.cache(true, 1_000_000);

  private AnswerCache cache(boolean enabled, long maxBytes) {
    return rig.cache(enabled, maxBytes);
  }

  @Test
  void staysBelowItsWeight() {
    AnswerCache small = cache(true, 100_000);
    String kilobyte = "x".repeat(1_000);
    for (int i = 0; i < 5_000; i++) {
      read(small, key("r" + i, "tag" + i), kilobyte);
    }
    // 1,000 characters, 400 and 150 bytes around them, and the key.
    assertThat(small.stats().entries()).isBetween(50L, 65L);
    assertThat(small.tags()).isEqualTo((int) small.stats().entries());
  }

  @Test
  void countsTwoBytesForEachCharacterThatIsNotLatin() {
    AnswerKey key = key("1");
    int latin = new Remembered(key, new Json("\u00fc".repeat(1_000)), 1).weight();
    int greek = new Remembered(key, new Json("\u03b1".repeat(1_000)), 1).weight();
    assertThat(greek - latin).isEqualTo(1_000);
  }

  @Test
  void doesNotKeepWhatIsTooHeavy() {
    AnswerCache small = cache(true, 10_000);
    read(small, key("1", "t"), "x".repeat(20_000));
    assertThat(small.stats().entries()).isZero();
    assertThat(small.tags()).isZero();
  }

  @Test
  void keepsNoTagsOfWhatIsGone() {
    for (int i = 0; i < 1_000; i++) {
      read(cache, key("r" + i, "tag" + i), "x");
      cache.forget(List.of("tag" + i, "never-used" + i));
    }
    assertThat(cache.tags()).isZero();
    assertThat(cache.stats().entries()).isZero();
  }

  @Test
  void aFailureIsToldToAllAndNotRemembered() {
    CompletableFuture<Json> load = new CompletableFuture<>();
    List<CompletableFuture<Answer>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(cache.read(key("1", "t"), () -> load).toCompletableFuture());
    }
    load.completeExceptionally(new RefusedException(Failure.NOT_FOUND, "no such thing"));
    for (CompletableFuture<Answer> one : waiting) {
      assertThatThrownBy(one::join).hasRootCauseInstanceOf(RefusedException.class);
    }
    assertThat(cache.tags()).isZero();
    assertThat(read(cache, key("1", "t"), "x").reply().text()).isEqualTo("x");
  }

  @Test
  void aLoaderThatThrowsIsAFailure() {
    CompletableFuture<Answer> answer =
        cache
            .read(
                key("1"),
                () -> {
                  throw new IllegalStateException("broken");
                })
            .toCompletableFuture();
    assertThatThrownBy(answer::join).hasMessageContaining("broken");
    assertThat(read(cache, key("1"), "x").reply().text()).isEqualTo("x");
  }

  @Test
  void nothingIsAnAnswerToo() {
    AtomicInteger loads = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      Answer answer =
          cache
              .read(
                  key("1"),
                  () -> {
                    loads.incrementAndGet();
                    return CompletableFuture.completedFuture(null);
                  })
              .toCompletableFuture()
              .join();
      assertThat(answer.reply()).isNull();
    }
    assertThat(loads).hasValue(1);
  }

  @Test
  void refusesLoadsBeyondItsLimitAndRecovers() {
    CompletableFuture<Json> never = new CompletableFuture<>();
    for (int i = 0; i < AnswerCache.LOADS; i++) {
      cache.read(key("r" + i), () -> never);
    }
    CompletableFuture<Answer> refused =
        cache.read(key("more"), () -> loaded("x")).toCompletableFuture();
    assertThatThrownBy(refused::join)
        .cause()
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.OVERLOADED));
    assertThat(cache.read(key("r0"), () -> loaded("x")).toCompletableFuture()).isNotDone();
    never.complete(new Json("late"));
    assertThat(read(cache, key("more"), "x").reply().text()).isEqualTo("x");
  }

  @Test
  void disabledPassesThrough() {
    AnswerCache off = cache(false, 1_000_000);
    assertThat(read(off, key("1", "t"), "x").hit()).isFalse();
    assertThat(read(off, key("1", "t"), "y").reply().text()).isEqualTo("y");
    CompletableFuture<Json> never = new CompletableFuture<>();
    off.read(key("1", "t"), () -> never);
    assertThat(read(off, key("1", "t"), "z").reply().text()).isEqualTo("z");
    assertThat(off.stats().entries()).isZero();
    assertThat(off.tags()).isZero();
  }
}
