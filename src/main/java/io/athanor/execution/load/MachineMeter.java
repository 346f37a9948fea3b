package io.athanor.execution.load;

import io.athanor.execution.sandbox.OwnGroups;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads how much of the machine is in use, and what the control groups of this process allow, for
 * whoever only wants to look. Reads files of the kernel, so it is not for an event loop.
 */
public final class MachineMeter {

  private final Machine machine;
  private final OwnGroups groups;

  MachineMeter(Path proc, OwnGroups groups) {
    this.machine = new Machine(proc);
    this.groups = groups;
  }

  /** Of the machine that this process runs on. */
  public static MachineMeter ofThisMachine() {
    return new MachineMeter(Path.of("/proc"), OwnGroups.ofThisProcess());
  }

  /**
   * The machine at one moment. What no group limits, or nobody counts, is null.
   *
   * @param processors that this process may use
   * @param busyNanos time that they were busy so far
   * @param memoryUsed bytes, without what the kernel can take back
   * @param version of the control groups: v1, v2 or none
   * @param periods in which the group could have been stopped, so far
   */
  public record Use(
      double processors,
      long busyNanos,
      long memoryTotal,
      long memoryUsed,
      String version,
      Double groupProcessors,
      Long groupMemory,
      Long groupMemoryUsed,
      Long pids,
      Long pidsUsed,
      Long periods,
      Long throttled) {}

  /** The machine as it is now. */
  public Use read() {
    Scope.Memory memory = machine.memory();
    Optional<Scope.Memory> limited =
        Scope.limitedMemory(groups).stream().max(Comparator.comparingDouble(Scope.Memory::share));
    Optional<Path> pids = groups.v2().or(() -> groups.v1("pids"));
    Optional<Path> cpu = groups.v2().or(() -> groups.v1("cpu"));
    return new Use(
        machine.capacity(),
        machine.busyNanos(),
        memory.total(),
        memory.used(),
        version(),
        Scope.limitedProcessors(groups).map(Scope.Processors::capacity).orElse(null),
        limited.map(Scope.Memory::total).orElse(null),
        limited.map(Scope.Memory::used).orElse(null),
        pids.map(group -> number(KernelFiles.number(group.resolve("pids.max")))).orElse(null),
        pids.map(group -> number(KernelFiles.number(group.resolve("pids.current")))).orElse(null),
        cpu.map(group -> counted(group, "nr_periods")).orElse(null),
        cpu.map(group -> counted(group, "nr_throttled")).orElse(null));
  }

  /** A host may have both; the one that holds the memory is the one that limits. */
  private String version() {
    return groups.v1("memory").isPresent() ? "v1" : groups.v2().isPresent() ? "v2" : "none";
  }

  private static Long counted(Path group, String word) {
    return number(KernelFiles.field(group.resolve("cpu.stat"), word + " "));
  }

  private static Long number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
