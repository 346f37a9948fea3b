package io.athanor.execution.load;

import java.nio.file.Path;
import java.util.BitSet;

/** The whole machine, as {@code /proc} shows it (format: proc_stat(5), proc_meminfo(5)). */
final class Machine implements Scope.Processors {

  /** The kernel counts for user programs in hundredths of a second on every platform of ours. */
  static final long TICK_NANOS = 10_000_000;

  private final Path proc;
  private final BitSet allowed;

  Machine(Path proc) {
    this.proc = proc;
    this.allowed = allowed(proc);
  }

  /** The processors that this process may use. */
  private static BitSet allowed(Path proc) {
    BitSet allowed = new BitSet();
    for (String line : KernelFiles.lines(proc.resolve("self/status"))) {
      if (line.startsWith("Cpus_allowed_list:")) {
        for (String range : line.substring(line.indexOf(':') + 1).strip().split(",", -1)) {
          String[] ends = range.split("-", 2);
          allowed.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
      }
    }
    return allowed;
  }

  @Override
  public double capacity() {
    return allowed.isEmpty() ? Runtime.getRuntime().availableProcessors() : allowed.cardinality();
  }

  /** User, nice, system and both kinds of interrupts; guests are counted as user. */
  @Override
  public long busyNanos() {
    long ticks = 0;
    for (String line : KernelFiles.lines(proc.resolve("stat"))) {
      String[] words = line.split(" +", -1);
      if (words[0].matches("cpu[0-9]+")
          && (allowed.isEmpty() || allowed.get(Integer.parseInt(words[0].substring(3))))) {
        for (int field : new int[] {1, 2, 3, 6, 7}) {
          ticks += Long.parseLong(words[field]);
        }
      }
    }
    return ticks * TICK_NANOS;
  }

  Scope.Memory memory() {
    Path file = proc.resolve("meminfo");
    long total = KernelFiles.field(file, "MemTotal:").orElse(0) * 1024;
    long available = KernelFiles.field(file, "MemAvailable:").orElse(0) * 1024;
    return new Scope.Memory(total, total - available);
  }
}
