package io.athanor.app.startup;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins components and hears how they end, as many at one time as allowed. Its state is the
 * coordinator's.
 */
final class Launcher {

  private static final Logger log = LoggerFactory.getLogger(Launcher.class);

  /** Hears what happens. */
  interface Listener {

    /** The start of a component is over. */
    void settled(Step step);

    /** Something else has changed; in words. */
    void changed(String message);
  }

  private final Scheduler scheduler;
  private final Board board;
  private final int parallelism;
  private final Listener listener;
  private boolean lastAttempts;

  Launcher(Scheduler scheduler, Board board, int parallelism, Listener listener) {
    this.scheduler = scheduler;
    this.board = board;
    this.parallelism = parallelism;
    this.listener = listener;
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
    step.beganAt = step.begun() ? step.beganAt : scheduler.nanoTime();
    step.error = null;
    int attempt = ++step.attempts;
    Started started = board.startedFor(step);
    step.component
        .limit()
        .ifPresent(
            limit -> step.forgetLimit = scheduler.after(limit, () -> late(step, attempt, limit)));
    step.interrupt = scheduler.work(() -> run(step, attempt, started));
  }

  private void run(Step step, int attempt, Started started) {
    try {
      CompletionStage<?> stage = step.component.begin(started);
      if (stage == null) {
        throw new IllegalStateException("answered no stage");
      }
      stage.whenComplete((value, error) -> tell(step, attempt, value, error));
    } catch (Throwable e) {
      // Also an Error, such as a class that is missing: silence would last until the deadline.
      tell(step, attempt, null, e);
    }
  }

  private void tell(Step step, int attempt, Object value, Throwable error) {
    Throwable inner = error == null ? null : Failures.unwrapped(error);
    scheduler.coordinate(() -> ended(step, attempt, value, inner));
  }

  private void ended(Step step, int attempt, Object value, Throwable error) {
    if (!current(step, attempt)) {
      discard(step, value, error);
    } else if (error == null) {
      settle(step, value, null);
    } else {
      failed(step, error);
    }
  }

  /** An attempt that took too long may end beside its successor. */
  private static boolean current(Step step, int attempt) {
    return step.state == ComponentState.STARTING && step.attempts == attempt;
  }

  private void late(Step step, int attempt, Duration limit) {
    if (current(step, attempt)) {
      step.interrupt.run();
      failed(step, new TimeoutException("did not start within " + Durations.text(limit)));
    }
  }

  private void failed(Step step, Throwable error) {
    step.forgetLimit.run();
    Optional<Retry> retry = step.component.retry().filter(how -> passes(how, error));
    if (lastAttempts || retry.isEmpty()) {
      settle(step, null, error);
      return;
    }
    Duration pause = retry.get().pause(step.attempts, ThreadLocalRandom.current().nextDouble());
    step.state = ComponentState.RETRYING;
    step.error = error;
    step.forgetPause = scheduler.after(pause, () -> again(step));
    String message =
        "%s has failed %d time(s): %s; trying again in %s"
            .formatted(step.name(), step.attempts, Failures.text(error), Durations.text(pause));
    log.warn("{}", message);
    listener.changed(message);
  }

  private static boolean passes(Retry retry, Throwable error) {
    try {
      return retry.when().test(error);
    } catch (RuntimeException e) {
      log.warn("cannot tell whether a failure passes, so it does not", e);
      return false;
    }
  }

  private void again(Step step) {
    if (step.state == ComponentState.RETRYING) {
      board.again(step);
      listener.changed(step.name() + " is tried again");
    }
  }

  private void settle(Step step, Object value, Throwable error) {
    step.forgetLimit.run();
    step.forgetPause.run();
    board.settle(step, value, error);
    listener.settled(step);
  }

  /** What fails from now on has failed, and so has what waits for another attempt. */
  void stopRetrying() {
    lastAttempts = true;
    for (Step step : board.between()) {
      settle(step, null, step.error);
    }
  }

  /** Stops waiting for what is still starting; if it ends all the same, it is stopped at once. */
  void abandonAll(String why) {
    stopRetrying();
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
