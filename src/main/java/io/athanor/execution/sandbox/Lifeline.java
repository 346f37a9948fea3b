package io.athanor.execution.sandbox;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the processes of one sandbox: starts them, speaks to their PID 1, watches the limits from
 * outside, ends them for certain.
 */
final class Lifeline {
  private static final Logger LOG = LoggerFactory.getLogger(Lifeline.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration REPEAT = Duration.ofMillis(50);
  private static final Duration SLACK = Duration.ofMillis(500);

  /** What PID 1 and bubblewrap themselves need, on top of what the program may use. */
  private static final long OWN_MEMORY = 16 << 20;

  private static final int OWN_PROCESSES = 4;

  /** What the attempt used, as seen from outside. */
  record Use(
      Duration cpu,
      Duration elapsed,
      long peak,
      long oomKills,
      String demanded,
      String complaint) {}

  private final Ground ground;
  private final Slot slot;
  private final ReentrantLock writing = new ReentrantLock();
  private final Timers timers;
  private volatile Process process;
  private volatile boolean killed;
  private volatile boolean handshaken;
  private volatile String demanded;
  private volatile boolean terminating;
  private final AtomicBoolean repeating = new AtomicBoolean();
  private boolean running;
  private long started;
  private long cpuBefore;
  private long oomBefore;

  Lifeline(Ground ground, Slot slot) {
    this.ground = ground;
    this.slot = slot;
    this.timers = new Timers(ground.timers());
  }

  void start(Shape shape) throws IOException {
    List<Path> joins = List.of();
    if (slot.cgroup() != null) {
      slot.cgroup().limit(shape.disk() + (64 << 20), 64, ground.config().cores());
      oomBefore = slot.cgroup().oomKills();
      joins = slot.cgroup().joins();
    }
    ProcessBuilder builder =
        new ProcessBuilder(ground.profile().command(slot.number(), joins, shape));
    builder.environment().clear();
    builder.directory(new File("/"));
    try {
      process = ground.spawner().start(builder).join();
    } catch (CompletionException e) {
      throw new IOException("the sandbox could not be started: " + e.getCause().getMessage(), e);
    }
    if (killed) {
      kill();
    }
    timers.after(ground.config().startTimeout(), this::killUnlessReady);
    long lease = ground.config().lease().toMillis();
    if (lease > 0) {
      timers.every(Duration.ofMillis(Math.max(50, lease / 6)), () -> tell('H', new byte[0]));
    }
  }

  private synchronized void killUnlessReady() {
    if (!running && started == 0) {
      LOG.warn("the sandbox in slot {} was not ready in time and is ended", slot.number());
      killed = true;
      force(process);
    }
  }

  Process process() {
    return process;
  }

  DataInputStream input() {
    return Frame.reader(new BufferedInputStream(process.getInputStream(), 64 << 10));
  }

  /** Marks it as ready, and has this done when its process ends. */
  void onEnd(Runnable action) {
    synchronized (this) {
      started = System.nanoTime();
      handshaken = true;
      timers.add(process.onExit().thenRun(action));
    }
  }

  /** Hands the job over and starts watching it. */
  void run(Job job) throws IOException {
    Cgroup cgroup = slot.cgroup();
    if (cgroup != null) {
      double cores = job.cores() > 0 ? job.cores() : ground.config().cores();
      cgroup.limit(
          job.limits().memory() + OWN_MEMORY, job.limits().processes() + OWN_PROCESSES, cores);
      cgroup.resetPeak();
      cpuBefore = cgroup.cpuNanos();
    }
    OutputStream out = process.getOutputStream();
    writing.lock();
    try {
      new JobFrames(ground.config(), ground.json()).write(job, cgroup == null, out);
    } finally {
      writing.unlock();
    }
    synchronized (this) {
      running = true;
      started = System.nanoTime();
    }
    if (killed) {
      throw new IOException("ended while its job was handed over");
    }
    timers.after(job.limits().wall().plus(SLACK), () -> demand("wall"));
    if (cgroup != null) {
      timers.every(POLL, () -> watch(job, cgroup));
    }
  }

  private void watch(Job job, Cgroup cgroup) {
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
      tell('K', cause.getBytes(StandardCharsets.US_ASCII));
      timers.after(SLACK, this::kill);
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
      kill();
      return;
    }
    long grace = ground.config().grace().toMillis();
    tell('T', ByteBuffer.allocate(4).putInt((int) grace).array());
    timers.after(Duration.ofMillis(grace + 300), this::kill);
  }

  /** Whether this node has already begun to end it, so that a broken pipe is no surprise. */
  boolean ending() {
    return killed
        || terminating
        || demanded != null
        || (slot.cgroup() != null && slot.cgroup().oomKills() > oomBefore);
  }

  /** A sandbox that does not read now is not waited for: force follows. */
  private void tell(char kind, byte[] payload) {
    if (process == null || !writing.tryLock()) {
      return;
    }
    try {
      process.getOutputStream().write(Frame.encode(kind, payload, payload.length));
      process.getOutputStream().flush();
    } catch (IOException e) {
      LOG.trace("the sandbox in slot {} no longer listens", slot.number(), e);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Ends every process of it at once, and again until it has ended: bubblewrap may be just between
   * being found and having forked, and its child would then wait for a dead parent for ever.
   * Without a control group that child could not be found again, so until the shim is there only
   * its input is closed, on which it leaves by itself.
   */
  void kill() {
    killed = true;
    Process target = process;
    if (target == null) {
      return;
    }
    if (slot.cgroup() == null && !handshaken) {
      Remains.closeInput(target);
    } else {
      force(target);
    }
  }

  private void force(Process target) {
    Remains.kill(target, slot);
    if (repeating.compareAndSet(false, true)) {
      timers.every(REPEAT, () -> Remains.kill(target, slot));
    }
  }

  /** Ends what is left, waits until nothing is, and answers what was used. */
  Use end() {
    timers.cancel();
    if (process == null) {
      return new Use(Duration.ZERO, Duration.ZERO, 0, 0, null, "");
    }
    Duration elapsed = started == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - started);
    Remains.closeInput(process);
    Remains.await(process, slot, killed);
    Cgroup cgroup = slot.cgroup();
    return new Use(
        cgroup == null || !running
            ? Duration.ZERO
            : Duration.ofNanos(cgroup.cpuNanos() - cpuBefore),
        elapsed,
        cgroup == null ? 0 : cgroup.peak(),
        cgroup == null ? 0 : cgroup.oomKills() - oomBefore,
        demanded,
        Remains.complaint(process));
  }
}
