package io.athanor.contract;

import io.athanor.contract.Diagnostics.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The sections of {@link Diagnostics.SystemReport}. Each begins with how well it is, why it could
 * not be read if so, and why it is not healthy in words.
 */
public final class Sections {

  /**
   * Memory of this process.
   *
   * @param percent of the memory of the machine
   */
  public record ProcessMemory(double rssMb, double vmsMb, double percent) {}

  /**
   * Memory of the machine.
   *
   * @param availableMb without swapping
   */
  public record HostMemory(double totalMb, double availableMb, double usedMb, double percent) {}

  /**
   * The heap.
   *
   * @param afterGcPercent what the last collection left of the largest heap
   */
  public record Heap(
      double usedMb, double committedMb, Double maxMb, Double percent, Double afterGcPercent) {}

  /** Memory of the JVM beside the heap: classes and compiled code. */
  public record NonHeap(double usedMb, double committedMb, Double maxMb) {}

  /** Buffers outside the heap. */
  public record Buffers(long count, double usedMb, double capacityMb) {}

  /** Memory. */
  public record Memory(
      Level status,
      String error,
      List<String> reasons,
      ProcessMemory process,
      HostMemory system,
      Heap heap,
      NonHeap nonHeap,
      Buffers direct,
      Buffers mapped) {
    /** Copies. */
    public Memory {
      reasons = copy(reasons);
    }
  }

  /**
   * Processor time of this process, as a share of all processors.
   *
   * @param percent since the last sample
   * @param seconds since the start
   */
  public record ProcessCpu(
      Double percent, Double percentLastMinute, double seconds, int numThreads) {}

  /** Processor time of the machine, as a share of all processors. */
  public record HostCpu(
      Double percent, Double percentLastMinute, double cpuCount, List<Double> loadAverage) {
    /** Copies. */
    public HostCpu {
      loadAverage = copy(loadAverage);
    }
  }

  /** Processors. */
  public record Cpu(
      Level status, String error, List<String> reasons, ProcessCpu process, HostCpu system) {
    /** Copies. */
    public Cpu {
      reasons = copy(reasons);
    }
  }

  /**
   * Threads.
   *
   * @param limit of processes and threads that the control group allows
   * @param deadlocked those that wait for each other for ever
   * @param threadNames a part of them where there are very many
   */
  public record Threads(
      Level status,
      String error,
      List<String> reasons,
      Integer totalThreads,
      Integer javaThreads,
      Integer daemonThreads,
      Integer peakThreads,
      Long limit,
      List<String> deadlocked,
      List<String> threadNames) {
    /** Copies. */
    public Threads {
      reasons = copy(reasons);
      deadlocked = copy(deadlocked);
      threadNames = copy(threadNames);
    }
  }

  /** File descriptors. */
  public record FileDescriptors(
      Level status,
      String error,
      List<String> reasons,
      Long openFds,
      Long softLimit,
      Long hardLimit,
      Double percentUsed) {
    /** Copies. */
    public FileDescriptors {
      reasons = copy(reasons);
    }
  }

  /** TCP sockets of this process. */
  public record Network(
      Level status,
      String error,
      List<String> reasons,
      Long totalConnections,
      Map<String, Long> byStatus) {
    /** Copies. */
    public Network {
      reasons = copy(reasons);
      byStatus = byStatus == null ? Map.of() : Map.copyOf(byStatus);
    }
  }

  /** The disk under the node's home. */
  public record Disk(
      Level status,
      String error,
      List<String> reasons,
      String path,
      Double totalGb,
      Double usedGb,
      Double freeGb,
      Double percent) {
    /** Copies. */
    public Disk {
      reasons = copy(reasons);
    }
  }

  /**
   * What the control group allows.
   *
   * @param version v1, v2 or none
   * @param throttledPercent share of the periods of the last minute in which it was stopped
   */
  public record Limits(
      Level status,
      String error,
      List<String> reasons,
      String version,
      Double processors,
      Double memoryMb,
      Double memoryUsedMb,
      Long pids,
      Long pidsUsed,
      Double throttledPercent) {
    /** Copies. */
    public Limits {
      reasons = copy(reasons);
    }
  }

  /**
   * The process.
   *
   * @param name of the host
   */
  public record OwnProcess(
      Level status,
      String error,
      List<String> reasons,
      Long pid,
      String name,
      String username,
      Instant createTime,
      Long uptimeMillis,
      String cwd,
      String exe,
      String javaVersion,
      String platform) {
    /** Copies. */
    public OwnProcess {
      reasons = copy(reasons);
    }
  }

  private static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  private Sections() {}
}
