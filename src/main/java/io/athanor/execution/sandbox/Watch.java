package io.athanor.execution.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Watches one job in a sandbox from outside: its limits, its end on request, what it used. */
final class Watch {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration SLACK = Duration.ofMillis(500);

  /** What PID 1 and bubblewrap themselves need, on top of what the program may use. */
  private static final long OWN_MEMORY = 16 << 20;

  private static final int OWN_PROCESSES = 4;

  /**
   * What the attempt used, as seen from outside.
   *
   * @param demanded the limit for which this node ended it, or null
   */
  record Use(Duration cpu, Duration elapsed, long peak, long oomKills, String demanded) {
    /** Of a job that was never handed over. */
    static final Use NONE = new Use(Duration.ZERO, Duration.ZERO, 0, 0, null);
  }

  private final Ground ground;
  private final Cgroup cgroup;
  private final Lifeline lifeline;
  private final Timers timers;
  private volatile String demanded;
  private volatile boolean terminating;
  private boolean running;
  private long started = System.nanoTime();
  private long cpuBefore;
  private long oomBefore;

  Watch(Ground ground, Slot slot, Lifeline lifeline) {
    this.ground = ground;
    this.cgroup = slot.cgroup();
    this.lifeline = lifeline;
    this.timers = new Timers(ground.timers());
  }

  /** Hands the job over and starts watching it. */
  void start(Job job) throws IOException {
    if (cgroup != null) {
      double cores = job.cores() > 0 ? job.cores() : ground.config().cores();
      cgroup.limit(
          job.limits().memory() + OWN_MEMORY, job.limits().processes() + OWN_PROCESSES, cores);
      cgroup.resetPeak();
      cpuBefore = cgroup.cpuNanos();
      oomBefore = cgroup.oomKills();
    }
    lifeline.hand(job);
    synchronized (this) {
      running = true;
      started = System.nanoTime();
    }
    timers.after(job.limits().wall().plus(SLACK), () -> demand("wall"));
    if (cgroup != null) {
      timers.every(POLL, () -> look(job));
    }
  }

  private void look(Job job) {
    if (cgroup.oomKills() > oomBefore) {
      demand("memory");
    } else if (cgroup.cpuNanos() - cpuBefore > job.limits().cpu().toNanos()) {
      demand("cpu");
    }
  }

  /**
   * Ends the program for this reason: by the shim, so that there is a full report, and by force if
   * that takes too long.
   */
  private synchronized void demand(String cause) {
    if (demanded == null) {
      demanded = cause;
      lifeline.tell('K', cause.getBytes(StandardCharsets.US_ASCII));
      timers.after(SLACK, lifeline::kill);
    }
  }

  /** SIGTERM to the program, the grace period, then the end of everything. */
  void terminate() {
    terminating = true;
    boolean handedOver;
    synchronized (this) {
      handedOver = running;
    }
    if (!handedOver) {
      lifeline.kill();
      return;
    }
    long grace = ground.config().grace().toMillis();
    lifeline.tell('T', ByteBuffer.allocate(4).putInt((int) grace).array());
    timers.after(Duration.ofMillis(grace + 300), lifeline::kill);
  }

  /** Whether this node has already begun to end it, so that a broken pipe is no surprise. */
  boolean ending() {
    return lifeline.killed()
        || terminating
        || demanded != null
        || (cgroup != null && cgroup.oomKills() > oomBefore);
  }

  /** Nothing more happens to it from here. */
  void over() {
    timers.cancel();
  }

  /** What it used until now; the last word once nothing of it is left. */
  Use use() {
    boolean known = cgroup != null && running;
    return new Use(
        known ? Duration.ofNanos(cgroup.cpuNanos() - cpuBefore) : Duration.ZERO,
        Duration.ofNanos(System.nanoTime() - started),
        cgroup == null ? 0 : cgroup.peak(),
        cgroup == null ? 0 : cgroup.oomKills() - oomBefore,
        demanded);
  }
}
