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
  private final Deque<Step> rest;
  private final Consumer<ShutdownReport> done;
  private final List<ShutdownReport.Stopped> stopped = new ArrayList<>();
  private Duration deadline;
  private long begun;
  private Step current;
  private long currentSince;
  private Runnable interrupt = () -> {};

  /**
   * Stops {@code steps}, the last one first. To be used by the coordinator, which is also told when
   * all is done.
   */
  Closing(Scheduler scheduler, Duration deadline, List<Step> steps, Consumer<ShutdownReport> done) {
    this.scheduler = scheduler;
    this.deadline = deadline;
    this.rest = new ArrayDeque<>(steps);
    this.done = done;
  }

  void begin() {
    begun = scheduler.nanoTime();
    next();
  }

  /** From now on each has only this long. */
  void hurry(Duration longest) {
    deadline = longest;
    if (current != null) {
      current.forgetLimit.run();
      limit(current);
    }
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
    interrupt = scheduler.work(() -> stop(step));
    limit(step);
  }

  private void limit(Step step) {
    Duration longest = deadline;
    step.forgetLimit =
        scheduler.after(
            longest,
            () -> {
              if (step == current) {
                interrupt.run();
                finished(step, "", "did not stop within " + Durations.text(longest));
              }
            });
  }

  private void stop(Step step) {
    try {
      CompletionStage<?> stage = step.component.end(step.value);
      if (stage == null) {
        tell(step, null, null);
      } else {
        stage.whenComplete((value, error) -> tell(step, value, error));
      }
    } catch (Throwable e) {
      // Even an Error in one component must not keep the others from stopping.
      tell(step, null, e);
    }
  }

  private void tell(Step step, Object value, Throwable error) {
    String result = value instanceof String text ? text : "";
    String fault = error == null ? "" : Failures.text(error);
    scheduler.coordinate(() -> finished(step, result, fault));
  }

  private void finished(Step step, String result, String error) {
    if (step != current) {
      return;
    }
    step.forgetLimit.run();
    Duration run = Duration.ofNanos(scheduler.nanoTime() - currentSince);
    stopped.add(new ShutdownReport.Stopped(step.name(), run, result, error));
    next();
  }
}
