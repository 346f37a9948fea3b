package io.athanor.app.startup;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins components and hears how they end, as many at one time as allowed. Its state is the
 * coordinator's.
 */
final class Launcher {

  private static final Logger log = LoggerFactory.getLogger(Launcher.class);

  private final Scheduler scheduler;
  private final Board board;
  private final int parallelism;
  private final Consumer<Step> settled;

  Launcher(Scheduler scheduler, Board board, int parallelism, Consumer<Step> settled) {
    this.scheduler = scheduler;
    this.board = board;
    this.parallelism = parallelism;
    this.settled = settled;
  }

  /** Whether nothing is starting. */
  boolean idle() {
    return board.in(ComponentState.STARTING).isEmpty();
  }

  /** Begins what is ready, longest ready first. */
  void launchReady() {
    int free = parallelism - board.in(ComponentState.STARTING).size();
    List<Step> ready =
        board.in(ComponentState.QUEUED).stream()
            .sorted(Comparator.comparingLong(step -> step.readyAt))
            .limit(Math.max(0, free))
            .toList();
    ready.forEach(this::launch);
  }

  private void launch(Step step) {
    step.state = ComponentState.STARTING;
    step.beganAt = scheduler.nanoTime();
    Started started = board.startedFor(step);
    step.component
        .limit()
        .ifPresent(limit -> step.forgetLimit = scheduler.after(limit, () -> late(step, limit)));
    step.interrupt = scheduler.work(() -> run(step, started));
  }

  private void run(Step step, Started started) {
    try {
      CompletionStage<?> stage = step.component.begin(started);
      if (stage == null) {
        throw new IllegalStateException("answered no stage");
      }
      stage.whenComplete((value, error) -> tell(step, value, error));
    } catch (Throwable e) {
      // Also an Error, such as a class that is missing: silence would last until the deadline.
      tell(step, null, e);
    }
  }

  private void tell(Step step, Object value, Throwable error) {
    Throwable inner = error == null ? null : Failures.unwrapped(error);
    scheduler.coordinate(() -> ended(step, value, inner));
  }

  private void ended(Step step, Object value, Throwable error) {
    if (step.state != ComponentState.STARTING) {
      discard(step, value, error);
      return;
    }
    settle(step, value, error);
  }

  private void settle(Step step, Object value, Throwable error) {
    step.forgetLimit.run();
    board.settle(step, value, error);
    settled.accept(step);
  }

  private void late(Step step, Duration limit) {
    if (step.state == ComponentState.STARTING) {
      step.interrupt.run();
      settle(step, null, new TimeoutException("did not start within " + Durations.text(limit)));
    }
  }

  /** Stops waiting for what is still starting; if it ends all the same, it is stopped at once. */
  void abandonAll(String why) {
    for (Step step : board.in(ComponentState.STARTING)) {
      step.interrupt.run();
      settle(step, null, new CancellationException(why));
    }
  }

  private void discard(Step step, Object value, Throwable error) {
    if (error != null) {
      return;
    }
    log.warn("{} started after it had been given up; it is stopped", step.name());
    scheduler.work(
        () -> {
          try {
            CompletionStage<?> stage = step.component.end(value);
            if (stage != null) {
              stage.whenComplete((ignored, failure) -> report(step, failure));
            }
          } catch (Throwable e) {
            report(step, e);
          }
        });
  }

  private static void report(Step step, Throwable failure) {
    if (failure != null) {
      log.warn("{} could not be stopped: {}", step.name(), Failures.text(failure));
    }
  }
}
