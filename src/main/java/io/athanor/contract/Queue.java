package io.athanor.contract;

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
      String domain,
      UUID sessionId,
      UUID hypothesisId,
      String experimentType,
      String description,
      Json protocol,
      Map<String, String> tags,
      String fingerprint,
      boolean reuseFinished,
      Schedule schedule) {
    /** Copies the collections. */
    public Planned {
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
   */
  public record Schedule(List<UUID> dependsOn, Instant notBefore) {

    /** Nothing has to come before. */
    public static final Schedule AT_ONCE = new Schedule(List.of(), null);

    /** Copies the list; a node of an older version sends none. */
    public Schedule {
      dependsOn = dependsOn == null ? List.of() : List.copyOf(dependsOn);
    }

    /** Whether the experiment is queued as soon as it is stored. */
    public boolean atOnce() {
      return dependsOn.isEmpty() && notBefore == null;
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

  /** Store planned experiments. */
  public static final RequestAddress<Insert, Experiments.Submitted> INSERT =
      RequestAddress.toStore("queue.insert", Insert.class, Experiments.Submitted.class);

  private Queue() {}
}
