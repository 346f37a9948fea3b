package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The control group of one slot. It lives as long as the node; its counters only grow, so users of
 * them take differences.
 */
interface Cgroup {

  /** Files to which a process writes 0 to come under these limits. */
  List<Path> joins();

  /**
   * Sets the limits in force.
   *
   * @param memory bytes, with everything that the kernel counts
   * @param processes processes and threads
   * @param cores processor cores at a time
   */
  void limit(long memory, int processes, double cores) throws IOException;

  /** Starts a new maximum for {@link #peak()}, where the kernel can. */
  void resetPeak();

  /** Highest memory use in bytes, 0 when unknown. */
  long peak();

  /** Processor time used so far, nanoseconds. */
  long cpuNanos();

  /** Processes that the kernel killed here for want of memory, so far. */
  long oomKills();

  /** Process ids that are in the group now. */
  List<Long> processes();

  /** Ends everything in the group. */
  default void kill() {
    for (long pid : processes()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** Removes the group; it has to be empty. */
  void remove();
}
