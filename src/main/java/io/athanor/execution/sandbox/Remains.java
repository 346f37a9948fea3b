package io.athanor.execution.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a sandbox's processes: forced, and waited for until there is none. */
final class Remains {
  private static final Logger LOG = LoggerFactory.getLogger(Remains.class);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
  private static final long REPEAT = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long COMPLAIN = TimeUnit.SECONDS.toNanos(5);
  private static final long LOOK = TimeUnit.MICROSECONDS.toNanos(500);

  private static final int COMPLAINT = 64 << 10;

  private Remains() {}

  /** Closing tells the shim to go, whatever it is doing. */
  static void closeInput(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.trace("the input of process {} was already closed", process.pid(), e);
    }
  }

  /** What it wrote to its error stream, when it has ended. */
  static String complaint(Process process) {
    try (InputStream err = process.getErrorStream()) {
      return new String(err.readNBytes(COMPLAINT), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Ends everything that can be found of it now.
   *
   * @param since when that was first tried, as {@link System#nanoTime} counts
   */
  static void kill(Process process, Slot slot, long since) {
    if (!slot.namespaces()) {
      killOnHost(process, System.nanoTime() - since > COMPLAIN);
      return;
    }
    // PID 1 first: bubblewrap then ends by itself, after the kernel has ended all others of the
    // namespace.
    List<ProcessHandle> inside = process.children().toList();
    inside.forEach(ProcessHandle::destroyForcibly);
    if (slot.cgroup() != null) {
      slot.cgroup().kill();
    }
    // The launcher may not have joined the control group yet.
    if (inside.isEmpty()) {
      process.destroyForcibly();
    }
  }

  /**
   * Its first process is asked to end everything, because it can do that at once for all, while
   * what is looked up here may have a child before it is dead. What that process has adopted could
   * not be found any more without it, so it is the last, and killed only when it does not listen.
   */
  private static void killOnHost(Process process, boolean deaf) {
    List<ProcessHandle> adopted = process.descendants().toList();
    process.destroy();
    adopted.forEach(ProcessHandle::destroyForcibly);
    if (deaf && adopted.isEmpty()) {
      process.destroyForcibly();
    }
  }

  /** Waits until nothing is left; by force after a second, or at once. */
  static void await(Process process, Slot slot, boolean atOnce) {
    long begun = System.nanoTime();
    long warned = begun;
    long forced = atOnce ? begun : begun + PATIENCE;
    while (process.isAlive() || (slot.cgroup() != null && !slot.cgroup().processes().isEmpty())) {
      long now = System.nanoTime();
      if (now >= forced) {
        forced = now + REPEAT;
        kill(process, slot, begun);
      }
      if (now - warned > COMPLAIN) {
        warned = now;
        LOG.warn("processes in slot {} do not end; the slot stays occupied", slot.number());
      }
      LockSupport.parkNanos(LOOK);
    }
  }
}
