package io.athanor.execution.sandbox;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Ending.Cancellation;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sandbox: started once, given at most one job, gone after it. Started without a job it waits,
 * which is what makes a start warm. All blocking work is done by its own reader thread.
 */
public final class Sandbox {
  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
  private static final Set<Verdict> REASONS =
      Set.of(Verdict.CANCELLED, Verdict.STOPPED, Verdict.LOST);

  /** A job and who hears of it. */
  private record Assignment(Job job, AttemptListener listener, boolean warm) {}

  private final Ground ground;
  private final Slot slot;
  private final Runnable free;
  private final Lifeline lifeline;
  private final long asked = System.nanoTime();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Optional<Assignment>> assignment = new CompletableFuture<>();
  private final CompletableFuture<Report> report = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private volatile double startMillis;
  private volatile Cancellation cancelled;
  private boolean over;

  Sandbox(Ground ground, Slot slot, Runnable free) {
    this.ground = ground;
    this.slot = slot;
    this.free = free;
    this.lifeline = new Lifeline(ground, slot);
  }

  void start(Shape shape) {
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

  /**
   * Runs the job; once. The report always comes, whatever happens, and comes after everything of
   * the attempt is gone.
   *
   * @throws IllegalStateException when it already has a job
   */
  public CompletableFuture<Report> run(Job job, AttemptListener listener) {
    synchronized (this) {
      if (cancelled == null
          && !assignment.complete(Optional.of(new Assignment(job, listener, ready.isDone())))) {
        if (!assignment.join().isEmpty()) {
          throw new IllegalStateException("this sandbox already has a job");
        }
      }
    }
    if (assignment.isDone() && assignment.join().isEmpty()) {
      return gone.thenApply(
          nothing ->
              Reports.unstarted(
                  job, cancelled, "the sandbox had ended before its job came", ground));
    }
    return report.copy();
  }

  /**
   * Ends it, in any phase; the first call counts and later ones do nothing. A running program gets
   * SIGTERM, the grace period, then everything is killed.
   *
   * @param verdict CANCELLED, STOPPED or LOST
   * @param reason in words
   */
  public void cancel(Verdict verdict, String reason) {
    if (!REASONS.contains(verdict)) {
      throw new IllegalArgumentException("not a reason to end an attempt: " + verdict);
    }
    synchronized (this) {
      if (over || cancelled != null) {
        return;
      }
      cancelled = new Cancellation(verdict, reason);
      assignment.complete(Optional.empty());
    }
    if (assignment.join().isPresent()) {
      lifeline.terminate();
    } else {
      lifeline.kill();
    }
  }

  private void live(Shape shape) {
    Recording recording = null;
    Assignment given = null;
    String fault = null;
    try {
      lifeline.start(shape);
      DataInputStream in = lifeline.input();
      String version = awaitReady(in);
      startMillis = (System.nanoTime() - asked) / 1e6;
      LOG.debug(
          "sandbox in slot {} is ready after {} ms, Python {}",
          slot.number(),
          startMillis,
          version);
      ready.complete(null);
      lifeline.onEnd(() -> assignment.complete(Optional.empty()));
      given = assignment.join().orElse(null);
      if (given != null && cancelled == null) {
        recording =
            new Recording(
                given.job(), ground.config(), given.listener(), ground.json(), ground.clock());
        lifeline.run(given.job());
        for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
          recording.accept(frame);
        }
      }
    } catch (IOException | CompletionException e) {
      fault = recording != null && lifeline.ending() ? null : words(e);
    } catch (RuntimeException e) {
      LOG.warn("a listener failed; the attempt in slot {} ends", slot.number(), e);
      fault = "a listener of the attempt failed: " + e;
    }
    conclude(given, recording, fault);
  }

  private static String words(Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    return String.valueOf(cause.getMessage());
  }

  private String awaitReady(DataInputStream in) throws IOException {
    Frame first = Frame.read(in);
    if (first == null || first.kind() != 'R') {
      throw new IOException("the sandbox did not start: " + Remains.complaint(lifeline.process()));
    }
    return new String(first.bytes(), StandardCharsets.US_ASCII);
  }

  private void conclude(Assignment given, Recording recording, String fault) {
    Lifeline.Use use = lifeline.end();
    String problem = fault;
    if (recording != null
        && recording.last() == null
        && problem == null
        && !use.complaint().isEmpty()) {
      problem =
          use.oomKills() > 0 || use.demanded() != null
              ? null
              : "the sandbox broke: " + use.complaint();
    }
    synchronized (this) {
      over = true;
      assignment.complete(Optional.empty());
    }
    ready.completeExceptionally(
        new IllegalStateException(problem == null ? "ended before it was ready" : problem));
    Assignment late = given == null ? assignment.join().orElse(null) : given;
    Report made = null;
    if (late != null) {
      made =
          recording == null
              ? Reports.unstarted(late.job(), cancelled, problem, ground)
              : Reports.of(
                  late.job(), recording, use, cancelled, problem, ground, late.warm(), startMillis);
    }
    free.run();
    gone.complete(null);
    if (made != null) {
      report.complete(made);
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
