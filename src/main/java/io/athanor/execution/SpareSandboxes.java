package io.athanor.execution;

import io.athanor.contract.Verdict;
import io.athanor.execution.sandbox.Sandbox;
import io.athanor.execution.sandbox.Sandboxes;
import io.athanor.execution.sandbox.Shape;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Sandboxes that were started before their attempt is known, one in each free slot, so that an
 * attempt need not wait for an interpreter. The next attempt is taken to be like the last one; when
 * it is not, its slot's spare makes room. Each runs one attempt only, as all sandboxes do. Used on
 * one context only.
 */
final class SpareSandboxes {

  private record Spare(Shape shape, Sandbox sandbox) {
    boolean broken() {
      return sandbox.gone().isDone() || sandbox.ready().isCompletedExceptionally();
    }

    void end(String why) {
      sandbox.cancel(Verdict.LOST, why);
    }
  }

  private final Context context;
  private final Sandboxes sandboxes;
  private final Deque<Spare> spares = new ArrayDeque<>();
  private Shape usual;
  private boolean closed;

  SpareSandboxes(Context context, Sandboxes sandboxes) {
    this.context = context;
    this.sandboxes = sandboxes;
  }

  /** A sandbox for one attempt; fails when every slot is taken. */
  Future<Sandbox> take(Shape shape) {
    usual = shape;
    spares.removeIf(Spare::broken);
    for (Spare spare : spares) {
      if (spare.shape().equals(shape)) {
        spares.remove(spare);
        return Future.succeededFuture(spare.sandbox());
      }
    }
    return start(shape);
  }

  private Future<Sandbox> start(Shape shape) {
    Optional<Sandbox> started = sandboxes.start(shape);
    if (started.isPresent()) {
      return Future.succeededFuture(started.get());
    }
    Spare spare = spares.poll();
    if (spare == null) {
      return Future.failedFuture(new IllegalStateException("no sandbox is free"));
    }
    spare.end("its slot was needed for another shape");
    return Future.fromCompletionStage(spare.sandbox().gone(), context)
        .compose(gone -> start(shape));
  }

  /** Starts a spare in each free slot, once it is known what attempts are like. */
  void refill() {
    spares.removeIf(Spare::broken);
    boolean free = usual != null && !closed;
    while (free) {
      Optional<Sandbox> started = sandboxes.start(usual);
      started.ifPresent(sandbox -> spares.add(new Spare(usual, sandbox)));
      free = started.isPresent();
    }
  }

  /** Ends those that wait, and starts no more. */
  void close() {
    closed = true;
    spares.forEach(spare -> spare.end("its node was stopped"));
    spares.clear();
  }
}
