package io.athanor.app.startup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where every component of a run stands. Used by the coordinator only. */
final class Board {

  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final List<Step> started = new ArrayList<>();
  private final Scheduler scheduler;
  private long begun;
  private int ended;

  Board(Map<String, Component<?>> components, Scheduler scheduler) {
    this.scheduler = scheduler;
    components.forEach((name, component) -> steps.put(name, new Step(component)));
    for (Step step : steps.values()) {
      for (String need : GraphCheck.edges(step.component, steps.keySet())) {
        step.needed.add(steps.get(need));
        steps.get(need).dependants.add(step);
      }
      step.openNeeds = step.needed.size();
    }
  }

  void begin() {
    begun = scheduler.nanoTime();
    steps.values().stream().filter(step -> step.openNeeds == 0).forEach(this::queue);
  }

  private void queue(Step step) {
    step.state = ComponentState.QUEUED;
    step.readyAt = scheduler.nanoTime();
  }

  /** The pause after a failed attempt is over: it waits for its turn like any other. */
  void again(Step step) {
    step.state = ComponentState.QUEUED;
  }

  Collection<Step> steps() {
    return steps.values();
  }

  /** What has started, in the order in which it ended doing so. */
  List<Step> started() {
    return List.copyOf(started);
  }

  /** What a component may use: what it named and what has started. */
  Started startedFor(Step step) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Step needed : step.needed) {
      if (needed.value != null) {
        values.put(needed.name(), needed.value);
      }
    }
    return new Started(step.component, values);
  }

  /** Notes how a start ended, and what that means for those who wait for it. */
  void settle(Step step, Object value, Throwable error) {
    step.endedAt = scheduler.nanoTime();
    step.order = ++ended;
    step.value = value;
    step.error = error;
    step.state = error == null ? ComponentState.STARTED : ComponentState.FAILED;
    if (error == null) {
      started.add(step);
    }
    inform(step);
  }

  private void inform(Step settled) {
    List<Step> news = new ArrayList<>(List.of(settled));
    // A list instead of recursion: a chain of skipped components may be long.
    for (int i = 0; i < news.size(); i++) {
      Step step = news.get(i);
      for (Step dependant : step.dependants) {
        dependant.openNeeds--;
        if (dependant.state != ComponentState.WAITING) {
          continue;
        }
        if (lost(step) && dependant.component.hardNeeds().contains(step.name())) {
          skip(dependant, step);
          news.add(dependant);
        } else if (dependant.openNeeds == 0) {
          queue(dependant);
        }
      }
    }
  }

  private static void skip(Step step, Step cause) {
    step.state = ComponentState.SKIPPED;
    step.error = new IllegalStateException("needs " + cause.name() + ", which did not start");
  }

  private static boolean lost(Step step) {
    return step.state == ComponentState.FAILED || step.state == ComponentState.SKIPPED;
  }

  void cancelUnbegun() {
    for (Step step : steps.values()) {
      boolean unbegun = step.state == ComponentState.QUEUED && !step.between();
      if (step.state == ComponentState.WAITING || unbegun) {
        step.state = ComponentState.CANCELLED;
      }
    }
  }

  /** Whether nothing will begin or end any more. */
  boolean allSettled() {
    return steps.values().stream().allMatch(Board::over);
  }

  boolean criticalSettled() {
    return steps.values().stream()
        .filter(step -> step.component.isCritical())
        .allMatch(Board::over);
  }

  private static boolean over(Step step) {
    return step.state.settled() || step.state == ComponentState.CANCELLED;
  }

  boolean allStarted() {
    return started.size() == steps.size();
  }

  List<Step> in(ComponentState... states) {
    List<ComponentState> wanted = Arrays.asList(states);
    return steps.values().stream().filter(step -> wanted.contains(step.state)).toList();
  }

  String names(ComponentState... states) {
    return in(states).stream().map(Board::told).collect(Collectors.joining(", "));
  }

  private static String told(Step step) {
    return step.error == null || step.attempts == 0
        ? step.name()
        : "%s (%d attempts, the last: %s)"
            .formatted(step.name(), step.attempts, Failures.text(step.error));
  }

  /** What has failed and is to be tried again. */
  List<Step> between() {
    return steps.values().stream().filter(Step::between).toList();
  }

  double fraction() {
    long settled = steps.values().stream().filter(step -> step.state.settled()).count();
    return steps.isEmpty() ? 1 : (double) settled / steps.size();
  }

  Duration elapsed() {
    return Duration.ofNanos(scheduler.nanoTime() - begun);
  }

  StartupReport report(StartupState state, String reason, ShutdownReport rollback) {
    Map<Step, Long> slack = CriticalPath.slack(steps.values());
    List<String> path = CriticalPath.of(steps.values());
    List<StartupReport.Part> parts =
        steps.values().stream()
            .sorted(
                Comparator.comparing((Step step) -> !step.begun()).thenComparing(s -> s.beganAt))
            .map(step -> part(step, slack.getOrDefault(step, 0L), path.contains(step.name())))
            .toList();
    return new StartupReport(state, reason, elapsed(), parts, path, Optional.ofNullable(rollback));
  }

  private StartupReport.Part part(Step step, long slack, boolean critical) {
    long now = scheduler.nanoTime();
    boolean running = step.state == ComponentState.STARTING || step.between();
    long run = running ? now - step.beganAt : step.runNanos();
    // One that was cancelled will never begin: what it waited ends with what has happened.
    long ready = step.ready() ? step.readyAt : now;
    long began = step.begun() ? step.beganAt : ready;
    return new StartupReport.Part(
        step.name(),
        step.state,
        step.needed.stream().map(Step::name).toList(),
        Duration.ofNanos(ready - begun),
        Duration.ofNanos(step.begun() ? step.beganAt - begun : 0),
        Duration.ofNanos(began - ready),
        Duration.ofNanos(run),
        Duration.ofNanos(slack),
        step.attempts,
        critical,
        step.error == null ? "" : Failures.text(step.error));
  }
}
