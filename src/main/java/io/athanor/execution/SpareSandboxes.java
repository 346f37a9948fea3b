package io.athanor.execution;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.AttemptListener;
import io.athanor.execution.sandbox.Job;
import io.athanor.execution.sandbox.Report;
import io.athanor.execution.sandbox.Sandbox;
import io.athanor.execution.sandbox.Sandboxes;
import io.athanor.execution.sandbox.Shape;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Runs programs in sandboxes that were started before their attempt was known, one in each free
 * slot, so that an attempt need not wait for an interpreter. The next attempt is taken to be like
 * the last one; when it is not, a spare makes room for it. Each sandbox runs one attempt only. Used
 * on one context only.
 */
final class SpareSandboxes implements Runner {

  private static final long SMALLEST_DISK = 4_096;

  private record Spare(Shape shape, Sandbox sandbox) {
    boolean broken() {
      return sandbox.gone().isDone() || sandbox.ready().isCompletedExceptionally();
    }

    void end(String why) {
      sandbox.cancel(Verdict.LOST, why);
    }
  }

  private record InSandbox(CompletableFuture<Sandbox> sandbox, CompletionStage<Report> report)
      implements Started {

    @Override
    public void cancel(Verdict verdict, String why) {
      CompletableFuture<Void> unused = sandbox.thenAccept(one -> one.cancel(verdict, why));
    }
  }

  private final Executor onContext;
  private final Sandboxes sandboxes;
  private final Deque<Spare> spares = new ArrayDeque<>();
  private Shape usual;
  private boolean closed;

  SpareSandboxes(Context context, Sandboxes sandboxes) {
    this.onContext = task -> context.runOnContext(now -> task.run());
    this.sandboxes = sandboxes;
  }

  @Override
  public Optional<Started> start(Job job, AttemptListener listener) {
    usual = new Shape(Math.max(SMALLEST_DISK, job.limits().disk()));
    spares.removeIf(Spare::broken);
    if (spares.isEmpty() && sandboxes.freeSlots() == 0) {
      return Optional.empty();
    }
    CompletableFuture<Sandbox> sandbox = take(usual);
    return Optional.of(new InSandbox(sandbox, sandbox.thenCompose(one -> one.run(job, listener))));
  }

  private CompletableFuture<Sandbox> take(Shape shape) {
    for (Spare spare : spares) {
      if (spare.shape().equals(shape)) {
        spares.remove(spare);
        return CompletableFuture.completedFuture(spare.sandbox());
      }
    }
    Optional<Sandbox> started = sandboxes.start(shape);
    if (started.isPresent()) {
      return CompletableFuture.completedFuture(started.get());
    }
    Spare spare = spares.poll();
    if (spare == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("no sandbox is free"));
    }
    spare.end("its slot was needed for another shape");
    return spare.sandbox().gone().thenComposeAsync(gone -> take(shape), onContext);
  }

  /** Starts a spare in each free slot, once it is known what attempts are like. */
  @Override
  public void prepare() {
    spares.removeIf(Spare::broken);
    boolean free = usual != null && !closed;
    while (free) {
      Optional<Sandbox> started = sandboxes.start(usual);
      started.ifPresent(sandbox -> spares.add(new Spare(usual, sandbox)));
      free = started.isPresent();
    }
  }

  /** Ends those that wait, and starts no more of them. */
  @Override
  public void close() {
    closed = true;
    spares.forEach(spare -> spare.end("its node was stopped"));
    spares.clear();
  }
}
