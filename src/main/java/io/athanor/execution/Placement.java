package io.athanor.execution;

import io.athanor.contract.Attempts.Claim;
import io.athanor.contract.Nodes;
import io.athanor.contract.Operations.PlacementReport;
import io.athanor.execution.load.Load;
import io.athanor.execution.load.LoadGate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    /** The processors are too busy. */
    CPU,
    /** Too much of the memory is in use. */
    MEMORY
  }

  private final WorkerPoolShape shape;
  private final PlacementConfig config;
  private final LoadGate gate;
  private final Map<String, Long> decisions = new TreeMap<>();
  private String closed;

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
    return gate.memoryFull() || config.minAttempts() == 0
        ? words
        : words + " while it has " + config.minAttempts();
  }

  /**
   * What to ask for beside so many attempts that reserve this much; empty when there is no room.
   */
  Optional<Claim> claim(Reserved reserved, int attempts, long lease) {
    int free = Math.min(shape.slots() - reserved.cpus(), shape.claimBatch());
    Decision decision = free <= 0 ? Decision.SLOTS : Decision.ASKED;
    if (free > 0 && gate.memoryFull()) {
      decision = Decision.MEMORY;
    } else if (free > 0 && gate.cpuFull()) {
      free = Math.min(free, config.minAttempts() - attempts);
      decision = free <= 0 ? Decision.CPU : Decision.ASKED;
    }
    decisions.merge(decision.name().toLowerCase(Locale.ROOT), 1L, Long::sum);
    return decision == Decision.ASKED
        ? Optional.of(within(reserved, free, lease))
        : Optional.empty();
  }

  private Claim within(Reserved reserved, int free, long lease) {
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
        Math.max(1, memory - reserved.lastingMemory()));
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
                    rounded(load.cpu()),
                    rounded(load.others()),
                    rounded(load.memory()),
                    memory(),
                    closed))
        .orElse(null);
  }

  private static double rounded(double share) {
    return Math.round(share * 100) / 100.0;
  }

  PlacementReport report() {
    return new PlacementReport(load(), decisions);
  }
}
