package io.athanor.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The conversation between the queue and the worker pools: what to run, how far it is, how it
 * ended.
 */
public final class Attempts {

  /** What is expected to end within this is called brief: nobody minds waiting for it. */
  public static final Duration BRIEF = Duration.ofSeconds(10);

  /**
   * Asks for work. What cannot start on this node is not taken.
   *
   * @param nodeToken the node's lease, see {@link Nodes.Joined}
   * @param memory all that its attempts may have together, in bytes
   * @param slots processors that are free for attempts
   * @param freeMemory of the memory what no attempt has, in bytes
   * @param allSlots processors of the node, free or not: what needs more never starts there
   * @param slotsSoon processors that are free once brief work has ended
   * @param memorySoon bytes of memory that are free then
   * @param reserve so many have to be left waiting for others; 0 where it does not matter
   * @param most attempts to take at most, each of one processor or more
   */
  public record Claim(
      UUID nodeId,
      long nodeToken,
      List<String> pools,
      List<String> runtimes,
      int tier,
      long memory,
      int slots,
      long freeMemory,
      int allSlots,
      int slotsSoon,
      long memorySoon,
      int reserve,
      int most) {
    /** Copies the lists; a node of an older version says nothing of the last six. */
    public Claim {
      freeMemory = freeMemory == 0 ? memory : freeMemory;
      allSlots = allSlots == 0 ? slots : allSlots;
      slotsSoon = slotsSoon == 0 ? slots : slotsSoon;
      memorySoon = memorySoon == 0 ? freeMemory : memorySoon;
      most = most == 0 ? slots : most;
      pools = List.copyOf(pools);
      runtimes = List.copyOf(runtimes);
    }
  }

  /** Work that now belongs to the node, in order of rank. */
  public record Claimed(List<Work> work) {
    /** Copies the list. */
    public Claimed {
      work = List.copyOf(work);
    }
  }

  /**
   * One attempt to make.
   *
   * @param attempt counts from 1
   * @param token the fencing value of this attempt: every later statement must match it
   * @param cpu processors that it takes of its node
   * @param memory bytes that it is expected to take of its node, at most its limit rounded up
   * @param brief whether it is expected to end within seconds
   * @param priority of its submission
   * @param group whose experiments share a sandbox with it, one after the other; or null
   */
  public record Work(
      UUID experimentId,
      int attempt,
      long token,
      String runtime,
      String programDigest,
      List<String> arguments,
      Json parameters,
      Json inputs,
      Map<String, String> env,
      Long seed,
      Limits limits,
      int cpu,
      long memory,
      boolean brief,
      int priority,
      String group) {
    /** Copies the collections; it takes one processor at least. */
    public Work {
      cpu = Math.max(1, cpu);
      arguments = List.copyOf(arguments);
      env = Map.copyOf(env);
    }
  }

  /**
   * Gives work back that was claimed and not begun: it stands in its line again as if it had never
   * been taken.
   */
  public record GiveBack(UUID nodeId, List<UUID> experiments, List<Long> tokens) {
    /** Copies the lists. */
    public GiveBack {
      experiments = List.copyOf(experiments);
      tokens = List.copyOf(tokens);
    }
  }

  /** How many of them are in their lines again. */
  public record GivenBack(int experiments) {}

  /** Stores output of attempts that still run. */
  public record AppendOutput(UUID experimentId, long token, List<Experiments.OutputChunk> chunks) {
    /** Copies the list. */
    public AppendOutput {
      chunks = List.copyOf(chunks);
    }
  }

  /** Whether the attempt still holds its token; if not, its node must stop it. */
  public record Appended(boolean current) {}

  /** A point of a curve. */
  public record Metric(String name, double value, long step, Instant at) {}

  /**
   * What an attempt used and where.
   *
   * @param start {@code cold}, {@code warm} or {@code ahead}
   * @param startMillis from the job's arrival at the slot to the start of the program
   * @param notes what was left out and why, in words: artefacts, output, metrics
   * @param firstOutputMillis from the start of the program to its first output, or null
   * @param memoryLimit bytes that this attempt was allowed
   * @param platform operating system and processor of its node
   */
  public record Usage(
      long wallMillis,
      long cpuMillis,
      long peakMemory,
      long stdoutBytes,
      long stderrBytes,
      boolean truncated,
      String tier,
      String start,
      long startMillis,
      String interpreter,
      List<String> notes,
      Long firstOutputMillis,
      Long memoryLimit,
      String platform) {
    /** Copies the list; a node of an older version sends none. */
    public Usage {
      notes = notes == null ? List.of() : List.copyOf(notes);
    }
  }

  /** The user's own error: what an interpreter said of it. */
  public record ProgramError(
      String type, String message, String file, Integer line, String trace) {}

  /**
   * How an attempt ended.
   *
   * @param reason the verdict in words
   * @param result a short result, or null
   * @param resultDigest of a stored content that is the result when it is long, or null
   * @param error the program's own error, or null
   */
  public record Outcome(
      UUID experimentId,
      int attempt,
      long token,
      Verdict verdict,
      String reason,
      Integer exitCode,
      Integer signal,
      Instant startedAt,
      Instant finishedAt,
      Usage usage,
      ProgramError error,
      Json result,
      String resultDigest,
      List<Metric> metrics,
      List<Experiments.Artifact> artifacts) {
    /** Copies the lists. */
    public Outcome {
      metrics = List.copyOf(metrics);
      artifacts = List.copyOf(artifacts);
    }
  }

  /** Commits outcomes: each with its result, metrics, artefacts and new state, or not at all. */
  public record Commit(UUID nodeId, List<Outcome> outcomes) {
    /** Copies the list. */
    public Commit {
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * Which outcomes were stored; the others came too late and were refused because the attempt no
   * longer held its token.
   *
   * @param stored tokens of the attempts whose outcome counts
   */
  public record Committed(List<Long> stored) {
    /** Copies the list. */
    public Committed {
      stored = List.copyOf(stored);
    }
  }

  /**
   * Hint: there is work in this pool.
   *
   * @param priority the highest among it, 0 where nobody looked
   */
  public record Ready(String pool, int priority) {}

  /** Take work. */
  public static final RequestAddress<Claim, Claimed> CLAIM =
      RequestAddress.toStore("attempts.claim", Claim.class, Claimed.class);

  /** Store output. */
  public static final RequestAddress<AppendOutput, Appended> APPEND_OUTPUT =
      RequestAddress.toStore("attempts.append-output", AppendOutput.class, Appended.class);

  /** Give back what was not begun. */
  public static final RequestAddress<GiveBack, GivenBack> GIVE_BACK =
      RequestAddress.toStore("attempts.give-back", GiveBack.class, GivenBack.class);

  /** Commit outcomes. */
  public static final RequestAddress<Commit, Committed> COMMIT =
      RequestAddress.toStore("attempts.commit", Commit.class, Committed.class);

  /** Announced after a commit that put work into the queue. */
  public static final EventAddress<Ready> READY =
      EventAddress.ofStore("attempts.ready", Ready.class);

  private Attempts() {}
}
