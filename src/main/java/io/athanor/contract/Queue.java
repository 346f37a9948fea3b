package io.athanor.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The conversation about the queue: what enters it, and when. */
public final class Queue {

  /**
   * An experiment as the front desk has planned it: validated, with every default filled in.
   *
   * @param programDigest of a stored content, or null for {@code exec} without a program
   * @param program the program text when it is small and may not be stored yet, or null
   * @param fingerprint SHA-256 in hexadecimal
   * @param requests JSON of the expected use
   * @param requiredTier id of the weakest sandbox allowed, or null
   * @param isolation {@code attempt} or {@code group}
   * @param retryOf the ended experiment of which this is the repetition, or null
   * @param sessionId null for the session of the hypothesis, if it has one
   */
  public record Planned(
      UUID id,
      String name,
      String runtime,
      String programDigest,
      Bytes program,
      List<String> arguments,
      Json parameters,
      Json inputs,
      Map<String, String> env,
      Long seed,
      boolean deterministic,
      int priority,
      String pool,
      Json requests,
      Limits limits,
      String requiredTier,
      String isolation,
      String domain,
      UUID sessionId,
      UUID hypothesisId,
      String experimentType,
      String description,
      Json protocol,
      Map<String, String> tags,
      String fingerprint,
      boolean reuseFinished,
      UUID retryOf,
      Schedule schedule) {
    /** Copies the collections; a node of an older version sends no isolation. */
    public Planned {
      isolation = isolation == null ? "attempt" : isolation;
      arguments = List.copyOf(arguments);
      env = Map.copyOf(env);
      tags = Map.copyOf(tags);
      schedule = schedule == null ? Schedule.AT_ONCE : schedule;
    }
  }

  /**
   * What has to come before an experiment is queued.
   *
   * @param dependsOn experiments that must have completed
   * @param notBefore a time, or null
   * @param concurrencyKey of those that bear it, only as many are queued or run at once as its cap
   *     says, one unless that was set; or null
   * @param retry which failures of its own are tried again, or null
   */
  public record Schedule(
      List<UUID> dependsOn, Instant notBefore, String concurrencyKey, Retry retry) {

    /** Nothing has to come before. */
    public static final Schedule AT_ONCE = new Schedule(List.of(), null, null, null);

    /** Copies the list; a node of an older version sends none. */
    public Schedule {
      dependsOn = dependsOn == null ? List.of() : List.copyOf(dependsOn);
    }

    /** Whether neither a time nor another experiment is waited for. */
    public boolean atOnce() {
      return dependsOn.isEmpty() && notBefore == null;
    }
  }

  /**
   * Which failures of the program are tried again. Each backoff is a quarter shorter or longer by
   * chance.
   *
   * @param max attempts beyond the first, those that were lost not counted
   * @param backoff before the first of them
   * @param factor by which it grows for each further one
   * @param maxBackoff the longest
   * @param memory the limit, in bytes, with which one that ran out of memory is tried once more at
   *     once, or null
   */
  public record Retry(
      int max,
      List<Verdict> on,
      Duration backoff,
      double factor,
      Duration maxBackoff,
      Long memory) {
    /** Copies the list. */
    public Retry {
      on = List.copyOf(on);
    }
  }

  /** Stores planned experiments and puts them into the queue, in one transaction. */
  public record Insert(
      List<Planned> experiments, Caller caller, String idempotencyKey, String requestDigest) {
    /** Copies the list. */
    public Insert {
      experiments = List.copyOf(experiments);
    }
  }

  /**
   * Pauses a pool or lets it go on: what is queued in a paused pool is not started; what runs there
   * goes on.
   */
  public record SetPool(String name, boolean paused, Caller caller) {}

  /** A pool that somebody has paused or resumed. */
  public record Pool(String name, boolean paused) {}

  /**
   * Says how many experiments that share a key may be queued or running at once; the others are
   * held.
   *
   * @param key {@code pool:NAME}, {@code session:ID} or {@code key:CONCURRENCY-KEY}
   * @param most 0 to 1,000,000, or null to take the cap away
   */
  public record SetCap(String key, Integer most, Caller caller) {}

  /** A cap as it is from now on. */
  public record Cap(String key, Integer most) {}

  /** Asks for the caps that were set, by their key. */
  public record ListCaps(int limit, String cursor, Caller caller) {}

  /** Pause a pool or let it go on. */
  public static final RequestAddress<SetPool, Pool> SET_POOL =
      RequestAddress.toStore("queue.set-pool", SetPool.class, Pool.class);

  /** Set a cap. */
  public static final RequestAddress<SetCap, Cap> SET_CAP =
      RequestAddress.toStore("queue.set-cap", SetCap.class, Cap.class);

  /** See the caps. */
  public static final RequestAddress<ListCaps, Experiments.Page> LIST_CAPS =
      RequestAddress.toStore("queue.list-caps", ListCaps.class, Experiments.Page.class);

  /** Store planned experiments. */
  public static final RequestAddress<Insert, Experiments.Submitted> INSERT =
      RequestAddress.toStore("queue.insert", Insert.class, Experiments.Submitted.class);

  private Queue() {}
}
