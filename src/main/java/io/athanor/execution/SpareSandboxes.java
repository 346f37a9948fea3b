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
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs in sandboxes that were started before their attempt was known, one in each free
 * slot, so that an attempt need not wait for an interpreter. The next attempt is taken to be like
 * the last one; when it is not, a spare makes room for it. Each sandbox runs one attempt only,
 * except for those of a group, which wait for the next of their group. Used on one context only.
 */
final class SpareSandboxes implements Runner {

  /** How long a sandbox waits for the next attempt of its group. */
  static final long IDLE_MILLIS = 60_000;

  /** How long any other waits: what it was made of may have been updated since. */
  private static final long FRESH = TimeUnit.MINUTES.toNanos(5);

  /** A node that had no attempt for so long keeps none. */
  private static final long UNUSED = TimeUnit.MINUTES.toNanos(15);

  /** Interpreters that take more memory than a spare alone, up to 100 MB for Java. */
  private static final int AHEAD = 2;

  private static final long TEND_MILLIS = 5_000;

  private static final long SMALLEST_DISK = 4_096;

  /** A sandbox that waits, and since when by the monotonic clock. */
  private record Spare(Shape shape, Sandbox sandbox, long since) {
    static Spare of(Shape shape, Sandbox sandbox) {
      return new Spare(shape, sandbox, System.nanoTime());
    }

    boolean broken() {
      return !sandbox.waits() || sandbox.ready().isCompletedExceptionally();
    }

    long patience() {
      return shape.group() == null ? FRESH : TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
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

  private final Context context;
  private final Executor onContext;
  private final Sandboxes sandboxes;
  private final Deque<Spare> spares = new ArrayDeque<>();
  private final List<String> preload;
  private final long tending;
  private Shape usual;
  private long used;
  private boolean closed;

  /**
   * Without a spare until the first job.
   *
   * @param preload Python modules that a spare loads when programs import them
   */
  SpareSandboxes(Context context, Sandboxes sandboxes, List<String> preload) {
    this.context = context;
    this.onContext = task -> context.runOnContext(now -> task.run());
    this.sandboxes = sandboxes;
    this.preload = preload;
    this.tending = context.owner().setPeriodic(TEND_MILLIS, fired -> onContext.execute(this::tend));
  }

  @Override
  public Optional<Started> start(Job job, AttemptListener listener) {
    long disk = Math.max(SMALLEST_DISK, job.limits().disk());
    Shape shape = Shape.of(job, disk, sandboxes.mountsInputs(), preload);
    usual = shape;
    used = System.nanoTime();
    spares.removeIf(Spare::broken);
    if (spares.isEmpty() && sandboxes.freeSlots() == 0) {
      return Optional.empty();
    }
    CompletableFuture<Sandbox> sandbox = take(shape);
    return Optional.of(
        new InSandbox(sandbox, sandbox.thenCompose(one -> run(one, shape, job, listener))));
  }

  private CompletionStage<Report> run(
      Sandbox sandbox, Shape shape, Job job, AttemptListener listener) {
    CompletableFuture<Report> report = sandbox.run(job, listener);
    return shape.group() == null
        ? report
        : report.thenApplyAsync(
            made -> {
              keep(Spare.of(shape, sandbox));
              return made;
            },
            onContext);
  }

  /** For the next attempt of its group, if one comes soon. */
  private void keep(Spare spare) {
    if (closed) {
      spare.end("its node was stopped");
      return;
    }
    spares.addFirst(spare);
  }

  /** Ends what has waited too long; where work still comes, another takes its place. */
  private void tend() {
    long now = System.nanoTime();
    if (now - used > UNUSED) {
      usual = null;
    }
    for (Spare spare : List.copyOf(spares)) {
      if (now - spare.since() > spare.patience()) {
        spares.remove(spare);
        spare.end("nothing came for it in time");
        CompletableFuture<Void> unused =
            spare.sandbox().gone().thenRunAsync(this::prepare, onContext);
      }
    }
  }

  @Override
  public void shrink() {
    spares.forEach(spare -> spare.end("the memory of the machine is short"));
    spares.clear();
  }

  private CompletableFuture<Sandbox> take(Shape shape) {
    Optional<Spare> serving =
        spares.stream()
            .filter(spare -> spare.shape().serves(shape))
            .max(
                Comparator.comparing(
                    spare -> Objects.equals(spare.shape().ahead(), shape.ahead())));
    if (serving.isPresent()) {
      spares.remove(serving.get());
      return CompletableFuture.completedFuture(serving.get().sandbox());
    }
    Optional<Sandbox> started = sandboxes.start(shape.withoutAhead());
    if (started.isPresent()) {
      return CompletableFuture.completedFuture(started.get());
    }
    Spare spare = spares.pollLast();
    if (spare == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("no sandbox is free"));
    }
    spare.end("its slot was needed for another shape");
    return spare.sandbox().gone().thenComposeAsync(gone -> take(shape), onContext);
  }

  @Override
  public Optional<String> unfit() {
    return sandboxes.unfit();
  }

  /** Starts a spare in each free slot, once it is known what attempts are like. */
  @Override
  public void prepare() {
    spares.removeIf(Spare::broken);
    boolean free = usual != null && usual.group() == null && usual.isPresent() && !closed;
    free = free && unfit().isEmpty();
    while (free) {
      boolean enough =
          spares.stream().filter(spare -> spare.shape().ahead() != null).count() >= AHEAD;
      Shape next = enough ? usual.withoutAhead() : usual;
      Optional<Sandbox> started = sandboxes.start(next);
      started.ifPresent(sandbox -> spares.add(Spare.of(next, sandbox)));
      free = started.isPresent();
    }
  }

  /** Ends those that wait, and starts no more of them. */
  @Override
  public void close() {
    closed = true;
    context.owner().cancelTimer(tending);
    spares.forEach(spare -> spare.end("its node was stopped"));
    spares.clear();
  }
}
