package io.athanor.app.startup;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One start of a graph, and the stop that belongs to it. All methods may be called from any thread
 * and at any time.
 */
public final class StartupRun implements AutoCloseable {

  private final Scheduler scheduler;
  private final StartupLimits limits;
  private final Board board;
  private final Launcher launcher;
  private final ProgressFeed feed;
  private final CompletableFuture<StartupReport> outcome = new CompletableFuture<>();
  private final CompletableFuture<ShutdownReport> closed = new CompletableFuture<>();

  private StartupState state = StartupState.STARTING;
  private StartupState ending = StartupState.READY;
  private String reason = "";
  private StartupReport finished;
  private Closing stopping;
  private Duration stopLimit;
  private volatile StartupProgress progress;
  private long sequence;
  private Runnable forgetTimer = () -> {};

  StartupRun(Map<String, Component<?>> components, StartupLimits limits, Scheduler scheduler) {
    this.scheduler = scheduler;
    this.limits = limits;
    this.board = new Board(components, scheduler);
    this.launcher = new Launcher(scheduler, board, limits.parallelism(), new Ear());
    this.feed = new ProgressFeed(scheduler);
    this.stopLimit = limits.stopDeadline();
  }

  void begin() {
    scheduler.coordinate(
        () -> {
          board.begin();
          forgetTimer = scheduler.after(limits.deadline(), this::deadlinePassed);
          advance("the start begins");
        });
  }

  /**
   * Ends when the start does, and never exceptionally: with a report whose state is READY,
   * DEGRADED, FAILED or CANCELLED. In the last two cases everything that had started is stopped by
   * then.
   */
  public CompletableFuture<StartupReport> outcome() {
    return outcome.copy();
  }

  /** The last progress that there was; empty when not even the beginning has been published. */
  public Optional<StartupProgress> progress() {
    return Optional.ofNullable(progress);
  }

  /** How the start stands now. */
  public CompletableFuture<StartupReport> report() {
    CompletableFuture<StartupReport> now = new CompletableFuture<>();
    scheduler.coordinate(() -> now.complete(finished == null ? currentReport(null) : finished));
    return now;
  }

  /**
   * Tells {@code listener} how things stand now and after every change, until it has been told of a
   * terminal state, which happens exactly once. A slow listener misses steps in between.
   *
   * @return ends the telling
   */
  public Runnable onProgress(Consumer<StartupProgress> listener) {
    ProgressFeed.Subscriber subscriber = feed.subscriber(listener);
    scheduler.coordinate(() -> feed.add(subscriber));
    return () -> scheduler.coordinate(() -> feed.remove(subscriber));
  }

  /** Gives the start up, as when the process is told to end; no effect once it has ended. */
  public void cancel(String why) {
    scheduler.coordinate(() -> giveUp(StartupState.CANCELLED, why));
  }

  /**
   * Stops everything that has started, the last one first, each within its deadline; gives the
   * start up first if it still goes on. Never throws, and may be called often: the report is always
   * of the one stop. Must not be called from a component's own start or stop.
   */
  @Override
  public void close() {
    closeAll().join();
  }

  /** Gives every component that stops now or later no longer than this. */
  public void hurry(Duration longest) {
    scheduler.coordinate(
        () -> {
          stopLimit = longest.compareTo(stopLimit) < 0 ? longest : stopLimit;
          if (stopping != null) {
            stopping.hurry(stopLimit);
          }
        });
  }

  /** As {@link #close} without waiting; never ends exceptionally. */
  public CompletableFuture<ShutdownReport> closeAll() {
    scheduler.coordinate(
        () -> {
          giveUp(StartupState.CANCELLED, "stopped");
          if (state.serving()) {
            closeStarted();
          }
        });
    return closed.copy();
  }

  private final class Ear implements Launcher.Listener {

    @Override
    public void settled(Step step) {
      if (step.error != null && step.component.isCritical()) {
        giveUp(StartupState.FAILED, step.name() + " failed: " + Failures.text(step.error));
      }
      advance(step.name() + " " + (step.error == null ? "started" : "failed"));
    }

    @Override
    public void changed(String message) {
      advance(message);
    }
  }

  private void deadlinePassed() {
    if (state != StartupState.STARTING) {
      return;
    }
    if (board.criticalSettled()) {
      board.cancelUnbegun();
    } else {
      String late = board.names(ComponentState.STARTING, ComponentState.RETRYING);
      String waiting = board.names(ComponentState.WAITING, ComponentState.QUEUED);
      giveUp(
          StartupState.FAILED,
          "not ready after %s, still starting: %s%s"
              .formatted(
                  Durations.text(limits.deadline()),
                  late,
                  waiting.isEmpty() ? "" : "; not begun: " + waiting));
    }
    launcher.abandonAll("did not start before the deadline");
    advance("the deadline has passed");
  }

  private void giveUp(StartupState how, String why) {
    if (state != StartupState.STARTING) {
      return;
    }
    state = StartupState.ROLLING_BACK;
    ending = how;
    reason = why;
    board.cancelUnbegun();
    forgetTimer.run();
    forgetTimer =
        scheduler.after(
            limits.stopDeadline(),
            () -> {
              launcher.abandonAll("was still starting when the start was given up");
              advance("the rest is given up");
            });
    launcher.stopRetrying();
    advance(why);
  }

  /** Does whatever is possible now. */
  private void advance(String message) {
    if (state.terminal()) {
      return;
    }
    if (state == StartupState.STARTING) {
      launcher.launchReady();
    }
    if (state == StartupState.STARTING && board.allSettled()) {
      state = board.allStarted() ? StartupState.READY : StartupState.DEGRADED;
      end(null);
      return;
    }
    publish(message);
    if (state == StartupState.ROLLING_BACK && launcher.idle()) {
      closeStarted();
    }
  }

  private void end(ShutdownReport rollback) {
    forgetTimer.run();
    StartupReport report = currentReport(rollback);
    publish(report.summary());
    finished = report;
    // Not here: whoever waits for it may go on to wait for this very thread.
    scheduler.work(() -> outcome.complete(report));
  }

  private void closeStarted() {
    if (stopping != null) {
      return;
    }
    stopping = new Closing(scheduler, stopLimit, board.started(), this::closedAll);
    stopping.begin();
  }

  private void closedAll(ShutdownReport report) {
    if (state == StartupState.ROLLING_BACK) {
      state = ending;
      end(report);
    }
    scheduler.work(() -> closed.complete(report));
  }

  private void publish(String message) {
    Map<String, ComponentState> states = new LinkedHashMap<>();
    board.steps().forEach(step -> states.put(step.name(), step.state));
    // First of all: what stops because of this news must find it.
    progress =
        new StartupProgress(
            ++sequence,
            state,
            state.serving() ? 1 : board.fraction(),
            board.elapsed(),
            states,
            message);
    feed.publish(progress);
  }

  private StartupReport currentReport(ShutdownReport rollback) {
    return board.report(state, reason, rollback);
  }
}
