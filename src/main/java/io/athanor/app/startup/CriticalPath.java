package io.athanor.app.startup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a start waited for, and what had time to spare. */
final class CriticalPath {

  private CriticalPath() {}

  /** The chain that ended last: each step, the one before it that it had to wait for longest. */
  static List<String> of(Collection<Step> steps) {
    List<String> path = new ArrayList<>();
    Optional<Step> step = latest(steps);
    while (step.isPresent()) {
      path.add(step.get().name());
      step = latest(step.get().needed);
    }
    Collections.reverse(path);
    return path;
  }

  private static Optional<Step> latest(Collection<Step> steps) {
    return steps.stream().filter(Step::ran).max(Comparator.comparingInt(step -> step.order));
  }

  /** For every step that ran the nanoseconds that it could have taken longer. */
  static Map<Step, Long> slack(Collection<Step> steps) {
    List<Step> backwards =
        steps.stream()
            .filter(Step::ran)
            .sorted(Comparator.comparingInt((Step step) -> step.order).reversed())
            .toList();
    long end = backwards.isEmpty() ? 0 : backwards.get(0).endedAt;
    Map<Step, Long> latestEnd = new HashMap<>();
    Map<Step, Long> slack = new HashMap<>();
    for (Step step : backwards) {
      long allowed =
          step.dependants.stream()
              .filter(latestEnd::containsKey)
              .mapToLong(dependant -> latestEnd.get(dependant) - dependant.runNanos())
              .min()
              .orElse(end);
      latestEnd.put(step, allowed);
      slack.put(step, Math.max(0, allowed - step.endedAt));
    }
    return slack;
  }
}
