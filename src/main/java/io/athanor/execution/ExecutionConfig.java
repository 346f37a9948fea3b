package io.athanor.execution;

import static java.util.function.Predicate.not;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How this node runs programs.
 *
 * @param slots attempts at one time; 0 for one per processor
 * @param pools the pools that this node takes work from
 * @param requiredTier the weakest sandbox that this node runs programs in
 * @param lease how long this node's right to its attempts lasts without renewal
 * @param renewEvery how often that right is renewed; at most a third of the lease
 * @param pollInterval how often work is looked for when no event announced any
 * @param claimBatch attempts claimed in one statement at most
 * @param maxLost how often an attempt may be lost before the experiment fails
 * @param placement when this node takes no more work though it has free slots
 * @param inputCache bytes of large inputs that are kept on the disk for the next attempt
 * @param artefactFiles files that an attempt may leave
 * @param artefactBytes bytes of all of them together
 * @param cancelGrace time between SIGTERM and SIGKILL
 * @param preload Python modules that a waiting sandbox has loaded where programs import them
 * @param runtimes the runtimes offered where the machine has them
 * @param limits what an experiment may use when it names no limits
 * @param ceilings what an experiment may ask for at most
 */
public record ExecutionConfig(
    int slots,
    List<String> pools,
    Tier requiredTier,
    Duration lease,
    Duration renewEvery,
    Duration pollInterval,
    int claimBatch,
    int maxLost,
    PlacementConfig placement,
    long inputCache,
    int artefactFiles,
    long artefactBytes,
    Duration cancelGrace,
    List<String> preload,
    List<String> runtimes,
    LimitValues limits,
    LimitValues ceilings) {

  /** How well a program is locked in, strongest first; NONE is no lock at all. */
  public enum Tier {
    STRICT,
    NAMESPACED,
    LANDLOCK,
    NONE
  }

  private static final List<String> RUNTIMES = List.of("python", "node", "bash", "java", "exec");

  /** Throws IllegalArgumentException with one line {@code field: fault} for each bad value. */
  public ExecutionConfig {
    pools = List.copyOf(pools);
    preload = List.copyOf(preload);
    runtimes = List.copyOf(runtimes);
    Stream<String> above =
        limits
            .above(ceilings)
            .map(name -> "limits.%s: must not be above ceilings.%1$s".formatted(name));
    String faults =
        Stream.of(
                lists(pools, runtimes),
                Stream.of(named(preload) ? "" : "preload: must be names of Python modules"),
                counts(slots, claimBatch, maxLost),
                sizes(inputCache, artefactFiles, artefactBytes),
                times(lease, renewEvery, pollInterval, cancelGrace),
                above)
            .flatMap(all -> all)
            .filter(not(String::isEmpty))
            .collect(Collectors.joining("\n"));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(faults);
    }
  }

  /** How many attempts a node runs at one time: as configured, or one for each processor. */
  public int attemptsAtOnce() {
    return slots > 0 ? slots : Runtime.getRuntime().availableProcessors();
  }

  private static Stream<String> lists(List<String> pools, List<String> runtimes) {
    boolean known = !runtimes.isEmpty() && RUNTIMES.containsAll(runtimes);
    boolean named =
        !pools.isEmpty() && pools.stream().allMatch(pool -> pool.matches("[A-Za-z0-9._-]{1,64}"));
    return Stream.of(
        named ? "" : "pools: must name at least one pool, in letters, digits, dot, dash and _",
        new HashSet<>(pools).size() == pools.size() ? "" : "pools: must name each pool once",
        known ? "" : "runtimes: must be one or more of " + String.join(", ", RUNTIMES));
  }

  private static Stream<String> sizes(long inputCache, int artefactFiles, long artefactBytes) {
    return Stream.of(
        inputCache < 0 ? "inputCache: must not be negative" : "",
        artefactFiles < 0 || artefactFiles > 1_000
            ? "artefactFiles: must be between 0 and 1000"
            : "",
        artefactBytes < 0 || artefactBytes > 1 << 30
            ? "artefactBytes: must be between 0 and 1GB"
            : "");
  }

  private static boolean named(List<String> modules) {
    return modules.stream().allMatch(module -> module.matches("[A-Za-z_][A-Za-z0-9_]{0,63}"));
  }

  private static Stream<String> counts(int slots, int claimBatch, int maxLost) {
    return Stream.of(
        slots < 0 || slots > 4_096 ? "slots: must be between 0 and 4096" : "",
        claimBatch < 1 || claimBatch > 1_000 ? "claimBatch: must be between 1 and 1000" : "",
        maxLost < 0 ? "maxLost: must not be negative" : "");
  }

  private static Stream<String> times(
      Duration lease, Duration renewEvery, Duration pollInterval, Duration cancelGrace) {
    boolean early = renewEvery.toMillis() >= 1 && renewEvery.toMillis() <= lease.toMillis() / 3;
    return Stream.of(
        lease.toMillis() < 100 ? "lease: must be at least 100ms" : "",
        early ? "" : "renewEvery: must be above zero and at most a third of lease",
        pollInterval.toMillis() < 1 ? "pollInterval: must be at least 1ms" : "",
        cancelGrace.isNegative() ? "cancelGrace: must not be negative" : "");
  }
}
