package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A group of the unified hierarchy (kernel: Documentation/admin-guide/cgroup-v2). */
final class CgroupV2 implements Cgroup {
  private static final int PERIOD_MICROS = 100_000;

  private final Path group;

  /** Makes the group below a directory whose children have the memory, pids and cpu controllers. */
  CgroupV2(Path parent, String name) throws IOException {
    this.group = Files.createDirectories(parent.resolve(name));
  }

  @Override
  public List<Path> joins() {
    return List.of(group.resolve("cgroup.procs"));
  }

  @Override
  public void limit(long memory, int processes, double cores) throws IOException {
    ControlFiles.write(group.resolve("memory.max"), Long.toString(memory));
    ControlFiles.tryWrite(group.resolve("memory.swap.max"), "0");
    ControlFiles.tryWrite(group.resolve("memory.oom.group"), "1");
    ControlFiles.write(group.resolve("pids.max"), Integer.toString(processes));
    ControlFiles.write(
        group.resolve("cpu.max"),
        Math.max(1000, Math.round(cores * PERIOD_MICROS)) + " " + PERIOD_MICROS);
  }

  /**
   * Since Linux 6.12 a write starts a new maximum only for the writer's own descriptor, so there is
   * none to start here.
   */
  @Override
  public void resetPeak() {}

  /**
   * Unknown, because {@code memory.peak} would be that of all earlier attempts; the shim's own
   * figure is used.
   */
  @Override
  public long peak() {
    return 0;
  }

  @Override
  public long cpuNanos() {
    return TimeUnit.MICROSECONDS.toNanos(
        ControlFiles.field(group.resolve("cpu.stat"), "usage_usec"));
  }

  @Override
  public long oomKills() {
    return ControlFiles.field(group.resolve("memory.events"), "oom_kill");
  }

  @Override
  public List<Long> processes() {
    return ControlFiles.numbers(group.resolve("cgroup.procs"));
  }

  @Override
  public void kill() {
    if (!ControlFiles.tryWrite(group.resolve("cgroup.kill"), "1")) {
      Cgroup.super.kill();
    }
  }

  @Override
  public void remove() {
    ControlFiles.remove(group);
  }
}
