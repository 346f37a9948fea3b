package io.athanor.execution.sandbox;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Ending.Cancellation;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sandbox. It is started once and gone after one job, or, where its shape names a group, takes
 * the jobs of this group one after the other: each in a process of its own, and nothing of it is
 * left when the next comes. Started without a job it waits, which is what makes a start warm. All
 * blocking work is done by its own reader thread.
 */
public final class Sandbox {
  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
  private static final Set<Verdict> REASONS =
      Set.of(Verdict.CANCELLED, Verdict.STOPPED, Verdict.LOST);

  private final Ground ground;
  private final Slot slot;
  private final Consumer<String> free;
  private final Lifeline lifeline;
  private final long asked = System.nanoTime();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private volatile double startMillis;
  private volatile Cancellation cancelled;
  private volatile CompletableFuture<Optional<Assignment>> assignment = new CompletableFuture<>();
  private volatile Watch watch;
  private boolean several;
  private boolean over;

  Sandbox(Ground ground, Slot slot, Consumer<String> free) {
    this.ground = ground;
    this.slot = slot;
    this.free = free;
    this.lifeline = new Lifeline(ground, slot);
  }

  void start(Shape shape) {
    several = shape.group() != null;
    Thread reader = new Thread(() -> live(shape), "sandbox-" + slot.number());
    reader.setDaemon(true);
    reader.start();
  }

  /** Done when the sandbox waits for its job; fails with the reason in words when it never will. */
  public CompletableFuture<Void> ready() {
    return ready.copy();
  }

  /** Done when no process of it is left and its slot is free. */
  public CompletableFuture<Void> gone() {
    return gone.copy();
  }

  /** Whether it would take a job now. */
  public synchronized boolean waits() {
    return !over && cancelled == null && !assignment.isDone();
  }

  /**
   * Runs the job. The report always comes, whatever happens, and comes after everything of the
   * attempt is gone. A sandbox without a group does this once, one of a group as often as it {@link
   * #waits() waits}.
   *
   * @throws IllegalStateException when it already has a job
   */
  public CompletableFuture<Report> run(Job job, AttemptListener listener) {
    synchronized (this) {
      Assignment given = new Assignment(job, listener, ready.isDone(), new CompletableFuture<>());
      if (cancelled == null && assignment.complete(Optional.of(given))) {
        return given.report().copy();
      }
      if (!assignment.join().isEmpty()) {
        throw new IllegalStateException("this sandbox already has a job");
      }
    }
    return gone.thenApply(
        nothing ->
            Reports.unstarted(job, cancelled, "the sandbox had ended before its job came", ground));
  }

  /**
   * Ends what it runs, or itself when it runs nothing; the first call counts and later ones do
   * nothing. A running program gets SIGTERM, the grace period, then everything is killed.
   *
   * @param verdict CANCELLED, STOPPED or LOST
   * @param reason in words
   */
  public void cancel(Verdict verdict, String reason) {
    if (!REASONS.contains(verdict)) {
      throw new IllegalArgumentException("not a reason to end an attempt: " + verdict);
    }
    Watch running;
    synchronized (this) {
      if (over || cancelled != null) {
        return;
      }
      cancelled = new Cancellation(verdict, reason);
      assignment.complete(Optional.empty());
      running = watch;
    }
    if (running == null) {
      lifeline.kill();
    } else {
      running.terminate();
    }
  }

  private void live(Shape shape) {
    Assignment given = null;
    Recording recording = null;
    String fault = null;
    try {
      lifeline.start(shape);
      DataInputStream in = lifeline.input();
      String version = lifeline.awaitReady(in);
      startMillis = (System.nanoTime() - asked) / 1e6;
      LOG.debug("slot {}: Python {} waits after {} ms", slot.number(), version, startMillis);
      ready.complete(null);
      lifeline.onEnd(() -> assignment.complete(Optional.empty()));
      given = next();
      while (given != null) {
        recording = given.recording(ground);
        watch.start(given.job());
        given = ended(in, recording) ? next(given, recording) : null;
      }
    } catch (IOException | CompletionException e) {
      fault = recording != null && watch.ending() ? null : words(e);
    } catch (RuntimeException e) {
      LOG.warn("a listener failed; the attempt in slot {} ends", slot.number(), e);
      fault = "a listener of the attempt failed: " + e;
    }
    conclude(recording, fault);
  }

  /** The job to run, which is watched from now on; null when none will come. */
  private Assignment next() {
    Assignment given = assignment.join().orElse(null);
    synchronized (this) {
      if (given == null || cancelled != null) {
        return null;
      }
      watch = new Watch(ground, slot, lifeline);
      return given;
    }
  }

  /** Reports the job of a group that has ended, and waits for the next. */
  private Assignment next(Assignment done, Recording recording) {
    Report report;
    synchronized (this) {
      watch.over();
      report = report(done, recording, watch.use(), null);
      watch = null;
      cancelled = null;
      assignment = new CompletableFuture<>();
    }
    if (!lifeline.process().isAlive()) {
      assignment.complete(Optional.empty());
    }
    done.report().complete(report);
    return next();
  }

  /**
   * Records a job to its end: true when the sandbox says that it is ready for the next, false when
   * it says no more.
   */
  private boolean ended(DataInputStream in, Recording recording) throws IOException {
    for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
      if (several && frame.kind() == 'R' && recording.last() != null) {
        return true;
      }
      recording.accept(frame);
    }
    return false;
  }

  private static String words(Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    return String.valueOf(cause.getMessage());
  }

  private Report report(Assignment given, Recording recording, Watch.Use use, String problem) {
    return Reports.of(
        given.job(), recording, use, cancelled, problem, ground, given.warm(), startMillis);
  }

  private void conclude(Recording recording, String fault) {
    Watch last = watch;
    if (last != null) {
      last.over();
    }
    String complaint = lifeline.end();
    Watch.Use use = last == null ? Watch.Use.NONE : last.use();
    String problem = fault;
    if (last != null && recording.last() == null && problem == null && !complaint.isEmpty()) {
      problem =
          use.oomKills() > 0 || use.demanded() != null ? null : "the sandbox broke: " + complaint;
    }
    synchronized (this) {
      over = true;
      assignment.complete(Optional.empty());
    }
    String never = problem == null ? "ended before it was ready" : problem;
    boolean failed = ready.completeExceptionally(new IllegalStateException(never));
    Assignment given = assignment.join().orElse(null);
    Report made = null;
    if (given != null) {
      made =
          last == null
              ? Reports.unstarted(given.job(), cancelled, problem, ground)
              : report(given, recording, use, problem);
    }
    free.accept(failed && cancelled == null ? never : null);
    gone.complete(null);
    if (made != null) {
      given.report().complete(made);
    }
  }

  /** Waits until it is gone, for shutdown; false when the time was too short. */
  boolean awaitGone(Duration patience) {
    try {
      gone.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
