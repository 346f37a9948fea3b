package io.athanor.app;

import io.athanor.app.startup.StartupProgress;
import io.athanor.app.startup.StartupReport;
import io.athanor.app.startup.StartupRun;
import io.athanor.app.startup.StartupState;
import io.athanor.contract.Json;
import io.athanor.http.StartupView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** The one start of this process, for those who are made before it begins. */
final class StartupFeed implements StartupView {

  private static final StartupReport NOT_BEGUN =
      new StartupReport(
          StartupState.STARTING, "", Duration.ZERO, List.of(), List.of(), Optional.empty());
  private static final StartupProgress NOTHING =
      new StartupProgress(0, StartupState.STARTING, 0, Duration.ZERO, Map.of(), "not begun");

  /** Numbers begin again with every process, which clients must not mistake. */
  private final String process = UUID.randomUUID().toString().substring(0, 8);

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile StartupReport latest = NOT_BEGUN;
  private volatile StartupRun run;

  /** This is the start. */
  void tell(StartupRun begun) {
    run = begun;
    begun.onProgress(
        progress -> {
          latest = begun.report().join();
          listeners.forEach(Runnable::run);
        });
  }

  /** How far it has come. */
  StartupReport latest() {
    return latest;
  }

  /** It is over. */
  void ended(StartupReport report) {
    latest = report;
  }

  @Override
  public Progress progress() {
    StartupRun begun = run;
    StartupProgress now = begun == null ? NOTHING : begun.progress().orElse(NOTHING);
    String event = event(now.state());
    // What follows the decision to give up is of no use to those who wait for the node.
    String id = process + "-" + (event.equals("progress") ? now.sequence() : event);
    return new Progress(id, event, StartupJson.of(now, event));
  }

  private static String event(StartupState state) {
    return switch (state) {
      case STARTING -> "progress";
      case READY, DEGRADED -> "ready";
      case ROLLING_BACK, FAILED, CANCELLED -> "failed";
    };
  }

  @Override
  public Json report() {
    return StartupJson.of(latest);
  }

  @Override
  public Runnable follow(Runnable changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }
}
