package io.athanor.execution.load;

import io.athanor.execution.sandbox.OwnGroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Something that has so much of a resource: the machine, or a control group with a limit. */
final class Scope {

  private Scope() {}

  /** Processors of a scope. */
  interface Processors {

    /** How many; a group may have a part of one. */
    double capacity();

    /** Time that they were busy so far, in nanoseconds. */
    long busyNanos();
  }

  /**
   * Memory of a scope.
   *
   * @param total bytes
   * @param used bytes, without what the kernel can take back
   */
  record Memory(long total, long used) {

    double share() {
      return total <= 0 ? 0 : Math.min(1, (double) used / total);
    }

    long available() {
      return Math.max(0, total - used);
    }
  }

  /** The group with the smallest quota of processor time among ours and those above it. */
  static Optional<Processors> limitedProcessors(OwnGroups groups) {
    List<GroupProcessors> found = new ArrayList<>();
    groups.v2().ifPresent(own -> upwards(own, "cpu.max", group -> v2(group).ifPresent(found::add)));
    groups
        .v1("cpu")
        .ifPresent(
            own ->
                upwards(
                    own,
                    "cpu.cfs_quota_us",
                    group -> v1(groups, own, group).ifPresent(found::add)));
    return found.stream()
        .min((a, b) -> Double.compare(a.capacity(), b.capacity()))
        .map(Processors.class::cast);
  }

  private static Optional<GroupProcessors> v2(Path group) {
    String[] quota = KernelFiles.text(group.resolve("cpu.max")).strip().split(" ", 2);
    return quota.length < 2 || quota[0].equals("max")
        ? Optional.empty()
        : Optional.of(
            new GroupProcessors(
                Double.parseDouble(quota[0]) / Double.parseDouble(quota[1]),
                group.resolve("cpu.stat"),
                "usage_usec",
                1_000));
  }

  /** Usage is counted by another controller, whose tree has the same shape. */
  private static Optional<GroupProcessors> v1(OwnGroups groups, Path own, Path group) {
    OptionalLong quota = KernelFiles.number(group.resolve("cpu.cfs_quota_us"));
    OptionalLong period = KernelFiles.number(group.resolve("cpu.cfs_period_us"));
    Optional<Path> counter =
        groups
            .v1("cpuacct")
            .map(accounts -> accounts.resolve(own.relativize(group)).normalize())
            .map(accounts -> accounts.resolve("cpuacct.usage"));
    return quota.isEmpty() || period.isEmpty() || counter.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new GroupProcessors(
                (double) quota.getAsLong() / period.getAsLong(), counter.get(), "", 1));
  }

  private record GroupProcessors(double capacity, Path counter, String field, long nanos)
      implements Processors {

    @Override
    public long busyNanos() {
      return KernelFiles.field(counter, field).orElse(0) * nanos;
    }
  }

  /** What groups with a limit of memory, ours and those above it, have of it and use. */
  static List<Memory> limitedMemory(OwnGroups groups) {
    List<Memory> found = new ArrayList<>();
    groups
        .v2()
        .ifPresent(
            own ->
                upwards(
                    own,
                    "memory.max",
                    group -> add(found, group, "memory.max", "memory.current", "inactive_file")));
    groups
        .v1("memory")
        .ifPresent(
            own ->
                upwards(
                    own,
                    "memory.limit_in_bytes",
                    group ->
                        add(
                            found,
                            group,
                            "memory.limit_in_bytes",
                            "memory.usage_in_bytes",
                            "total_inactive_file")));
    return found;
  }

  private static void add(
      List<Memory> found, Path group, String limit, String usage, String reclaimable) {
    OptionalLong total = KernelFiles.number(group.resolve(limit));
    // Version 1 says "no limit" with the largest number of whole pages.
    if (total.isPresent() && total.getAsLong() < 1L << 60) {
      long used =
          KernelFiles.number(group.resolve(usage)).orElse(0)
              - KernelFiles.field(group.resolve("memory.stat"), reclaimable + " ").orElse(0);
      found.add(new Memory(total.getAsLong(), Math.max(0, used)));
    }
  }

  /** Groups above ours limit it as well; the root has no such file. */
  private static void upwards(Path own, String file, java.util.function.Consumer<Path> each) {
    for (Path group = own;
        group != null && Files.exists(group.resolve(file));
        group = group.getParent()) {
      each.accept(group);
    }
  }
}
