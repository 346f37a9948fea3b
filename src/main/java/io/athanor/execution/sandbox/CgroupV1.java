package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A group in the four controllers of version 1, each its own tree (kernel:
 * Documentation/admin-guide/cgroup-v1).
 */
final class CgroupV1 implements Cgroup {
  static final List<String> CONTROLLERS = List.of("memory", "pids", "cpu", "cpuacct");
  private static final int PERIOD_MICROS = 100_000;

  private final Path memory;
  private final Path pids;
  private final Path cpu;
  private final Path cpuacct;

  /** Makes the group below the given directory of each controller. */
  CgroupV1(Map<String, Path> parents, String name) throws IOException {
    this.memory = Files.createDirectories(parents.get("memory").resolve(name));
    this.pids = Files.createDirectories(parents.get("pids").resolve(name));
    this.cpu = Files.createDirectories(parents.get("cpu").resolve(name));
    this.cpuacct = Files.createDirectories(parents.get("cpuacct").resolve(name));
  }

  /**
   * {@code tasks} and not {@code cgroup.procs}: moving one's own single thread takes no lock of the
   * whole machine.
   */
  @Override
  public List<Path> joins() {
    return Stream.of(memory, pids, cpu, cpuacct).distinct().map(d -> d.resolve("tasks")).toList();
  }

  @Override
  public void limit(long bytes, int processes, double cores) throws IOException {
    // Somebody may have removed the empty groups while the slot was free.
    for (Path group : List.of(memory, pids, cpu, cpuacct)) {
      Files.createDirectories(group);
    }
    Path limit = memory.resolve("memory.limit_in_bytes");
    Path withSwap = memory.resolve("memory.memsw.limit_in_bytes");
    ControlFiles.tryWrite(memory.resolve("memory.swappiness"), "0");
    // With swap has to be the larger of the two at every moment, so the order depends on the
    // direction.
    ControlFiles.tryWrite(withSwap, "-1");
    ControlFiles.write(limit, Long.toString(bytes));
    if (Files.exists(withSwap)) {
      ControlFiles.write(withSwap, Long.toString(bytes));
    }
    ControlFiles.write(pids.resolve("pids.max"), Integer.toString(processes));
    ControlFiles.write(
        cpu.resolve("cpu.cfs_quota_us"),
        Long.toString(Math.max(1000, Math.round(cores * PERIOD_MICROS))));
  }

  @Override
  public void resetPeak() {
    ControlFiles.tryWrite(memory.resolve("memory.max_usage_in_bytes"), "0");
  }

  @Override
  public long peak() {
    return ControlFiles.number(memory.resolve("memory.max_usage_in_bytes"));
  }

  @Override
  public long cpuNanos() {
    return ControlFiles.number(cpuacct.resolve("cpuacct.usage"));
  }

  @Override
  public long oomKills() {
    return ControlFiles.field(memory.resolve("memory.oom_control"), "oom_kill");
  }

  @Override
  public List<Long> processes() {
    return ControlFiles.numbers(pids.resolve("cgroup.procs"));
  }

  @Override
  public void remove() {
    Stream.of(memory, pids, cpu, cpuacct).distinct().forEach(ControlFiles::remove);
  }
}
