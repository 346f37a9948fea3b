package io.athanor.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.athanor.contract.Cache.Answer;
import io.athanor.contract.Cache.StatsReport;
import io.athanor.contract.Failure;
import io.athanor.contract.Json;
import io.athanor.contract.RefusedException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Remembers answers by their request. It guarantees that
 *
 * <ul>
 *   <li>equal reads in flight share one load, whatever becomes of those who wait for it;
 *   <li>a read that begins after {@link #forget} has returned never gets an answer whose load began
 *       before it: such answers are dropped, such loads neither joined nor stored;
 *   <li>a failed load is told to all who wait and is not remembered.
 * </ul>
 *
 * <p>What is remembered is bounded by its weight, what is loading by a number. Safe for threads.
 */
final class AnswerCache {

  /** How many loads may be in progress. */
  static final int LOADS = 500;

  private final boolean enabled;
  private final RandomGenerator random;
  private final com.github.benmanes.caffeine.cache.Cache<AnswerKey, Remembered> answers;
  private final TagIndex<Remembered> answersByTag = new TagIndex<>();
  private final Map<AnswerKey, Load> loads = new HashMap<>();
  private final TagIndex<Load> loadsByTag = new TagIndex<>();

  private int loading;
  private long hits;
  private long misses;
  private long loaded;
  private long invalidated;
  private long coalesced;
  private long failed;
  private long evicted;
  private long expired;

  /** One load and those who wait for it. */
  private static final class Load {
    private final AnswerKey key;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private boolean outdated;

    Load(AnswerKey key) {
      this.key = key;
    }
  }

  AnswerCache(CacheConfig config, Ticker ticker, RandomGenerator random) {
    this.enabled = config.memory().enabled();
    this.random = random;
    // Every call is made under our lock and maintenance runs in the caller, so the removal listener
    // holds the lock too.
    this.answers =
        Caffeine.newBuilder()
            .maximumWeight(config.memory().maxBytes())
            .<AnswerKey, Remembered>weigher((key, answer) -> answer.weight())
            .expireAfter(new Remembered.Expires())
            .ticker(ticker)
            .executor(Runnable::run)
            .removalListener(
                (key, answer, cause) -> {
                  if (answer != null) {
                    answersByTag.remove(answer.tags(), answer);
                  }
                  evicted += cause == RemovalCause.SIZE ? 1 : 0;
                  expired += cause == RemovalCause.EXPIRED ? 1 : 0;
                })
            .build();
  }

  /** The remembered answer, or what the loader gives. */
  CompletionStage<Answer> read(AnswerKey key, Supplier<CompletionStage<Json>> loader) {
    Load load;
    synchronized (this) {
      Remembered known = answers.getIfPresent(key);
      if (known != null) {
        hits++;
        return CompletableFuture.completedFuture(new Answer(known.reply(), true));
      }
      misses++;
      Load running = loads.get(key);
      if (running != null) {
        coalesced++;
        return running.answer;
      }
      if (loading >= LOADS) {
        return CompletableFuture.failedFuture(
            new RefusedException(
                Failure.OVERLOADED, "The cache has " + LOADS + " loads in progress already."));
      }
      load = new Load(key);
      take(load);
    }
    begin(loader).whenComplete((reply, cause) -> land(load, reply, cause));
    return load.answer;
  }

  private void take(Load load) {
    loading++;
    loaded++;
    if (enabled) {
      loads.put(load.key, load);
      loadsByTag.add(load.key.tags(), load);
    }
  }

  private static CompletionStage<Json> begin(Supplier<CompletionStage<Json>> loader) {
    try {
      return loader.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void land(Load load, Json reply, Throwable cause) {
    synchronized (this) {
      loading--;
      failed += cause == null ? 0 : 1;
      if (enabled) {
        loads.remove(load.key, load);
        loadsByTag.remove(load.key.tags(), load);
        if (cause == null && !load.outdated && load.key.ttlNanos() > 0) {
          remember(new Remembered(load.key, reply, jittered(load.key.ttlNanos())));
        }
      }
    }
    // Outside the lock: those who wait may read again at once.
    if (cause == null) {
      load.answer.complete(new Answer(reply, false));
    } else {
      load.answer.completeExceptionally(cause);
    }
  }

  /** Into the index first: an answer that is too heavy is removed again while it is put. */
  private void remember(Remembered answer) {
    answersByTag.add(answer.tags(), answer);
    answers.put(answer.key(), answer);
  }

  /** Up to a tenth more or less, so that what was loaded together does not expire together. */
  private long jittered(long ttlNanos) {
    return Math.max(1, Math.round(ttlNanos * (0.9 + 0.2 * random.nextDouble())));
  }

  /** Forgets the answers under these tags, and cuts off the loads that have begun. */
  synchronized void forget(List<String> tags) {
    Set<Remembered> gone = new HashSet<>();
    for (String tag : tags) {
      for (Load load : loadsByTag.under(tag)) {
        load.outdated = true;
        loads.remove(load.key, load);
      }
      gone.addAll(answersByTag.under(tag));
    }
    for (Remembered answer : gone) {
      if (answers.asMap().remove(answer.key(), answer)) {
        invalidated++;
      }
    }
  }

  /** The numbers since the start. */
  synchronized StatsReport stats() {
    answers.cleanUp();
    return new StatsReport(
        answers.estimatedSize(),
        hits,
        misses,
        loaded,
        invalidated,
        coalesced,
        failed,
        evicted,
        expired,
        Map.of("memory", hits));
  }

  /** How many tags are known; for the test that they are as few as the answers need. */
  synchronized int tags() {
    answers.cleanUp();
    return answersByTag.size() + loadsByTag.size();
  }
}
