package io.athanor.contract;

import io.athanor.contract.Diagnostics.Level;
import java.util.List;

/**
 * The sections of {@link Diagnostics.SystemReport} about the JVM and Vert.x. Each begins with how
 * well it is, why it could not be read if so, and why it is not healthy in words.
 */
public final class JvmSections {

  /**
   * How late one event loop was in the last minute.
   *
   * @param overdueMillis how long it has not come to its timer by now
   */
  public record Loop(
      String thread,
      long samples,
      double p50Millis,
      double p99Millis,
      double maxMillis,
      double overdueMillis) {}

  /**
   * How late the event loops were in the last minute, the worst of each figure.
   *
   * @param loops how many there are
   */
  public record EventLoop(
      Level status,
      String error,
      List<String> reasons,
      Integer loops,
      Double p50Millis,
      Double p99Millis,
      Double maxMillis,
      List<Loop> measured) {
    /** Copies. */
    public EventLoop {
      reasons = copy(reasons);
      measured = copy(measured);
    }
  }

  /**
   * A pool of threads or connections.
   *
   * @param size at most; null where that is not known
   * @param maxQueued the most that waited at one time
   */
  public record Pool(
      String type,
      String name,
      Integer size,
      long inUse,
      long queued,
      long maxQueued,
      long completed) {}

  /** The pools of Vert.x. */
  public record WorkerPools(Level status, String error, List<String> reasons, List<Pool> pools) {
    /** Copies. */
    public WorkerPools {
      reasons = copy(reasons);
      pools = copy(pools);
    }
  }

  /** A garbage collector since the start. */
  public record Collector(String name, long count, long millis) {}

  /**
   * Garbage collection.
   *
   * @param percentLastMinute share of the time in which it stopped the program
   * @param pauses of the last minute
   */
  public record Gc(
      Level status,
      String error,
      List<String> reasons,
      List<Collector> collectors,
      Double percentLastMinute,
      Long pauses,
      Double p50Millis,
      Double p99Millis,
      Double maxMillis) {
    /** Copies. */
    public Gc {
      reasons = copy(reasons);
      collectors = copy(collectors);
    }
  }

  /** Classes. */
  public record Classes(
      Level status,
      String error,
      List<String> reasons,
      Integer loaded,
      Long totalLoaded,
      Long unloaded) {
    /** Copies. */
    public Classes {
      reasons = copy(reasons);
    }
  }

  /**
   * The JVM.
   *
   * @param flags as it was started; values that may be secret are left out
   */
  public record Jvm(
      Level status,
      String error,
      List<String> reasons,
      String version,
      String vendor,
      String name,
      Double maxHeapMb,
      List<String> flags) {
    /** Copies. */
    public Jvm {
      reasons = copy(reasons);
      flags = copy(flags);
    }
  }

  private static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  private JvmSections() {}
}
