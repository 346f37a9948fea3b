package io.athanor.app.startup;

import java.util.List;
import java.util.Map;

/**
 * Components and their needs, checked as a whole. Every start is a run of its own; the graph itself
 * keeps nothing.
 */
public final class StartupGraph {

  private final Map<String, Component<?>> components;
  private final StartupLimits limits;

  private StartupGraph(Map<String, Component<?>> components, StartupLimits limits) {
    this.components = components;
    this.limits = limits;
  }

  /**
   * A graph of these components, which must not be changed afterwards.
   *
   * @throws InvalidGraph naming every duplicate name, unknown need and cycle
   */
  public static StartupGraph of(List<Component<?>> components, StartupLimits limits) {
    return new StartupGraph(GraphCheck.of(components), limits);
  }

  /** Starts everything, each component as soon as its last need is met. */
  public StartupRun start() {
    return start(new SystemScheduler());
  }

  StartupRun start(Scheduler scheduler) {
    StartupRun run = new StartupRun(components, limits, scheduler);
    run.begin();
    return run;
  }
}
