package io.athanor.app.startup;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Stops components one after another. One that fails or hangs is reported and left behind; the
 * others have their turn all the same.
 */
final class Closing {

  private final Scheduler scheduler;
  private final Duration deadline;
  private final Deque<Step> rest;
  private final Consumer<ShutdownReport> done;
  private final List<ShutdownReport.Stopped> stopped = new ArrayList<>();
  private final long begun;
  private Step current;
  private long currentSince;

  private Closing(
      Scheduler scheduler, Duration deadline, List<Step> steps, Consumer<ShutdownReport> done) {
    this.scheduler = scheduler;
    this.deadline = deadline;
    this.rest = new ArrayDeque<>(steps);
    this.done = done;
    this.begun = scheduler.nanoTime();
  }

  /**
   * Stops {@code steps}, the last one first. To be called by the coordinator, which is also told
   * when all is done.
   */
  static void backwards(
      Scheduler scheduler, Duration deadline, List<Step> steps, Consumer<ShutdownReport> done) {
    new Closing(scheduler, deadline, steps, done).next();
  }

  private void next() {
    current = rest.pollLast();
    if (current == null) {
      Duration wall = Duration.ofNanos(scheduler.nanoTime() - begun);
      done.accept(new ShutdownReport(stopped, wall));
      return;
    }
    Step step = current;
    currentSince = scheduler.nanoTime();
    Runnable interrupt = scheduler.work(() -> stop(step));
    Runnable forget =
        scheduler.after(
            deadline,
            () -> {
              if (step == current) {
                interrupt.run();
                finished(step, "did not stop within " + Durations.text(deadline));
              }
            });
    step.forgetLimit = forget;
  }

  private void stop(Step step) {
    try {
      CompletionStage<?> stage = step.component.end(step.value);
      if (stage == null) {
        tell(step, null);
      } else {
        stage.whenComplete((value, error) -> tell(step, error));
      }
    } catch (Throwable e) {
      // Even an Error in one component must not keep the others from stopping.
      tell(step, e);
    }
  }

  private void tell(Step step, Throwable error) {
    String text = error == null ? "" : Failures.text(error);
    scheduler.coordinate(() -> finished(step, text));
  }

  private void finished(Step step, String error) {
    if (step != current) {
      return;
    }
    step.forgetLimit.run();
    Duration run = Duration.ofNanos(scheduler.nanoTime() - currentSince);
    stopped.add(new ShutdownReport.Stopped(step.name(), run, error));
    next();
  }
}
