package io.athanor.execution;

import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Attempts.Work;
import io.athanor.contract.Nodes;
import io.athanor.contract.Operations.PlacementReport;
import io.athanor.execution.load.Load;
import io.athanor.execution.load.LoadGate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node asks for: as much as its slots, its memory and the load of its machine leave room
 * for. Counts what it decided, and says it in words. Used on one context only.
 */
final class Placement {

  private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

  /** What became of a look for work. */
  enum Decision {
    /** It asked. */
    ASKED,
    /** Every slot is taken. */
    SLOTS,
    /** It asked for work before there is a slot for it. */
    AHEAD,
    /** It gave back what it had taken ahead. */
    BACK,
    /** The processors are too busy. */
    CPU,
    /** Too much of the memory is in use. */
    MEMORY,
    /** A disk that the node writes to is full. */
    DISK,
    /** Its sandboxes do not start. */
    SANDBOX
  }

  /** Where attempts take longer than this, what is fetched ahead would only wait here. */
  private static final long QUICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** So many are left to other nodes, as HyperQueue does. */
  private static final int RESERVE = 16;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final WorkerPoolShape shape;
  private final PlacementConfig config;
  private final LoadGate gate;
  private final Map<String, Long> decisions = new TreeMap<>();
  private String closed;
  private String unfit;
  private long paceNanos = UNKNOWN;

  Placement(WorkerPoolShape shape, PlacementConfig config) {
    this.shape = shape;
    this.config = config;
    this.gate = new LoadGate(config.maxCpuPercent() / 100.0, config.maxMemoryPercent() / 100.0);
    for (Decision decision : Decision.values()) {
      decisions.put(decision.name().toLowerCase(Locale.ROOT), 0L);
    }
  }

  /** What the machine bears; whether that changed anything. */
  boolean sampled(Load load) {
    gate.sampled(load);
    String before = closed;
    closed = gate.closed().map(this::withFloor).orElse(null);
    boolean changed = (before == null) != (closed == null);
    if (changed) {
      LOG.info(closed == null ? "takes work again" : "takes less work: {}", closed);
    }
    return changed;
  }

  private String withFloor(String words) {
    return gate.memoryFull() || gate.diskFull().isPresent() || config.minAttempts() == 0
        ? words + ": it takes no work"
        : words + ": it runs no more than " + config.minAttempts() + " at a time";
  }

  /** Why nothing can be started here now, in words, or null. */
  void unfit(String words) {
    unfit = words;
  }

  /** Whether too much of the machine's memory is in use. */
  boolean memoryFull() {
    return gate.memoryFull();
  }

  /** Which disk that the node writes to is full, in words. */
  Optional<String> diskFull() {
    return gate.diskFull();
  }

  /**
   * What to ask for; empty when there is no room.
   *
   * @param reserved what the attempts have that run
   * @param attempts how many run
   * @param ahead how much was taken before there was a slot for it
   */
  Optional<Claim> claim(Reserved reserved, int attempts, int ahead, long lease) {
    int free = Math.min(shape.slots() - reserved.cpus(), shape.claimBatch());
    if (free <= 0 || ahead > 0) {
      return ahead(reserved, ahead, lease);
    }
    if (unfit != null) {
      return nothing(Decision.SANDBOX);
    }
    if (gate.diskFull().isPresent()) {
      return nothing(Decision.DISK);
    }
    if (gate.memoryFull()) {
      return nothing(Decision.MEMORY);
    }
    int most = gate.cpuFull() ? config.minAttempts() - attempts : free;
    if (most <= 0) {
      return nothing(Decision.CPU);
    }
    count(Decision.ASKED);
    return Optional.of(within(reserved, free, 0, most, lease));
  }

  /**
   * One of one processor at a time, and never the last ones that wait: other nodes may have a free
   * slot for them.
   */
  private Optional<Claim> ahead(Reserved reserved, int ahead, long lease) {
    if (ahead >= config.prefetch()
        || unfit != null
        || gate.closed().isPresent()
        || paceNanos > QUICK_NANOS) {
      return nothing(Decision.SLOTS);
    }
    count(Decision.AHEAD);
    return Optional.of(within(reserved, 1, RESERVE + 1, 1, lease));
  }

  private Optional<Claim> nothing(Decision decision) {
    count(decision);
    return Optional.empty();
  }

  void count(Decision decision) {
    decisions.merge(decision.name().toLowerCase(Locale.ROOT), 1L, Long::sum);
  }

  /** Whether it can begin beside those that reserve this much. */
  boolean fits(Work work, Reserved reserved, int attempts) {
    boolean least = attempts < config.minAttempts();
    return work.cpu() <= shape.slots() - reserved.cpus()
        && work.memory() <= Math.max(1, memory() - reserved.memory())
        && unfit == null
        && !gate.memoryFull()
        && gate.diskFull().isEmpty()
        && (least || !gate.cpuFull());
  }

  /** An attempt took so long, from its claim until its slot was free again. */
  void took(long nanos) {
    paceNanos = paceNanos == UNKNOWN ? nanos : paceNanos + (nanos - paceNanos) / 8;
  }

  private Claim within(Reserved reserved, int free, int reserve, int most, long lease) {
    long memory = memory();
    return new Claim(
        shape.nodeId(),
        lease,
        shape.pools(),
        shape.runtimes(),
        shape.tier(),
        memory,
        free,
        Math.max(1, memory - reserved.memory()),
        shape.slots(),
        Math.max(1, shape.slots() - reserved.lastingCpus()),
        Math.max(1, memory - reserved.lastingMemory()),
        reserve,
        most);
  }

  /** Bytes that attempts can have together: all of the machine, less what others have of it. */
  private long memory() {
    return Math.min(shape.memory(), gate.load().map(Load::forAttempts).orElse(shape.memory()));
  }

  /** The load for others to read, or null before it is known. */
  Nodes.Load load() {
    return gate.load()
        .map(
            load ->
                new Nodes.Load(
                    rounded(gate.cpu()),
                    rounded(gate.others()),
                    rounded(load.memory()),
                    memory(),
                    unfit == null ? closed : unfit + ": it takes no work"))
        .orElse(null);
  }

  private static double rounded(double share) {
    return Math.round(share * 100) / 100.0;
  }

  PlacementReport report() {
    return new PlacementReport(load(), decisions);
  }
}
