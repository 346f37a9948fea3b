package io.athanor.execution.sandbox;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
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
 * Holds the processes of one sandbox: starts them, speaks to their PID 1, tells it that the node
 * lives, ends them for certain.
 */
final class Lifeline {
  private static final Logger LOG = LoggerFactory.getLogger(Lifeline.class);
  private static final Duration REPEAT = Duration.ofMillis(50);

  /** A busy node takes a spare sooner, and an interpreter would be started for nothing. */
  private static final Duration UNLESS_TAKEN = Duration.ofMillis(100);

  private final Ground ground;
  private final Slot slot;
  private final ReentrantLock writing = new ReentrantLock();
  private final Timers timers;
  private Shape shape;
  private volatile Process process;
  private volatile boolean killed;
  private volatile boolean handshaken;
  private final AtomicBoolean repeating = new AtomicBoolean();

  Lifeline(Ground ground, Slot slot) {
    this.ground = ground;
    this.slot = slot;
    this.timers = new Timers(ground.timers());
  }

  void start(Shape wanted) throws IOException {
    shape = wanted;
    List<Path> joins = List.of();
    if (slot.cgroup() != null) {
      long waits = shape.ahead() == null ? 0 : shape.ahead().limits().memory();
      slot.cgroup().limit(shape.disk() + (64 << 20) + waits, 64, ground.config().cores());
      joins = slot.cgroup().joins();
    }
    ProcessBuilder builder =
        new ProcessBuilder(ground.chain().command(slot.number(), joins, shape));
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
    if (shape.ahead() != null && ground.tier().namespaces()) {
      byte[] expectation = frames().expectation(shape.ahead());
      timers.after(UNLESS_TAKEN, () -> tell('P', expectation));
    }
    timers.after(ground.config().startTimeout(), this::killUnlessReady);
    long lease = ground.config().lease().toMillis();
    if (lease > 0) {
      timers.every(Duration.ofMillis(Math.max(50, lease / 6)), () -> tell('H', new byte[0]));
    }
  }

  private void killUnlessReady() {
    if (!handshaken) {
      LOG.warn("the sandbox in slot {} was not ready in time and is ended", slot.number());
      killed = true;
      force(process);
    }
  }

  Process process() {
    return process;
  }

  boolean killed() {
    return killed;
  }

  DataInputStream input() {
    return Frame.reader(new BufferedInputStream(process.getInputStream(), 64 << 10));
  }

  /** Waits for its first word, and answers the version of its interpreter. */
  String awaitReady(DataInputStream in) throws IOException {
    Frame first = Frame.read(in);
    if (first == null || first.kind() != 'R') {
      throw new IOException("the sandbox did not start: " + Remains.complaint(process));
    }
    return new String(first.bytes(), StandardCharsets.US_ASCII);
  }

  /** Marks it as ready, and has this done when its process ends. */
  void onEnd(Runnable action) {
    handshaken = true;
    timers.add(process.onExit().thenRun(action));
  }

  /** Hands a job over; blocks while the sandbox takes it. */
  void hand(Job job) throws IOException {
    writing.lock();
    try {
      frames().write(job, shape, slot.cgroup() == null, process.getOutputStream());
    } finally {
      writing.unlock();
    }
    if (killed) {
      throw new IOException("ended while its job was handed over");
    }
  }

  private JobFrames frames() {
    return new JobFrames(ground.config(), ground.json(), ground.chain().root(slot.number()));
  }

  /** A sandbox that does not read now is not waited for: force follows. */
  void tell(char kind, byte[] payload) {
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
    long since = System.nanoTime();
    Remains.kill(target, slot, since);
    if (repeating.compareAndSet(false, true)) {
      timers.every(REPEAT, () -> Remains.kill(target, slot, since));
    }
  }

  /** Ends what is left, waits until nothing is, and answers what it complained of. */
  String end() {
    timers.cancel();
    if (process == null) {
      return "";
    }
    Remains.closeInput(process);
    Remains.await(process, slot, killed);
    return Remains.complaint(process);
  }
}
