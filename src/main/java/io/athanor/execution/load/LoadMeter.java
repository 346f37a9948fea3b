package io.athanor.execution.load;

import io.athanor.execution.sandbox.OwnGroups;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures how much of the machine is in use since it was last asked, and of the control groups
 * that limit this process: the fullest of them counts. Reads files of the kernel, so it is not for
 * an event loop. Used by one thread at a time.
 */
public final class LoadMeter {

  private final Machine machine;
  private final OwnGroups groups;
  private final OwnProcesses own;
  private final DiskRoom disks;
  private final LongSupplier nanoTime;
  private final List<Scope.Processors> scopes = new ArrayList<>();
  private List<Long> busyBefore;
  private long ownBefore;
  private long at;

  LoadMeter(Path proc, OwnGroups groups, long root, DiskRoom disks, LongSupplier nanoTime) {
    this.machine = new Machine(proc);
    this.groups = groups;
    this.own = new OwnProcesses(proc, root);
    this.disks = disks;
    this.nanoTime = nanoTime;
    scopes.add(machine);
    Scope.limitedProcessors(groups).ifPresent(scopes::add);
    this.busyBefore = busy();
    this.ownBefore = own.use().nanos();
    this.at = nanoTime.getAsLong();
  }

  /** Of the machine that this process runs on, and of the disks below a node's home. */
  public static LoadMeter ofThisMachine(Path home) {
    return new LoadMeter(
        Path.of("/proc"),
        OwnGroups.ofThisProcess(),
        ProcessHandle.current().pid(),
        new DiskRoom(home),
        System::nanoTime);
  }

  private List<Long> busy() {
    return scopes.stream().map(Scope.Processors::busyNanos).toList();
  }

  /** The load since the call before, or since the meter was made. */
  public Load measure() {
    List<Long> busy = busy();
    OwnProcesses.Use use = own.use();
    long now = nanoTime.getAsLong();
    double elapsed = Math.max(1, now - at);
    double cpu = 0;
    double others = 0;
    for (int i = 0; i < scopes.size(); i++) {
      double whole = elapsed * scopes.get(i).capacity();
      double share = share(busy.get(i) - busyBefore.get(i), whole);
      if (share >= cpu) {
        cpu = share;
        others = Math.max(0, share - share(use.nanos() - ownBefore, whole));
      }
    }
    busyBefore = busy;
    ownBefore = use.nanos();
    at = now;
    return memory(cpu, others, use.programBytes());
  }

  private Load memory(double cpu, double others, long programs) {
    Scope.Memory whole = machine.memory();
    double share = whole.share();
    long available = whole.available();
    for (Scope.Memory limited : Scope.limitedMemory(groups)) {
      share = Math.max(share, limited.share());
      available = Math.min(available, limited.available());
    }
    return new Load(cpu, others, share, available, programs, disks.full().orElse(null));
  }

  private static double share(long part, double whole) {
    return Math.max(0, Math.min(1, part / whole));
  }
}
